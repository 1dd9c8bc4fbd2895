import Foundation
import Learners
import Recording
import Replay
import Vocabulary
import Wire

/// A learner, its replay buffer and its checkpoints, beside a hub or in a process of its own: at most one call of the learner for
/// each transition.
final class LiveTraining {
  let learner: SACLearner
  private let configuration: LaunchConfiguration
  private let specification: TaskSpecification
  private let robot: SHA256Digest
  private let folder: RunFolder
  private let random: RandomStream
  private var replay: ReplayBuffer
  private var prior: ReplayBuffer
  private var batch: TransitionBatch
  private var previous: UInt64?
  /// Calls of the learner so far.
  private(set) var calls = 0
  private var savedCalls = 0
  /// Of the checkpoint that it went on from; empty for none.
  private(set) var counters: [String: UInt64] = [:]

  /// Goes on from the folder's last checkpoint, if it has one; the replay buffer is filled by who has the transitions.
  init(
    configuration: LaunchConfiguration, specification: TaskSpecification, robot: SHA256Digest,
    demonstrations: borrowing ReplayBuffer, folder: RunFolder
  ) throws {
    self.configuration = configuration
    self.specification = specification
    self.robot = robot
    self.folder = folder
    random = RandomStream(seed: configuration.seed)
    let (wide, narrow) = (specification.observation.dimension, specification.action.dimension)
    learner = try SACLearner(
      configuration: configuration.learner, policyInput: specification.policyInput, observationDimension: wide,
      actionDimension: narrow, random: random.derived("learner"))
    replay = ReplayBuffer(
      capacity: configuration.training.replayCapacity, observationDimension: wide, actionDimension: narrow)
    prior = ReplayBuffer(
      capacity: max(1, demonstrations.count), observationDimension: wide, actionDimension: narrow)
    if configuration.training.demonstrationUse == .warmStart {
      replay.append(allOf: demonstrations)
    } else {
      prior.append(allOf: demonstrations)
    }
    batch = TransitionBatch(capacity: learner.requiredBatch, observationDimension: wide, actionDimension: narrow)
    if folder.checkpoints.isEmpty { return }
    let checkpoint = try folder.checkpoints.loadLast()
    guard checkpoint.parts[CheckpointPart.critics.rawValue] != nil else {
      throw ConfigError.outOfRange(
        key: "hub.learner", value: "hub", allowed: "remote: \(folder.path) has had its learner elsewhere")
    }
    var parts: [CheckpointPart: [NamedTensor]] = [:]
    for part in CheckpointPart.allCases { parts[part] = checkpoint.parts[part.rawValue] ?? [] }
    try learner.restore(parts)
    counters = checkpoint.identity.counters
    calls = Int(clamping: counters["calls"] ?? 0)
    savedCalls = calls
  }

  /// Transitions that were ever added.
  var transitions: Int { Int(replay.appended) }

  /// Nothing to do before more transitions come.
  var isIdle: Bool { calls >= transitions || transitions < configuration.training.minimumTransitions }

  /// Adds a transition.
  func remember(_ message: TransitionMessage) {
    previous = replay.append(
      observation: message.observation.span, action: message.action.span, proposal: message.proposal.span,
      nextObservation: message.nextObservation.span,
      label: TransitionLabel(
        authority: message.authority, reward: message.reward, terminated: message.outcome == .terminated,
        clipped: message.clipped, onset: message.onset, policyVersion: message.policyVersion),
      continuing: message.continues ? previous : nil)
  }

  /// One call of the learner.
  func update() throws -> LiveMailbox.Figures {
    let stream = random.derived("batch", index: UInt64(calls))
    var sampler = SymmetricSampler(
      priorShare: configuration.training.demonstrationShare, sliceRows: configuration.learner.batchSize, random: stream)
    sampler.fill(&batch, online: replay, prior: prior)
    let report = try learner.update(batch)
    calls += 1
    return LiveMailbox.Figures(
      updates: report.updates, policyVersion: learner.updates, transitions: transitions,
      criticLoss: report.criticLoss, valueMean: report.valueMean, temperature: report.temperature)
  }

  /// The policy as it travels.
  func weights() throws -> PolicyWeights {
    try PolicyFile(of: learner, configuration: configuration, specification: specification, step: calls)
      .travelling(robot: robot)
  }

  /// - Parameter counters: of the run, for the checkpoint.
  func saveIfDue(_ counters: [String: UInt64]) throws {
    if calls >= savedCalls + configuration.training.checkpointEverySteps { try save(counters) }
  }

  func save(_ counters: [String: UInt64]) throws {
    var parts: [String: [NamedTensor]] = [:]
    for (part, tensors) in learner.tensors() { parts[part.rawValue] = tensors }
    try folder.checkpoints.save(
      CheckpointIdentity(
        step: calls, taskID: configuration.task, configurationHash: sha256(Array(try configuration.yaml().utf8)),
        versions: libraryVersions, counters: counters.merging(["calls": UInt64(calls)]) { _, new in new },
        numbers: [:]),
      parts: parts)
    savedCalls = calls
  }
}
