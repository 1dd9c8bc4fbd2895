import Replay
import Testing
import Vocabulary

@Suite("Saved replay buffer")
struct ReplayCheckpointTests {
  private func filled(_ appended: Int, capacity: Int = 4) -> ReplayBuffer {
    var replay = ReplayBuffer(capacity: capacity, observationDimension: 3, actionDimension: 2)
    var previous: UInt64?
    for step in 0..<appended {
      previous = replay.append(sample(segment: step / 3, step: step % 3), continuing: previous)
    }
    return replay
  }

  @Test("a restored buffer has the same bits and goes on in the same way", arguments: 0...11)
  func roundTrip(appended: Int) throws {
    var original = filled(appended)
    var restored = filled(7)
    try restored.restore(from: original.tensors())
    #expect(restored.contentHash == original.contentHash && contents(restored) == contents(original))
    for step in appended..<appended + 9 {
      let transition = sample(segment: step / 3, step: step % 3)
      let previous = step == 0 ? nil : UInt64(step - 1)
      let number = original.append(transition, continuing: previous)
      #expect(restored.append(transition, continuing: previous) == number)
      #expect(contents(restored) == contents(original))
    }
  }

  @Test("observations that were stored apart stay apart: saving what was restored gives the same tensors")
  func savedAgain() throws {
    var original = ReplayBuffer(capacity: 6, observationDimension: 3, actionDimension: 2)
    // Every second step does not say which one it continues, although its observation is the same.
    for step in 0..<6 {
      original.append(sample(segment: 0, step: step), continuing: step % 2 == 0 ? nil : UInt64(step - 1))
    }
    var restored = filled(3, capacity: 6)
    try restored.restore(from: original.tensors())
    #expect(restored.tensors() == original.tensors())
  }

  @Test("segments give what the whole gives, cut anywhere, also when the first holds what the ring has dropped")
  func segments() throws {
    let whole = filled(9, capacity: 9)
    for capacity in [4, 9] {
      let original = filled(9, capacity: capacity)
      for cut in UInt64(1)...8 {
        var restored = filled(2, capacity: capacity)
        try restored.restore(segments: [whole.tensors(of: 0..<cut), whole.tensors(of: cut..<9)])
        #expect(contents(restored) == contents(original) && restored.numbers == original.numbers)
        let agree = restored.agrees(with: whole)
        #expect(agree)
        // A gap between two files is refused, and changes nothing.
        let before = restored.contentHash
        #expect(throws: ReplayError.self) {
          try restored.restore(segments: [whole.tensors(of: 0..<cut), whole.tensors(of: cut + 1..<9)])
        }
        #expect(restored.contentHash == before)
      }
      var empty = filled(5, capacity: capacity)
      try empty.restore(segments: [])
      #expect(empty.isEmpty && empty.appended == 0)
    }
  }

  @Test("two buffers agree when the next number and all that both keep have the same bits")
  func agreement() {
    let whole = filled(9, capacity: 9)
    // A buffer that cannot be copied cannot stand inside the macro either.
    let (shorter, longer, older) = (
      whole.agrees(with: filled(9)), filled(9).agrees(with: whole), whole.agrees(with: filled(8))
    )
    #expect(shorter && longer && !older)
    func agrees(_ version: UInt64?) -> Bool {
      var other = ReplayBuffer(capacity: 4, observationDimension: 3, actionDimension: 2, firstNumber: 8)
      var transition = sample(segment: 2, step: 2)
      if let version {
        transition.label.policyVersion &+= version
        other.append(transition)
      }
      return whole.agrees(with: other)
    }
    #expect(agrees(0) && !agrees(1) && !agrees(nil))
  }

  @Test("each observation is saved once")
  func savedOnce() throws {
    let frames = try #require(filled(6, capacity: 6).tensors().first { $0.name == "replay/frames" })
    #expect(frames.shape == [8, 3])  // two segments of three steps have four observations each
  }

  @Test(
    "damaged tensors are refused by name and change nothing",
    arguments: [
      "replay/number", "replay/frames", "replay/frameIndices", "replay/actions", "replay/proposals", "replay/rewards",
      "replay/flags", "replay/policyVersions",
    ])
  func damaged(name: String) throws {
    let good = filled(5).tensors()
    func attempt(_ change: (NamedTensor) -> NamedTensor?) throws -> String {
      var replay = filled(2)
      let before = replay.contentHash
      let error = try #require(throws: ReplayError.self) {
        try replay.restore(from: good.compactMap { $0.name == name ? change($0) : $0 })
      }
      #expect(replay.contentHash == before)
      return error.description
    }
    #expect(try attempt { _ in nil }.contains(name))
    _ = try attempt { NamedTensor(name: $0.name, shape: [0], values: $0.values.emptied) }
    _ = try attempt { NamedTensor(name: $0.name, shape: $0.shape, values: $0.values.otherType) }
    if name == "replay/flags" || name == "replay/frameIndices" {
      let text = try attempt { NamedTensor(name: $0.name, shape: $0.shape, values: $0.values.filled(.max)) }
      #expect(text.contains(name))
    }
    if name == "replay/flags" {
      _ = try attempt { NamedTensor(name: $0.name, shape: $0.shape, values: $0.values.filled(3)) }
    }
    if name == "replay/number" {
      _ = try attempt { NamedTensor(name: $0.name, shape: $0.shape, values: $0.values.filled(3)) }
    }
  }

  @Test("more transitions than the buffer keeps are refused")
  func overCapacity() throws {
    let saved = filled(9, capacity: 9).tensors()
    var small = filled(1)
    #expect(throws: ReplayError.overCapacity(count: 9, capacity: 4)) { try small.restore(from: saved) }
  }
}

extension NamedTensor.Values {
  fileprivate var emptied: Self {
    switch self {
    case .float32: .float32([])
    case .uint64: .uint64([])
    }
  }

  fileprivate var otherType: Self {
    switch self {
    case .float32(let values): .uint64(values.map { _ in 0 })
    case .uint64(let values): .float32(values.map { _ in 0 })
    }
  }

  fileprivate func filled(_ word: UInt64) -> Self {
    switch self {
    case .float32(let values): .float32(values.map { _ in Float(word) })
    case .uint64(let values): .uint64(values.map { _ in word })
    }
  }
}
