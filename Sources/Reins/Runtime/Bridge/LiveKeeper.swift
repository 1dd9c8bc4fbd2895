import Hub
import Learners
import Recording
import Vocabulary
import Wire

/// A hub's side of a learner that is a process of its own: writes transitions to the run's journal, makes policies of the weights
/// that come, and saves the newest, so that the run can be judged and gone on with whatever becomes of the learner.
final class LiveKeeper: LiveBackend {
  let policy: SACPolicy
  let past: LivePast
  let box: LiveMailbox
  private let configuration: LaunchConfiguration
  private let specification: TaskSpecification
  private let robot: SHA256Digest
  private let folder: RunFolder
  private let journal: LiveJournal
  private let report: @Sendable (String) -> Void
  private let clock = BridgeClock()
  private var tensors: [NamedTensor]
  /// Of the newest policy: critic updates, and calls of its learner; nil while none has come.
  private var version: UInt64?
  private var calls = 0
  /// Calls at the last save; nil before the first.
  private var savedCalls: Int?
  /// A version older than the one that drives has been told of.
  private var isOlderTold = false

  /// Reads what a run has, if it has anything; a new run's policy is the one that its learner begins with.
  init(
    configuration: LaunchConfiguration, specification: TaskSpecification, robot: SHA256Digest, folder: RunFolder,
    report: @escaping @Sendable (String) -> Void
  ) throws {
    self.configuration = configuration
    self.specification = specification
    self.robot = robot
    self.folder = folder
    self.report = report
    var past = LivePast()
    if folder.checkpoints.steps.isEmpty {
      let learner = try SACLearner(
        configuration: configuration.learner, policyInput: specification.policyInput,
        observationDimension: specification.observation.dimension,
        actionDimension: specification.action.dimension,
        random: RandomStream(seed: configuration.seed).derived("learner"))
      policy = learner.makePolicy()
      tensors = learner.tensors().first { $0.key == .policy }?.value ?? []
    } else {
      let checkpoint = try folder.checkpoints.loadLast()
      let file = try PolicyFile(
        configuration: configuration, checkpoint: checkpoint, specification: specification)
      policy = try SavedPolicy(source: folder.path, file: file).makePolicy(for: specification)
      tensors = file.tensors
      past.counts = PilotCounts(named: checkpoint.identity.counters)
      (version, calls, savedCalls) = (file.description.version, file.description.step, file.description.step)
    }
    journal = try LiveJournal(folder, specification: specification, clock: clock) {
      past.epoch = max(past.epoch, $0.epoch)
    }
    past.add(journal)
    self.past = past
    box = LiveMailbox(PolicyExchange(spare: []))
    box.tell(durable: journal.newest, bytes: journal.durableBytes)
    tellFigures()
  }

  var journalPath: String { journal.path }

  func run() {
    do {
      var counters = past.counts.named
      if savedCalls == nil { try save(counters) }
      while true {
        let mail = box.take(waitingMilliseconds: 20)
        if !mail.counters.isEmpty { counters = mail.counters }
        for message in mail.transitions { _ = try journal.keep(message) }
        if try journal.syncIfDue(force: mail.isClosed) {
          box.tell(durable: journal.newest, bytes: journal.durableBytes)
          tellFigures()
        }
        if let weights = box.takeLearned() { try take(weights, counters) }
        if mail.isClosed { break }
      }
      try save(counters)
    } catch {
      box.fail(error)
    }
  }

  /// A policy of weights, if it is for this task and newer than what drives.
  private func take(_ weights: PolicyWeights, _ counters: [String: UInt64]) throws {
    // A learner that goes on from a checkpoint is behind its last weights for a while.
    if let version, weights.version < version {
      if !isOlderTold {
        report("the learner is at version \(weights.version): \(version) drives until it is past that")
      }
      isOlderTold = true
      return
    }
    isOlderTold = false
    do {
      let file = try PolicyFile(decoding: weights.safetensors, path: "weights \(weights.version)")
      try file.description.check(drives: specification, robot: specification.robot)
      box.offer(try SavedPolicy(source: "weights \(weights.version)", file: file).makePolicy(for: specification))
      (tensors, version, calls) = (file.tensors, weights.version, file.description.step)
    } catch {
      report("weights \(weights.version) of the learner are refused: \(error)")
      return
    }
    tellFigures()
    box.tell(weights)
    if calls >= (savedCalls ?? 0) + configuration.training.checkpointEverySteps { try save(counters) }
  }

  private func tellFigures() {
    box.tell(LiveMailbox.Figures(updates: version ?? 0, policyVersion: version ?? 0, transitions: journal.count))
  }

  private func save(_ counters: [String: UInt64]) throws {
    try folder.checkpoints.save(
      CheckpointIdentity(
        step: calls, taskID: configuration.task,
        configurationHash: sha256(Array(try configuration.yaml().utf8)), versions: libraryVersions,
        counters: counters.merging(["policyVersion": version ?? 0]) { _, new in new }, numbers: [:]),
      parts: ["policy": tensors])
    savedCalls = calls
  }
}
