import Control
import Environments
import Foundation
import Hub
import Intervention
import Learners
import Recording
import Sessions
public import Transport
import Vocabulary
import Wire

/// `reins deploy`: a hub without a learner. A trained policy drives the robot that joins, at the policy's rate; people may take over;
/// nothing is learned or kept.
public final class DeployRun {
  public struct Options: Sendable {
    /// Run folder, or file of `reins export`.
    public var policy: String
    /// Folder name below `robots/`.
    public var robot: String
    public var policyHertz = 0.0
    /// Only a robot that says that nothing moves is commanded.
    public var isDry = false
    /// Share of every action element that is a way or a turn.
    public var speedShare = 1.0
    /// Ends after so many episodes; nil for none.
    public var episodes: Int?
    public var deadmanMilliseconds = 300

    public init(policy: String, robot: String) { (self.policy, self.robot) = (policy, robot) }
  }

  /// What came of it.
  public struct Report: Codable, Equatable, Sendable {
    public var episodes: Int
    public var successes: Int
    public var steps: Int
    public var expertSteps: Int
    public var takeovers: Int
    /// Of the robot's control loop: ticks, those that came late, and policy steps whose end the guard's limits moved.
    public var ticks: UInt64
    public var lateTicks: UInt64
    public var clippedSteps: UInt64
    public var commandAgeMedianMilliseconds: Double
    public var commandAgeP99Milliseconds: Double
  }

  private let options: Options
  private let desk: HubDesk
  private let policy: DeployedPolicy
  /// For a robot that runs the policy itself.
  private let weights: PolicyWeights
  private let report: @Sendable (String) -> Void
  private let interrupt: Interrupt
  private var last: RobotStatus?
  private var lastTold = ""

  public var sessionEndpoint: Endpoint { desk.endpoint.sessionEndpoint }
  public var broadcastEndpoint: Endpoint { desk.endpoint.broadcastEndpoint }

  /// Binds.
  ///
  /// - Throws: what makes the policy another robot's or another task's, naming both.
  public init(
    _ options: Options, door: ServeRun.Door, catalog: TaskCatalog, interrupt: Interrupt,
    report: @escaping @Sendable (String) -> Void
  ) throws {
    self.options = options
    self.interrupt = interrupt
    self.report = report
    let saved = try SavedPolicy.load(options.policy, catalog: catalog)
    let specification = try catalog.specification(of: saved.file.description.task)
    try saved.file.description.check(drives: specification, robot: options.robot)
    policy = DeployedPolicy(try saved.makePolicy(for: specification))
    let identity = try catalog.identity(ofRobot: options.robot)
    weights = PolicyWeights(
      version: policy.version, task: specification.id, robot: identity.digest,
      safetensors: try saved.file.withoutCritics().encoded())
    var hub = HubConfiguration()
    hub.policyHertz = options.policyHertz
    hub.deadmanMilliseconds = options.deadmanMilliseconds
    hub.transitionCredit = 0
    let stepSeconds = hub.stepSeconds(of: specification)
    let endpoint = try HubEndpoint(
      offer: HubOffer(
        name: "reins deploy", software: "reins \(reinsVersion)", task: specification.id,
        robot: identity, spaces: Spaces(of: specification),
        policyHertz: 1 / stepSeconds, roles: [.robot, .teleop, .observer],
        deadmanMilliseconds: UInt32(options.deadmanMilliseconds), onSilence: .hold, transitionCredit: 0,
        maximumMessagesPerSecond: UInt32(hub.maximumMessagesPerSecond)),
      session: door.session, broadcast: door.broadcast, keys: door.keys, everyInterface: door.everyInterface,
      report: report)
    let pilot = HubPilot(
      specification: specification, configuration: InterventionConfiguration(), rewardSource: .intervention, hub: hub,
      session: endpoint.sessions.session, spool: 1)
    desk = HubDesk(endpoint, pilot, specification: specification, stepSeconds: stepSeconds, report: report)
    let share = Float(options.speedShare)
    let scales = specification.action.elements.map { $0.name == "gripper" ? 1 : share }
    let isDry = options.isDry
    var isTold = false
    desk.outgoing = { [unowned desk] command in
      // What has not said that nothing moves is not asked to.
      if isDry, let status = desk.robotStatus, !status.dryRun {
        if !isTold { report("the robot would move: nothing is sent; start it with --dry-run, or deploy without") }
        isTold = true
        return nil
      }
      if isDry && desk.robotStatus == nil { return nil }
      var slowed = command
      if command.authority == .policy { for place in scales.indices { slowed.action[place] *= scales[place] } }
      return slowed
    }
  }

  /// The policy, for a robot that runs it itself, if what was asked for holds there, too.
  private func answerForWeights() -> MessageBody? {
    if options.speedShare < 1 {
      tell("the robot runs the policy itself and gets none: give it --max-speed \(options.speedShare), deploy without")
      return nil
    }
    // It says how it is before it asks.
    if options.isDry, desk.robotStatus?.dryRun != true {
      tell("the robot would move and gets no policy: start it with --dry-run, or deploy without")
      return nil
    }
    return .weights(weights)
  }

  private func tell(_ text: String) {
    if lastTold != text { report(text) }
    lastTold = text
  }

  /// Serves until it is interrupted or the episodes are done.
  public func run() throws -> Report {
    while !interrupt.isRequested, options.episodes.map({ desk.pilot.counts.episodes < $0 }) ?? true {
      try desk.turn(milliseconds: 5) {
        policy
      } other: { envelope, _ in
        if case .weightsRequest = envelope.body { answerForWeights() } else { nil }
      }
      _ = desk.pilot.takeFinished()
      last = desk.robotStatus ?? last
      try desk.publish { $0.policyVersion = policy.version }
    }
    try desk.end()
    let counts = desk.pilot.counts
    return Report(
      episodes: counts.episodes, successes: counts.successes, steps: counts.steps, expertSteps: counts.expertSteps,
      takeovers: counts.takeovers, ticks: last?.ticks ?? 0, lateTicks: last?.lateTicks ?? 0,
      clippedSteps: last?.clippedTicks ?? 0,
      commandAgeMedianMilliseconds: Double(last?.commandAge.median ?? 0) * 1e-6,
      commandAgeP99Milliseconds: Double(last?.commandAge.p99 ?? 0) * 1e-6)
  }
}

extension DeployRun.Report {
  /// For people.
  public var table: String {
    var table = TextTable(header: ["deployed", "figure"], rightAligned: [1])
    table.add("episodes", "\(episodes)")
    table.add("successes", "\(successes)")
    table.add("policy steps", "\(steps)")
    table.add("of them a person's", "\(expertSteps), in \(takeovers) takeovers")
    table.add("control ticks", "\(ticks), \(lateTicks) late")
    table.add("steps that the guard's limits moved", "\(clippedSteps)")
    table.add(
      "age of a command",
      "\(decimal(commandAgeMedianMilliseconds, 2)) ms, p99 \(decimal(commandAgeP99Milliseconds, 2)) ms")
    return table.text()
  }
}
