import Foundation
import Hub
import Intervention
import Learners
import Recording
import Sessions
public import Transport
import Vocabulary
import Wire

/// `reins learn`: the learner of a live run as a process of its own. It gets the transitions of a hub's journal, learns, and sends
/// its weights back. Its replay buffer lives as long as the process: a new one gets the whole journal again.
public final class LearnRun {
  private let configuration: LaunchConfiguration
  private let folder: RunFolder
  private let training: LiveTraining
  private let client: BridgeClient
  private let interrupt: Interrupt
  private let report: @Sendable (String) -> Void
  private let clock = BridgeClock()
  private var log: MetricsLog
  private let began: UInt64
  private var figures = LiveMailbox.Figures()
  private var intake = TransitionIntake()
  /// The folder was made by this process.
  private let isNew: Bool
  private var lastWeights: UInt64 = 0
  /// Of the weights that this session's hub has got.
  private var sentVersion: UInt64?
  private var nextWord: UInt64 = 0
  private var lastWord = ""
  /// Calls at the log's last row.
  private var logged = 0

  public var folderPath: String { folder.path }

  private static let columns = ["seconds", "updates", "transitions", "criticLoss", "valueMean", "temperature"]

  /// Starts in a new folder.
  ///
  /// - Parameter path: nil for `runs/<launch file>-s<seed>-learner`, beside the hub's.
  public static func started(
    launchFile: String, overrides: [String], folder path: String?, hub: Endpoint, keys: BridgeKeys?,
    catalog: TaskCatalog, interrupt: Interrupt, report: @escaping @Sendable (String) -> Void
  ) throws -> LearnRun {
    let configuration = try LaunchConfiguration.load(launchFile, overrides: overrides, catalog: catalog)
    try ServeRun.check(configuration)
    let name = URL(fileURLWithPath: launchFile).deletingPathExtension().lastPathComponent
    let folder = try RunFolder.begun(
      configuration, launchFile: launchFile, at: path ?? "runs/\(name)-s\(configuration.seed)-learner",
      catalog: catalog)
    return try LearnRun(configuration, folder, isNew: true, hub, keys, catalog, interrupt, report)
  }

  /// Goes on from a folder's last checkpoint.
  public static func resumed(
    folder path: String, hub: Endpoint, keys: BridgeKeys?, catalog: TaskCatalog, interrupt: Interrupt,
    report: @escaping @Sendable (String) -> Void
  ) throws -> LearnRun {
    let configuration = try loadRunConfiguration(path)
    let folder = try RunFolder.open(at: path, keepCheckpoints: configuration.training.keepCheckpoints)
    guard !FileManager.default.fileExists(atPath: folder.file(LiveJournal.name)) else {
      throw ConfigError.outOfRange(
        key: "--resume", value: path, allowed: "a learner's folder: this is a hub's, which reins serve goes on with")
    }
    return try LearnRun(configuration, folder, isNew: false, hub, keys, catalog, interrupt, report)
  }

  private init(
    _ configuration: LaunchConfiguration, _ folder: RunFolder, isNew: Bool, _ hub: Endpoint, _ keys: BridgeKeys?,
    _ catalog: TaskCatalog, _ interrupt: Interrupt, _ report: @escaping @Sendable (String) -> Void
  ) throws {
    self.configuration = configuration
    self.folder = folder
    self.isNew = isNew
    self.interrupt = interrupt
    self.report = report
    let specification = try catalog.specification(of: configuration.task)
    let robot = try catalog.identity(ofRobot: specification.robot)
    training = try LiveTraining(
      configuration: configuration, specification: specification, robot: robot.digest,
      demonstrations: try TrainingRun.Parts.demonstrations(configuration, catalog), folder: folder)
    var random = unpredictableStream()
    client = try BridgeClient(
      hub,
      hello: Hello(
        role: .learner, name: "learner", software: "reins \(reinsVersion)", task: specification.id, robot: robot,
        spaces: Spaces(of: specification), spool: random.next() >> 1 | 1),
      keys: keys, clock: clock)
    log = try MetricsLog(path: folder.file("learner.csv"), columns: Self.columns, resumeStep: training.calls)
    began = clock.monotonic
  }

  /// Learns until it is interrupted, or the hub refuses it; saves.
  public func run() throws {
    if training.calls == 0 { try training.save([:]) }
    defer { try? client.end("enough") }
    do {
      while !interrupt.isRequested { try turn() }
    } catch let error as LearnerError {
      // Its weights are not worth keeping.
      throw error
    } catch {
      // A folder that nothing has come into would only be in the way of the next try.
      if isNew && training.calls == 0 { try? folder.remove() } else { try training.save([:]) }
      throw error
    }
    try training.save([:])
    report("\(training.transitions) transitions, \(training.calls) calls of the learner")
  }

  private func turn() throws {
    let isIdle = training.isIdle
    var inputs: [ClientSession.Input] = []
    // What came while the learner computed is no silence.
    try client.receive(&inputs)
    try client.turn(milliseconds: isIdle && inputs.isEmpty ? 20 : 0, inputs: &inputs)
    for input in inputs {
      switch input {
      case .welcomed(let welcome): try joined(welcome)
      case .lost(let reason): report("the session is over: \(reason)")
      case .refused(let refusal):
        guard refusal.reason == .duplicate || refusal.reason == .full else {
          if refusal.reason == .role {
            report("a hub takes a learner when it was started with --set hub.learner=remote")
          }
          throw refusal
        }
        report("\(refusal)")
      case .message(let envelope):
        if case .transition(let transition) = envelope.body, intake.take(transition) { training.remember(transition) }
      case .nothing: break
      }
    }
    for acknowledgement in intake.acknowledgements() { try client.send(.transitionAck(acknowledgement)) }
    if !isIdle { figures = try training.update() }
    try sendWeightsIfDue()
    try training.saveIfDue([:])
    try tell()
  }

  private func joined(_ welcome: Welcome) throws {
    report("joined \(welcome.name): \(welcome.task)")
    let own = Labelling(configuration.intervention)
    if let theirs = welcome.labelling, theirs != own {
      throw ConfigError.outOfRange(
        key: "intervention", value: own.text,
        allowed: theirs.text + ", as the hub labels: give both the same launch file")
    }
    // A hub that was started anew knows no policy of ours.
    sentVersion = nil
    lastWeights = 0
  }

  private func sendWeightsIfDue() throws {
    let now = clock.monotonic
    guard client.session.isOpen, Double(now - lastWeights) * 1e-9 >= configuration.hub.weightsEverySeconds,
      training.learner.updates != sentVersion
    else { return }
    lastWeights = now
    let weights = try training.weights()
    if try client.send(.weights(weights)) { sentVersion = weights.version }
  }

  /// A row per 100 calls, a line per 10 s.
  private func tell() throws {
    let now = clock.monotonic
    if training.calls % 100 == 0, figures.updates > 0, training.calls > logged {
      logged = training.calls
      try log.append(
        step: training.calls,
        [
          Double(now - began) * 1e-9, Double(figures.updates), Double(training.transitions),
          Double(figures.criticLoss), Double(figures.valueMean), Double(figures.temperature),
        ])
    }
    guard now >= nextWord else { return }
    nextWord = now + 10_000_000_000
    let word = "\(training.transitions) transitions, \(training.calls) calls, policy \(figures.policyVersion)"
    if client.session.isOpen && word != lastWord { report(word) }
    lastWord = word
  }
}

extension Labelling {
  /// As a launch file says it.
  fileprivate var text: String {
    "window \(window), onSuccess \(onSuccess), storeExpert \(storeExpert), guardTrips \(guardTrips)"
  }
}
