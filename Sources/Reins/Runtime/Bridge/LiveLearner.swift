import Control
import Foundation
import Hub
import Learners
import Recording
import Replay
import Vocabulary
import Wire

/// The learner of a live run: takes transitions as they come, writes them to the run's journal, learns, saves. Lives in a thread
/// of its own; nothing that drives a robot waits for it.
///
/// The journal is the replay buffer's home: a run that goes on reads it from the start, so that what was committed is there
/// exactly once, whatever became of the last checkpoint.
final class LiveLearner {
  let policy: SACPolicy
  private let configuration: LaunchConfiguration
  private let specification: TaskSpecification
  private let robot: SHA256Digest
  private let folder: RunFolder
  private let mailbox: LiveMailbox
  private let learner: SACLearner
  private let random: RandomStream
  private let clock = BridgeClock()
  private var replay: ReplayBuffer
  private var prior: ReplayBuffer
  private var batch: TransitionBatch
  private var journal: TransitionJournal
  private var frames = FrameWriter(session: 1)
  /// Last transition of each spool that is in the journal.
  private var newest: [UInt64: UInt64] = [:]
  private var previous: UInt64?
  /// Calls of the learner so far: at most one for each transition.
  private var calls = 0
  private var savedCalls = 0
  private var report: UpdateReport?
  private var lastSync: UInt64 = 0
  private var lastWeights: UInt64 = 0
  private var sentVersion: UInt64 = .max

  /// What a run that goes on had come to.
  struct Past {
    var counts = PilotCounts()
    /// Of each spool.
    var newest: [UInt64: UInt64] = [:]
    var epoch: UInt64 = 0
    var cutBytes = 0
  }

  private(set) var past = Past()

  /// Reads what a run has, if it has anything.
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

    var past = Past()
    if let checkpoint = try? folder.checkpoints.loadLast() {
      var parts: [CheckpointPart: [NamedTensor]] = [:]
      for part in CheckpointPart.allCases { parts[part] = checkpoint.parts[part.rawValue] ?? [] }
      try learner.restore(parts)
      calls = Int(clamping: checkpoint.identity.counters["calls"] ?? 0)
      past.counts = PilotCounts(named: checkpoint.identity.counters)
    }
    savedCalls = calls
    var read: [TransitionMessage] = []
    journal = try TransitionJournal(path: folder.file("transitions.journal")) { payload in
      guard case .transition(let message) = try FrameCodec.decode(payload).body,
        message.observation.count == wide, message.action.count == narrow
      else {
        throw RecordingError.damaged(path: folder.file("transitions.journal"), reason: "it is another task's")
      }
      read.append(message)
    }
    past.cutBytes = journal.cutBytes
    policy = learner.makePolicy()
    mailbox = LiveMailbox(PolicyExchange(spare: [learner.makePolicy(), learner.makePolicy()]))
    for message in read {
      remember(message)
      newest[message.spool] = max(newest[message.spool] ?? 0, message.number)
      past.epoch = max(past.epoch, message.epoch)
    }
    past.newest = newest
    // The checkpoint may be older than the journal.
    past.counts.steps = max(past.counts.steps, read.count)
    self.past = past
    mailbox.tell(durable: newest)
  }

  /// The hub's side.
  var box: LiveMailbox { mailbox }

  /// Works until the mailbox is closed; saves at the end.
  func run() {
    do {
      if !folder.checkpoints.steps.contains(0) && calls == 0 { try save(past.counts.named) }
      var counters = past.counts.named
      // Who runs the policy itself waits for them.
      try sendWeights(at: clock.monotonic)
      while true {
        let isIdle = calls >= replay.count || replay.count < configuration.training.minimumTransitions
        let mail = mailbox.take(waitingMilliseconds: isIdle ? 20 : 0)
        if !mail.counters.isEmpty { counters = mail.counters }
        for message in mail.transitions { try keep(message) }
        try syncIfDue(force: mail.isClosed)
        if mail.isClosed { break }
        if !isIdle { try update() }
        if calls >= savedCalls + configuration.training.checkpointEverySteps { try save(counters) }
      }
      try save(counters)
    } catch {
      mailbox.fail(error)
    }
  }

  private func keep(_ message: TransitionMessage) throws {
    guard message.number > newest[message.spool] ?? 0 else { return }
    newest[message.spool] = message.number
    try journal.append(frames.frame(.transition(message), at: clock.now))
    remember(message)
  }

  private func remember(_ message: TransitionMessage) {
    previous = replay.append(
      observation: message.observation.span, action: message.action.span, proposal: message.proposal.span,
      nextObservation: message.nextObservation.span,
      label: TransitionLabel(
        authority: message.authority, reward: message.reward, terminated: message.outcome == .terminated,
        clipped: message.clipped, onset: message.onset, policyVersion: message.policyVersion),
      continuing: message.continues ? previous : nil)
  }

  /// Group commit: a sync for what has come in 50 ms.
  private func syncIfDue(force: Bool) throws {
    let now = clock.monotonic
    guard journal.durable < journal.count, force || now >= lastSync + 50_000_000 else { return }
    try journal.sync()
    lastSync = now
    mailbox.tell(durable: newest)
  }

  private func update() throws {
    let stream = random.derived("batch", index: UInt64(calls))
    var sampler = SymmetricSampler(
      priorShare: configuration.training.demonstrationShare, sliceRows: configuration.learner.batchSize, random: stream)
    sampler.fill(&batch, online: replay, prior: prior)
    let report = try learner.update(batch)
    calls += 1
    self.report = report
    mailbox.publish(learner)
    mailbox.tell(
      LiveMailbox.Figures(
        updates: report.updates, policyVersion: learner.updates, transitions: replay.count,
        criticLoss: report.criticLoss, valueMean: report.valueMean, temperature: report.temperature))
    let now = clock.monotonic
    if Double(now - lastWeights) * 1e-9 >= configuration.hub.weightsEverySeconds { try sendWeights(at: now) }
  }

  private func sendWeights(at now: UInt64) throws {
    guard learner.updates != sentVersion else { return }
    (lastWeights, sentVersion) = (now, learner.updates)
    let parts = learner.tensors()
    let file = try PolicyFile(
      description: PolicyDescription(
        specification: specification, algorithm: configuration.algorithm.rawValue, seed: configuration.seed,
        step: calls, version: learner.updates, hiddenUnits: configuration.learner.hiddenUnits,
        logStandardDeviations: configuration.learner
          .logStandardDeviationLow...configuration.learner
          .logStandardDeviationHigh, criticLayerNorm: configuration.learner.criticLayerNorm, ensembleSize: 0),
      tensors: parts.first { $0.key.rawValue == "policy" }?.value ?? [])
    mailbox.tell(
      PolicyWeights(
        version: learner.updates, task: specification.id, robot: robot, safetensors: try file.encoded()))
  }

  private func save(_ counters: [String: UInt64]) throws {
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
