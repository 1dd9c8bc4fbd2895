import Environments
import Foundation
import Hub
import Learners
import Recording
import Sessions
public import Transport
import Vocabulary
import Wire

/// `reins serve`: a hub that robots and people join, and the learner that their takeovers teach: in the same process, or in one of
/// its own that joins, too.
public final class ServeRun {
  private let configuration: LaunchConfiguration
  private let specification: TaskSpecification
  private let folder: RunFolder
  private let desk: HubDesk
  private let learner: any LiveBackend
  /// Nil where the learner is here.
  private let link: LearnerLink?
  private let interrupt: Interrupt
  private let spool: UInt64
  private var log: LiveLog
  private var acting: SACPolicy
  /// Transitions of others: what has come, and what has been acknowledged, by spool.
  private var arrived: [UInt64: UInt64] = [:]
  private var acknowledged: [UInt64: UInt64] = [:]
  private var weights: PolicyWeights?

  public var folderPath: String { folder.path }
  public var sessionEndpoint: Endpoint { desk.endpoint.sessionEndpoint }
  public var broadcastEndpoint: Endpoint { desk.endpoint.broadcastEndpoint }

  /// The learner is a process of its own, that joins.
  public var awaitsLearner: Bool { link != nil }

  private var pilot: HubPilot { desk.pilot }

  /// Where a hub listens and whom it lets in.
  public struct Door: Sendable {
    public var session: Endpoint
    public var broadcast: Endpoint
    public var keys: BridgeKeys?
    public var everyInterface: Bool

    public init(session: Endpoint, broadcast: Endpoint, keys: BridgeKeys?, everyInterface: Bool = false) {
      self.session = session
      self.broadcast = broadcast
      self.keys = keys
      self.everyInterface = everyInterface
    }
  }

  /// Starts a run in a new folder.
  public static func started(
    launchFile: String, overrides: [String], folder path: String?, door: Door, catalog: TaskCatalog,
    interrupt: Interrupt, report: @escaping @Sendable (String) -> Void
  ) throws -> ServeRun {
    let configuration = try LaunchConfiguration.load(launchFile, overrides: overrides, catalog: catalog)
    try check(configuration)
    let folder = try RunFolder.begun(
      configuration, launchFile: launchFile, at: path, catalog: catalog, learns: configuration.hub.learner == .hub)
    return try ServeRun(configuration, folder, door, catalog, interrupt, report)
  }

  /// Goes on with a run: with its last checkpoint, and with every transition that was committed.
  public static func resumed(
    folder path: String, door: Door, catalog: TaskCatalog, interrupt: Interrupt,
    report: @escaping @Sendable (String) -> Void
  ) throws -> ServeRun {
    let configuration = try loadRunConfiguration(path)
    let folder = try RunFolder.open(at: path, keepCheckpoints: configuration.training.keepCheckpoints)
    return try ServeRun(configuration, folder, door, catalog, interrupt, report)
  }

  static func check(_ configuration: LaunchConfiguration) throws(ConfigError) {
    guard configuration.algorithm == .rlif else {
      throw .outOfRange(
        key: "algorithm", value: configuration.algorithm.rawValue, allowed: "rlif, where people teach a live robot")
    }
  }

  private init(
    _ configuration: LaunchConfiguration, _ folder: RunFolder, _ door: Door, _ catalog: TaskCatalog,
    _ interrupt: Interrupt, _ report: @escaping @Sendable (String) -> Void
  ) throws {
    self.configuration = configuration
    self.folder = folder
    self.interrupt = interrupt
    specification = try catalog.specification(of: configuration.task)
    let identity = try catalog.identity(ofRobot: specification.robot)
    var roles: Set<Role> = [.robot, .teleop, .observer, .actor]
    switch configuration.hub.learner {
    case .hub:
      learner = try LiveLearner(
        configuration: configuration, specification: specification, robot: identity.digest,
        demonstrations: try TrainingRun.Parts.demonstrations(configuration, catalog), folder: folder)
      link = nil
    case .remote:
      learner = try LiveKeeper(
        configuration: configuration, specification: specification, robot: identity.digest, folder: folder,
        report: report)
      link = try LearnerLink(learner, report: report)
      roles.insert(.learner)
    }
    let past = learner.past
    acting = learner.policy
    let endpoint = try HubEndpoint(
      offer: HubOffer(
        name: "reins serve", software: "reins \(reinsVersion)", task: specification.id, robot: identity,
        spaces: Spaces(of: specification), policyHertz: 1 / configuration.hub.stepSeconds(of: specification),
        roles: roles,
        deadmanMilliseconds: UInt32(configuration.hub.deadmanMilliseconds), onSilence: configuration.hub.onSilence.wire,
        transitionCredit: UInt32(configuration.hub.transitionCredit),
        maximumMessagesPerSecond: UInt32(configuration.hub.maximumMessagesPerSecond),
        labelling: Labelling(configuration.intervention)),
      session: door.session, broadcast: door.broadcast, keys: door.keys, everyInterface: door.everyInterface,
      report: report)
    // The hub's own transitions have a spool of their own in each process: the numbers of one that was killed may have
    // been promised to nobody.
    var random = unpredictableStream()
    spool = random.next() | 1
    arrived = past.newest
    acknowledged = past.newest
    let pilot = HubPilot(
      specification: specification, configuration: configuration.intervention,
      rewardSource: configuration.algorithm.rewardSource, hub: configuration.hub, session: endpoint.sessions.session,
      spool: spool, epoch: past.epoch, counts: past.counts)
    desk = HubDesk(
      endpoint, pilot, specification: specification, stepSeconds: configuration.hub.stepSeconds(of: specification),
      report: report)
    desk.joined = { [link] peer, member in if member.role == .learner { link?.joined(peer, member) } }
    desk.left = { [link] peer in link?.left(peer) }
    log = try LiveLog(folder, after: past.counts.steps, at: endpoint.now.monotonicNanoseconds)
    // What was promised holds in every session.
    try desk.act { sessions, _ in sessions.durableThrough = past.newest }
    if past.cutBytes > 0 {
      report("the journal ended in \(past.cutBytes) bytes of a transition that was never committed")
    }
  }

