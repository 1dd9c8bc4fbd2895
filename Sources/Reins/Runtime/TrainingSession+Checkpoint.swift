import Control
import Learners
import Recording
import Replay
import Vocabulary

extension TrainingSession {
  /// The parts of a checkpoint beside the replay buffer; complete after any step.
  func checkpointParts() -> [String: [NamedTensor]] {
    var session = [NamedTensor(name: "replay/number", shape: [1], values: .uint64([replay.appended]))]
    if let update = lastUpdate {
      session.append(
        NamedTensor(
          name: "update", shape: [6],
          values: .float32([
            update.criticLoss, update.actorLoss, update.temperatureLoss, update.valueMean, update.temperature,
            update.entropy,
          ])))
    }
    if inEpisode {
      let episode = EpisodeRecord(
        proposals: driver.recorded, firstNumber: episodeFirstNumber, stateHash: loop.environment.stateHash)
      session += episode.tensors(actionDimension: specification.action.dimension)
    }
    var parts = ["session": session]
    if configuration.algorithm == .hilSerl { parts["prior"] = prior.tensors() }
    for (part, tensors) in learner.tensors() { parts[part.rawValue] = tensors }
    return parts
  }

  /// The replay buffer, of which a checkpoint writes what is new.
  func growingPart() -> GrowingPart {
    GrowingPart(name: "replay", rows: replay.numbers) { [self] in replay.tensors(of: $0) }
  }

  /// Goes on from a checkpoint of the same configuration, in mid-episode where it was saved there.
  ///
  /// - Returns: false when the running episode did not play again as it was (another version, another processor): it
  ///   ends where its last stored transition ends, and the run goes on with the next.
  func restore(_ checkpoint: Checkpoint, counters: TrainingCounters, path: String) throws -> Bool {
    var learned: [CheckpointPart: [NamedTensor]] = [:]
    for part in CheckpointPart.allCases { learned[part] = checkpoint.parts[part.rawValue] ?? [] }
    try learner.restore(learned)
    try replay.restore(segments: checkpoint.segments)
    let session = checkpoint.parts["session"] ?? []
    guard session.first(where: { $0.name == "replay/number" })?.values == .uint64([replay.appended]) else {
      throw RecordingError.damaged(path: path, reason: "its replay buffer is not the one that it was saved with")
    }
    if configuration.algorithm == .hilSerl { try prior.restore(from: checkpoint.parts["prior"] ?? []) }
    self.counters = counters
    learner.publish(to: policy)
    if case .float32(let values)? = session.first(where: { $0.name == "update" })?.values, values.count == 6,
      !replay.isEmpty
    {
      // Between two updates nothing moves, so the last minibatch is drawn again from the same stream.
      fillBatch()
      lastUpdate = UpdateReport(
        updates: learner.updates, criticLoss: values[0], actorLoss: values[1], temperatureLoss: values[2],
        valueMean: values[3], temperature: values[4], entropy: values[5])
    }
    let episode = try EpisodeRecord.read(session, actionDimension: specification.action.dimension, path: path)
    guard let episode else { return true }
    return try play(episode, path: path)
  }

  /// Plays a recorded episode again; what it stores is compared with what is stored, and dropped.
  private func play(_ episode: EpisodeRecord, path: String) throws -> Bool {
    let steps = episode.proposals.versions.count
    guard episode.firstNumber <= replay.appended, replay.appended - episode.firstNumber <= UInt64(steps) else {
      throw RecordingError.damaged(path: path, reason: "its running episode begins after its replay buffer")
    }
    var scratch = ReplayBuffer(
      capacity: steps, observationDimension: replay.observationDimension, actionDimension: replay.actionDimension,
      firstNumber: episode.firstNumber)
    try beginEpisode()
    episodeFirstNumber = episode.firstNumber
    driver.repeatProposals(episode.proposals)
    if repeatSteps(steps, into: &scratch), loop.environment.stateHash == episode.stateHash,
      replay.agrees(with: scratch)
    {
      return true
    }
    loop.interrupt(into: &scratch)
    inEpisode = false
    counters.episodes += 1
    return false
  }

  /// - Returns: whether every step went by as before: without an error and without an end.
  private func repeatSteps(_ steps: Int, into scratch: inout ReplayBuffer) -> Bool {
    for _ in 0..<steps {
      do {
        if try loop.tick(into: &scratch).episodeEnded { return false }
      } catch {
        return false
      }
    }
    return true
  }
}
