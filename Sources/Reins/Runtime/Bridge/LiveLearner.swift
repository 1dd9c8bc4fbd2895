import Hub
import Learners
import Recording
import Replay
import Vocabulary
import Wire

/// What a hub hands its transitions to, in a thread of its own: nothing that drives a robot waits for it. It keeps them on the
/// disk, and policies come back.
protocol LiveBackend: AnyObject {
  /// Drives until there is a newer one.
  var policy: SACPolicy { get }
  /// The hub's side.
  var box: LiveMailbox { get }
  var past: LivePast { get }
  /// Where its journal lies.
  var journalPath: String { get }
  /// Works until the mailbox is closed; saves at the end.
  func run()
}

/// What a live run that goes on had come to.
struct LivePast {
  var counts = PilotCounts()
  /// Last transition of each spool.
  var newest: [UInt64: UInt64] = [:]
  var epoch: UInt64 = 0
  var cutBytes = 0
}

/// The learner of a live run, beside its hub: takes transitions as they come, writes them to the run's journal, learns, saves.
///
/// The journal is the replay buffer's home: a run that goes on reads it from the start, so that what was committed is there
/// exactly once, whatever became of the last checkpoint.
final class LiveLearner: LiveBackend {
  let policy: SACPolicy
  let past: LivePast
  let box: LiveMailbox
  private let configuration: LaunchConfiguration
  private let training: LiveTraining
  private let journal: LiveJournal
  private let clock = BridgeClock()
  private var lastWeights: UInt64 = 0
  private var sentVersion: UInt64?

  /// Reads what a run has, if it has anything.
  init(
    configuration: LaunchConfiguration, specification: TaskSpecification, robot: SHA256Digest,
    demonstrations: borrowing ReplayBuffer, folder: RunFolder
  ) throws {
    self.configuration = configuration
    let training = try LiveTraining(
      configuration: configuration, specification: specification, robot: robot, demonstrations: demonstrations,
      folder: folder)
    var past = LivePast(counts: PilotCounts(named: training.counters))
    journal = try LiveJournal(folder, specification: specification, clock: clock) {
      training.remember($0)
      past.epoch = max(past.epoch, $0.epoch)
    }
    past.add(journal)
    self.past = past
    self.training = training
    let learner = training.learner
    policy = learner.makePolicy()
    box = LiveMailbox(PolicyExchange(spare: [learner.makePolicy(), learner.makePolicy()]))
    box.tell(durable: journal.newest, bytes: journal.durableBytes)
  }

  var journalPath: String { journal.path }

  func run() {
    do {
      var counters = past.counts.named
      if training.calls == 0 { try training.save(counters) }
      // Who runs the policy itself waits for them.
      try sendWeights(at: clock.monotonic)
      while true {
        let isIdle = training.isIdle
        let mail = box.take(waitingMilliseconds: isIdle ? 20 : 0)
        if !mail.counters.isEmpty { counters = mail.counters }
        for message in mail.transitions where try journal.keep(message) { training.remember(message) }
        if try journal.syncIfDue(force: mail.isClosed) {
          box.tell(durable: journal.newest, bytes: journal.durableBytes)
        }
        if mail.isClosed { break }
        if !isIdle { try update() }
        try training.saveIfDue(counters)
      }
      try training.save(counters)
    } catch {
      box.fail(error)
    }
  }

  private func update() throws {
    let figures = try training.update()
    box.publish(training.learner)
    box.tell(figures)
    let now = clock.monotonic
    if Double(now - lastWeights) * 1e-9 >= configuration.hub.weightsEverySeconds { try sendWeights(at: now) }
  }

  private func sendWeights(at now: UInt64) throws {
    guard training.learner.updates != sentVersion else { return }
    let weights = try training.weights()
    (lastWeights, sentVersion) = (now, weights.version)
    box.tell(weights)
  }
}

extension LivePast {
  /// The checkpoint may be older than the journal.
  mutating func add(_ journal: LiveJournal) {
    newest = journal.newest
    cutBytes = journal.cutBytes
    counts.steps = max(counts.steps, journal.count)
  }
}