  /// Serves until the run's steps are done, or it is interrupted; saves.
  public func run() throws {
    let ended = DispatchSemaphore(value: 0)
    let handed = Handed(learner)
    let body = Thread {
      handed.value.run()
      ended.signal()
    }
    body.name = "reins learner"
    body.stackSize = 8 << 20
    body.start()
    do {
      while !interrupt.isRequested, pilot.counts.steps < configuration.training.steps {
        try work()
        if let failure = learner.box.failure { throw failure }
      }
    } catch {
      try? desk.end()
      learner.box.close()
      ended.wait()
      throw error
    }
    pilot.robotLeft()
    learner.box.post(pilot.takeFinished(), counters: pilot.counts.named)
    // Before the learner's last work, since nobody could stop a robot meanwhile; that work is done even where this fails.
    let farewell = Result { try desk.end() }
    learner.box.close()
    ended.wait()
    try farewell.get()
    if let failure = learner.box.failure { throw failure }
    try log.log(desk, learner.box.figures, force: true)
  }

  private func work() throws {
    try desk.turn(milliseconds: 5) {
      let newest = learner.box.newest(instead: acting)
      // One that came whole would begin its noise anew each time.
      if newest !== acting, link != nil { newest.random = acting.random }
      acting = newest
      return acting
    } other: { envelope, member in
      switch envelope.body {
      case .transition(let transition): take(transition, from: member)
      case .transitionAck, .weights: link?.take(envelope.body)
      case .weightsRequest(let request):
        if let weights, request.haveVersion == 0 || weights.version > request.haveVersion { return .weights(weights) }
      default: break
      }
      return nil
    }
    let finished = pilot.takeFinished()
    if !finished.isEmpty { learner.box.post(finished, counters: pilot.counts.named) }
    try acknowledge()
    try link?.turn(at: desk.endpoint.now.monotonicNanoseconds) { body, peer in
      let before = desk.endpoint.unsent
      try desk.act { sessions, now in sessions.send(body, to: peer, at: now) }
      return desk.endpoint.unsent == before
    }
    if let weights = learner.box.takeWeights() {
      self.weights = weights
      try desk.endpoint.broadcast(.weights(weights), schemaHash: Spaces(of: specification).schemaHash)
    }
    try desk.publish { status in
      status.durableTransitions = learner.box.durable.values.reduce(0, &+)
      status.updates = learner.box.figures.updates
      status.policyVersion = acting.version
    }
    try log.log(desk, learner.box.figures)
  }

  private func take(_ transition: TransitionMessage, from member: HubMember) {
    if let newest = arrived[transition.spool] {
      // What was here is nothing new; what is missing comes again, and nothing after it is acknowledged before.
      guard transition.number == newest + 1 else {
        // Who sends it has not heard that it is here.
        if transition.number <= newest { acknowledged[transition.spool] = nil }
        return
      }
    }
    arrived[transition.spool] = transition.number
    if member.role == .robot { pilot.relayed(transition) }
    learner.box.post([transition], counters: pilot.counts.named)
  }

  /// What is on the disk may be forgotten by who sent it.
  private func acknowledge() throws {
    for (spool, number) in learner.box.durable where acknowledged[spool] != number {
      acknowledged[spool] = number
      try desk.act { sessions, now in
        sessions.durableThrough[spool] = number
        for (peer, member) in sessions.members where member.hello.spool == spool {
          sessions.send(
            .transitionAck(TransitionAcknowledgement(spool: spool, durableThrough: number)), to: peer, at: now)
        }
      }
    }
  }
}

/// Something that another thread has from here on, and this one only through what is made for both.
private struct Handed<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
