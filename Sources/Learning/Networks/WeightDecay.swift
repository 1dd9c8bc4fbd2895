extension MLPEnsemble {
  /// Decoupled weight decay (Loshchilov and Hutter 2019, alg. 2): every kernel of `member` is multiplied by 1 − rate;
  /// biases, gains and offsets stay.
  ///
  /// Call it before `Adam.step` of the same update: AdamW subtracts lr · λ · w of the old weights, rate being lr · λ.
  public func decayKernels(member: Int, rate: Float) {
    let start = member * stride
    precondition(member >= 0 && member < memberCount, "member \(member) of \(memberCount)")
    for place in places {
      let range = start + place.kernel..<start + place.kernel + place.inputs * place.outputs
      // The caller owns the ensemble while it updates it.
      unsafe weights.withMutableSpan(range) { for index in $0.indices { $0[index] *= 1 - rate } }
    }
  }
}

extension Adam {
  /// Forgets all moments and steps, as a new optimiser.
  public func reset() {
    steps = 0
    // Nobody else holds the moments between two updates.
    unsafe firstMoment.withMutableSpan(0..<firstMoment.count) { for index in $0.indices { $0[index] = 0 } }
    unsafe secondMoment.withMutableSpan(0..<secondMoment.count) { for index in $0.indices { $0[index] = 0 } }
  }
}

extension FloatBuffer {
  /// Copies `length` elements of `source` from `start` on to this buffer, from `place` on.
  public mutating func copy(_ length: Int, of source: borrowing FloatBuffer, from start: Int, to place: Int) {
    source.check(start..<start + length)
    check(place..<place + length)
    unsafe (base + place).update(from: source.base + start, count: length)
  }
}
