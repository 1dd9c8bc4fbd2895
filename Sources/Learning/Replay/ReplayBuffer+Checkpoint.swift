public import Vocabulary

extension ReplayBuffer {
  /// Numbers of the transitions that are kept.
  public var numbers: Range<UInt64> { firstNumber..<appended }

  /// Everything that `restore(from:)` needs, oldest transition first.
  public func tensors() -> [NamedTensor] { tensors(of: numbers) }

  /// Some of the transitions, oldest first: a segment. Each observation is saved once.
  ///
  /// `replay/number` holds the number after the last one; `replay/frames` [F, observation dimension] the observations;
  /// `replay/frameIndices` [N, 2] the frames of o and o'; `replay/flags` [N] the bits of a label; `replay/actions`,
  /// `replay/proposals`, `replay/rewards` and `replay/policyVersions` the rest.
  ///
  /// - Parameter range: numbers of transitions that are kept.
  public func tensors(of range: Range<UInt64>) -> [NamedTensor] {
    precondition(range.lowerBound >= firstNumber && range.upperBound <= appended, "only what is kept can be saved")
    let slots = range.map { slot(of: Int($0 - firstNumber)) }
    let count = slots.count
    var place: [UInt32: UInt64] = [:]
    var order: [UInt32] = []
    var indices: [UInt64] = []
    indices.reserveCapacity(2 * count)
    for slot in slots {
      for frame in [observationFrames[slot], nextFrames[slot]] {
        let known = place[frame]
        indices.append(known ?? UInt64(order.count))
        if known == nil {
          place[frame] = UInt64(order.count)
          order.append(frame)
        }
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
    for (index, slot) in slots.enumerated() {
      actions.read(actionDimension, from: slot * actionDimension, into: &executed, at: index * actionDimension)
      proposals.read(actionDimension, from: slot * actionDimension, into: &proposed, at: index * actionDimension)
    }
    return [
      .init(name: "replay/number", shape: [1], values: .uint64([range.upperBound])),
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
    replace(by: [saved])
  }

  /// The same from segments, oldest first, each beginning where the one before ends; none means an empty buffer.
  ///
  /// The first may begin before what the ring still kept: what is too old makes room, as it did.
  public mutating func restore(segments: [[NamedTensor]]) throws(ReplayError) {
    var saved: [SavedReplay] = []
    for tensors in segments {
      let segment = try SavedReplay(
        tensors, observationDimension: observationDimension, actionDimension: actionDimension, capacity: nil)
      if let end = saved.last?.number, segment.firstNumber != end {
        throw .invalidValue(
          name: "replay/number", index: 0, reason: "\(segment.firstNumber) does not follow \(end)")
      }
      saved.append(segment)
    }
    replace(by: saved)
  }

  private mutating func replace(by segments: [SavedReplay]) {
    (count, freeFrameCount, touchedFrames) = (0, 0, 0)
    appended = segments.first?.firstNumber ?? 0
    for saved in segments {
      let (wide, narrow) = (observationDimension, actionDimension)
      for index in 0..<saved.count {
        let (from, to) = (Int(saved.indices[2 * index]) * wide, Int(saved.indices[2 * index + 1]) * wide)
        // The flags were checked.
        let label = TransitionLabel(
          flags: saved.flags[index], reward: saved.rewards[index], policyVersion: saved.policyVersions[index])!
        // Frames are shared as they were, so that what is saved next has the same bytes, too; whether two files shared one
        // is not known, and does not matter.
        let continues = index == 0 || saved.indices[2 * index] == saved.indices[2 * index - 1]
        append(
          observation: saved.frames.span.extracting(from..<from + wide),
          action: saved.actions.span.extracting(index * narrow..<(index + 1) * narrow),
          proposal: saved.proposals.span.extracting(index * narrow..<(index + 1) * narrow),
          nextObservation: saved.frames.span.extracting(to..<to + wide), label: label,
          continuing: continues && appended > 0 ? appended - 1 : nil)
      }
    }
  }
}
