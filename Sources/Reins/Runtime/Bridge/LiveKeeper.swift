import Hub
import Learners
import Networks
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
  /// The newest policy; of version 0 while none has come.
  private var file: PolicyFile
  /// Calls of the learner at the last save; nil before the first.
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
    if folder.checkpoints.isEmpty {
      // Nothing is learned here: what the learner's processor can do need not be there.
      var settings = configuration.learner
      settings.products = .float32
      let training = try SACLearner(
        configuration: settings, policyInput: specification.policyInput,
        observationDimension: specification.observation.dimension,
        actionDimension: specification.action.dimension,
        random: RandomStream(seed: configuration.seed).derived("learner"))
      policy = training.makePolicy()
      file = try PolicyFile(of: training, configuration: configuration, specification: specification, step: 0)
    } else {
      let checkpoint = try folder.checkpoints.loadLast()
      guard Set(checkpoint.parts.keys) == [CheckpointPart.policy.rawValue] else {
        throw ConfigError.outOfRange(
          key: "hub.learner", value: "remote", allowed: "hub: \(folder.path) has had its learner in the hub")
      }
      file = try PolicyFile(configuration: configuration, checkpoint: checkpoint, specification: specification)
      policy = try SavedPolicy(source: folder.path, file: file).makePolicy(for: specification)
      past.counts = PilotCounts(named: checkpoint.identity.counters)
      savedCalls = file.description.step
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
      // Who runs the policy itself waits for it.
      box.tell(try file.travelling(robot: robot))
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

  /// A policy of weights, if it could have come of this run's learner and is not older than what drives.
  private func take(_ weights: PolicyWeights, _ counters: [String: UInt64]) throws {
    // A learner that goes on from a checkpoint is behind its last weights for a while.
    let version = file.description.version
    guard weights.version >= version else {
      if !isOlderTold {
        report("the learner is at version \(weights.version): \(version) drives until it is past that")
      }
      isOlderTold = true
      return
    }
    isOlderTold = false
    do {
      let newer = try PolicyFile(decoding: weights.safetensors, path: "weights \(weights.version)")
      try newer.check(follows: file, version: weights.version)
      box.offer(try SavedPolicy(source: "weights \(weights.version)", file: newer).makePolicy(for: specification))
      file = newer
    } catch {
      report(wireText("weights \(weights.version) of the learner are refused: \(error)"))
      return
    }
    tellFigures()
    box.tell(weights)
    let calls = file.description.step
    if calls - (savedCalls ?? 0) >= configuration.training.checkpointEverySteps { try save(counters) }
  }

  /// What the learner alone knows is not there.
  private func tellFigures() {
    let version = file.description.version
    box.tell(
      LiveMailbox.Figures(
        updates: version, policyVersion: version, transitions: journal.count, criticLoss: .nan, valueMean: .nan,
        temperature: .nan))
  }

  private func save(_ counters: [String: UInt64]) throws {
    let description = file.description
    try folder.checkpoints.save(
      CheckpointIdentity(
        step: description.step, taskID: configuration.task,
        configurationHash: sha256(Array(try configuration.yaml().utf8)), versions: libraryVersions,
        counters: counters.merging(["policyVersion": description.version]) { _, new in new }, numbers: [:]),
      parts: [CheckpointPart.policy.rawValue: file.tensors])
    savedCalls = description.step
  }
}
