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
