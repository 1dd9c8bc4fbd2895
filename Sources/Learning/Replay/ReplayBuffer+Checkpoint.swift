public import Vocabulary

extension ReplayBuffer {
  /// Everything that `restore(from:)` needs, oldest transition first; each observation is saved once.
  ///
  /// `replay/number` holds the number of the next transition; `replay/frames` [F, observation dimension] the
  /// observations; `replay/frameIndices` [N, 2] the frames of o and o'; `replay/flags` [N] the bits of a label;
  /// `replay/actions`, `replay/proposals`, `replay/rewards` and `replay/policyVersions` the rest.
  public func tensors() -> [NamedTensor] {
    var place = [Int](repeating: -1, count: touchedFrames)
    var order: [UInt32] = []
    var indices: [UInt64] = []
    indices.reserveCapacity(2 * count)
    for index in 0..<count {
      let slot = slot(of: index)
      for frame in [observationFrames[slot], nextFrames[slot]] {
        if place[Int(frame)] < 0 {
          place[Int(frame)] = order.count
          order.append(frame)
        }
        indices.append(UInt64(place[Int(frame)]))
      }
    }
    var observations = [Float](repeating: 0, count: order.count * observationDimension)
    for (row, frame) in order.enumerated() {
      frames.read(
        observationDimension, from: Int(frame) * observationDimension, into: &observations,
        at: row * observationDimension)
    }
    var executed = [Float](repeating: 0, count: count * actionDimension)
    var proposed = executed
    for index in 0..<count {
      let start = slot(of: index) * actionDimension
      actions.read(actionDimension, from: start, into: &executed, at: index * actionDimension)
      proposals.read(actionDimension, from: start, into: &proposed, at: index * actionDimension)
    }
    let slots = (0..<count).map { slot(of: $0) }
    return [
      .init(name: "replay/number", shape: [1], values: .uint64([appended])),
      .init(
        name: "replay/frames", shape: [order.count, observationDimension], values: .float32(observations)),
      .init(name: "replay/frameIndices", shape: [count, 2], values: .uint64(indices)),
      .init(name: "replay/actions", shape: [count, actionDimension], values: .float32(executed)),
      .init(name: "replay/proposals", shape: [count, actionDimension], values: .float32(proposed)),
      .init(name: "replay/rewards", shape: [count], values: .float32(slots.map { rewards[$0] })),
      .init(name: "replay/flags", shape: [count], values: .uint64(slots.map { UInt64(flags[$0]) })),
      .init(name: "replay/policyVersions", shape: [count], values: .uint64(slots.map { policyVersions[$0] })),
    ]
  }

  /// Replaces the contents by saved ones; sampling then continues with the same bits.
  ///
  /// Everything is checked first: on an error the buffer is unchanged.
  public mutating func restore(from tensors: [NamedTensor]) throws(ReplayError) {
    let saved = try SavedReplay(
      tensors, observationDimension: observationDimension, actionDimension: actionDimension, capacity: capacity)
    count = 0
    freeFrameCount = 0
    touchedFrames = saved.references.count
    for frame in saved.references.indices { frameReferences[frame] = saved.references[frame] }
    frames.write(saved.frames.span, at: 0)
    appended = saved.number - UInt64(saved.count)
    for index in 0..<saved.count {
      let slot = Int(appended % UInt64(capacity))
      observationFrames[slot] = saved.indices[2 * index]
      nextFrames[slot] = saved.indices[2 * index + 1]
      for place in 0..<actionDimension {
        actions[slot * actionDimension + place] = saved.actions[index * actionDimension + place]
        proposals[slot * actionDimension + place] = saved.proposals[index * actionDimension + place]
      }
      rewards[slot] = saved.rewards[index]
      flags[slot] = saved.flags[index]
      policyVersions[slot] = saved.policyVersions[index]
      count += 1
      appended += 1
    }
  }
}
