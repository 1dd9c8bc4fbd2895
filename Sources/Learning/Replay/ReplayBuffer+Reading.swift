public import Vocabulary

extension ReplayBuffer {
  /// Label of the transition at `index`, 0 the oldest.
  public func label(at index: Int) -> TransitionLabel {
    let slot = slot(of: index)
    // The flags come from `TransitionLabel.flags` or were checked by `restore`.
    return TransitionLabel(flags: flags[slot], reward: rewards[slot], policyVersion: policyVersions[slot])!
  }

  /// The transition at `index` as a value; allocates.
  public func transition(at index: Int) -> Transition {
    let slot = slot(of: index)
    return Transition(
      observation: frame(observationFrames[slot]), action: row(actions, slot), proposal: row(proposals, slot),
      nextObservation: frame(nextFrames[slot]), label: label(at: index))
  }

  /// Copies the transition at `index` into one row of a batch; allocates nothing.
  public func copyTransition(at index: Int, into batch: inout TransitionBatch, row: Int) {
    precondition(
      batch.observationDimension == observationDimension && batch.actionDimension == actionDimension,
      "a batch has the dimensions of its buffer")
    precondition(row >= 0 && row < batch.capacity, "row outside the batch")
    let slot = slot(of: index)
    let (wide, narrow) = (observationDimension, actionDimension)
    frames.read(wide, from: Int(observationFrames[slot]) * wide, into: &batch.observations, at: row * wide)
    frames.read(wide, from: Int(nextFrames[slot]) * wide, into: &batch.nextObservations, at: row * wide)
    actions.read(narrow, from: slot * narrow, into: &batch.actions, at: row * narrow)
    proposals.read(narrow, from: slot * narrow, into: &batch.proposals, at: row * narrow)
    let label = label(at: index)
    batch.authorities[row] = label.authority.rawValue
    batch.rewards[row] = label.reward
    batch.masks[row] = label.terminated ? 0 : 1
  }

  /// Copies the transitions at `indices` into the first rows of a batch.
  public func gather(_ indices: Span<Int>, into batch: inout TransitionBatch) {
    for row in 0..<indices.count { copyTransition(at: indices[row], into: &batch, row: row) }
  }

  /// The least and the greatest reward; nil while the buffer is empty.
  public var rewardRange: ClosedRange<Float>? {
    if isEmpty { return nil }
    var (low, high) = (Float.infinity, -Float.infinity)
    for index in 0..<count {
      let reward = rewards[slot(of: index)]
      (low, high) = (min(low, reward), max(high, reward))
    }
    return low...high
  }

  /// A 64-bit hash over every bit of every transition, oldest first; independent of where the ring stands.
  public var contentHash: UInt64 {
    var hash = BitHash()
    hash.add(UInt64(observationDimension))
    hash.add(UInt64(actionDimension))
    for index in 0..<count { addTransition(at: index, to: &hash) }
    return hash.value
  }

  /// Whether the next transition has the same number in both buffers, and all that both keep have the same bits.
  public func agrees(with other: borrowing ReplayBuffer) -> Bool {
    guard appended == other.appended, observationDimension == other.observationDimension,
      actionDimension == other.actionDimension
    else { return false }
    for back in 1...max(1, min(count, other.count)) where !isEmpty && !other.isEmpty {
      var (mine, others) = (BitHash(), BitHash())
      addTransition(at: count - back, to: &mine)
      other.addTransition(at: other.count - back, to: &others)
      if mine.value != others.value { return false }
    }
    return true
  }

  /// Appends a copy of every transition of `source` that an expert commanded, from number `first` on.
  ///
  /// Fills the buffer of takeovers that `SymmetricSampler` draws from, as HIL-SERL (arXiv:2410.21845) does.
  ///
  /// - Returns: how many were copied.
  @discardableResult
  public mutating func append(expertStepsOf source: borrowing ReplayBuffer, from first: UInt64) -> Int {
    var copied = 0
    var previous: UInt64?
    var number = max(first, source.firstNumber)
    while number < source.appended {
      let index = Int(number - source.firstNumber)
      if source.label(at: index).authority == .expert {
        // Sharing inside one call; the first step of a later call is stored anew.
        previous = append(source.transition(at: index), continuing: previous)
        copied += 1
      }
      number += 1
    }
    return copied
  }

  func slot(of index: Int) -> Int {
    precondition(index >= 0 && index < count, "index outside the replay buffer")
    return Int((firstNumber + UInt64(index)) % UInt64(capacity))
  }

  private func frame(_ frame: UInt32) -> [Float] { row(frames, Int(frame), width: observationDimension) }

  private func row(_ storage: borrowing LazyStorage<Float>, _ slot: Int, width: Int? = nil) -> [Float] {
    let width = width ?? actionDimension
    var values = [Float](repeating: 0, count: width)
    storage.read(width, from: slot * width, into: &values, at: 0)
    return values
  }

  func addTransition(at index: Int, to hash: inout BitHash) {
    let slot = slot(of: index)
    add(observationFrames[slot], to: &hash)
    add(nextFrames[slot], to: &hash)
    for place in slot * actionDimension..<(slot + 1) * actionDimension {
      hash.add(UInt64(actions[place].bitPattern))
      hash.add(UInt64(proposals[place].bitPattern))
    }
    hash.add(UInt64(rewards[slot].bitPattern))
    hash.add(UInt64(flags[slot]))
    hash.add(policyVersions[slot])
  }

  private func add(_ frame: UInt32, to hash: inout BitHash) {
    let start = Int(frame) * observationDimension
    for place in start..<start + observationDimension { hash.add(UInt64(frames[place].bitPattern)) }
  }
}

/// FNV-1a over 64-bit words, with a fold that brings high bits down.
struct BitHash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ word: UInt64) {
    value = (value ^ word) &* 0x100_0000_01b3
    value ^= value >> 32
  }
}
