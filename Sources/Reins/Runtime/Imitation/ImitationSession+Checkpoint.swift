import Control
import Learners
import Networks
import Recording
import Replay
import Vocabulary

extension ImitationSession {
  /// Part `session`: `pairs/number` [1], `loss` [1] of the last update, and in mid-episode `episode/marks` [2], its steps
  /// so far and the environment's hash.
  func checkpointParts() -> [String: [NamedTensor]] {
    var session = [NamedTensor(name: "pairs/number", shape: [1], values: .uint64([collected.appended]))]
    if let lastLoss { session.append(NamedTensor(name: "loss", shape: [1], values: .float32([lastLoss]))) }
    if inEpisode {
      session.append(
        NamedTensor(
          name: "episode/marks", shape: [2], values: .uint64([UInt64(episodeSteps), loop.environment.stateHash])))
    }
    var parts = ["session": session]
    for (part, tensors) in learner.tensors() { parts[part.rawValue] = tensors }
    return parts
  }

  /// The pairs of this run; demonstrations come from the launch file again.
  func growingPart() -> GrowingPart {
    GrowingPart(name: "replay", rows: collected.numbers) { [self] in collected.tensors(of: $0) }
  }

  func restore(_ checkpoint: Checkpoint, counters: TrainingCounters, path: String) throws -> Bool {
    var learned: [CheckpointPart: [NamedTensor]] = [:]
    for part in CheckpointPart.allCases { learned[part] = checkpoint.parts[part.rawValue] ?? [] }
    try learner.restore(learned)
    learner.publish(to: policy)
    try collected.restore(segments: checkpoint.segments)
    let session = checkpoint.parts["session"] ?? []
    guard session.first(where: { $0.name == "pairs/number" })?.values == .uint64([collected.appended]) else {
      throw RecordingError.damaged(path: path, reason: "its pairs are not those that it was saved with")
    }
    for index in 0..<collected.count { try append(collected.transition(at: index)) }
    self.counters = counters
    if case .float32(let values)? = session.first(where: { $0.name == "loss" })?.values { lastLoss = values.first }
    guard let marks = session.first(where: { $0.name == "episode/marks" }) else { return true }
    let words = try TensorTable([marks]).words("episode/marks", count: 2)
    return try play(steps: words[0], stateHash: words[1])
  }

  /// Plays the running episode again: within it the policy does not change, so its seed is enough.
  private func play(steps: UInt64, stateHash: UInt64) throws -> Bool {
    try beginEpisode()
    while UInt64(episodeSteps) < steps, loop.isRunning { _ = try tick() }
    if loop.isRunning, loop.environment.stateHash == stateHash { return true }
    interrupt()
    return false
  }
}
