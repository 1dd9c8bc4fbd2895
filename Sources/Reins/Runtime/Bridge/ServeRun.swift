import Environments
import Foundation
import Hub
import Learners
import Networks
import Physics
import Recording
import Sessions
public import Transport
import Vocabulary
import Wire

/// `reins serve`: a hub that robots and people join, and a learner that their takeovers teach, in one process.
public final class ServeRun {
  private let configuration: LaunchConfiguration
  private let specification: TaskSpecification
  private let folder: RunFolder
  private let endpoint: HubEndpoint
  private let learner: LiveLearner
  private let pilot: HubPilot
  private let interrupt: Interrupt
  private let report: @Sendable (String) -> Void
  private let spool: UInt64
  private let log: MetricsLog
  private var acting: SACPolicy
  private var robot: Peer?
  private var robotStatus: RobotStatus?
  /// Transitions of others: what has come, and what has been acknowledged, by spool.
  private var arrived: [UInt64: UInt64] = [:]
  private var acknowledged: [UInt64: UInt64] = [:]
  private var weights: PolicyWeights?
  private var duplicates: UInt64 = 0
  private var loggedSteps = 0
  private var nextStatus: UInt64 = 0
  private let began: UInt64

  public var folderPath: String { folder.path }
  public var sessionEndpoint: Endpoint { endpoint.sessionEndpoint }
  public var broadcastEndpoint: Endpoint { endpoint.broadcastEndpoint }

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
    let name = URL(fileURLWithPath: launchFile).deletingPathExtension().lastPathComponent
    try check(configuration)
    let folder = try RunFolder.create(
      at: path ?? "runs/\(name)-s\(configuration.seed)", keepCheckpoints: configuration.training.keepCheckpoints)
    try folder.writeJSON(
      Provenance(
        startedAt: ISO8601DateFormatter().string(from: Date()), seed: configuration.seed, taskID: configuration.task,
        instructionSet: try Kernels.selected().instructionSet.rawValue, libraries: libraryVersions,
        checkout: catalog.root.path),
      as: "provenance.json")
    try folder.write(try configuration.yaml(), as: "config.yaml")
    return try ServeRun(configuration, folder, door, catalog, interrupt, report)
  }

  /// Goes on with a run: with its last checkpoint, and with every transition that was committed.
  public static func resumed(
    folder path: String, door: Door, catalog: TaskCatalog, interrupt: Interrupt,
    report: @escaping @Sendable (String) -> Void
  ) throws -> ServeRun {
    let folder = try RunFolder.open(at: path)
    return try ServeRun(try loadRunConfiguration(path), folder, door, catalog, interrupt, report)
  }

  private static func check(_ configuration: LaunchConfiguration) throws(ConfigError) {
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
    self.report = report
    specification = try catalog.specification(of: configuration.task)
    let identity = try catalog.identity(ofRobot: specification.robot)
    learner = try LiveLearner(
      configuration: configuration, specification: specification, robot: identity.digest,
      demonstrations: try TrainingRun.Parts.demonstrations(configuration, catalog), folder: folder)
    let past = learner.past
    acting = learner.policy
    endpoint = try HubEndpoint(
      offer: HubOffer(
        name: "reins serve", software: "reins \(reinsVersion)", task: specification.id, robot: identity,
        spaces: Spaces(of: specification), policyHertz: 1 / configuration.hub.stepSeconds(of: specification),
        roles: [.robot, .teleop, .observer, .actor],
        deadmanMilliseconds: UInt32(configuration.hub.deadmanMilliseconds), onSilence: configuration.hub.onSilence.wire,
        transitionCredit: UInt32(configuration.hub.transitionCredit),
        maximumMessagesPerSecond: UInt32(configuration.hub.maximumMessagesPerSecond)),
      session: door.session, broadcast: door.broadcast, keys: door.keys, everyInterface: door.everyInterface,
      report: report)
    // The hub's own transitions have a spool of their own in each process: the numbers of one that was killed may have
    // been promised to nobody.
    var random = unpredictableStream()
    spool = random.next() | 1
    arrived = past.newest
    acknowledged = past.newest
    pilot = HubPilot(
      specification: specification, configuration: configuration.intervention,
      rewardSource: configuration.algorithm.rewardSource, hub: configuration.hub, session: endpoint.sessions.session,
      spool: spool, epoch: past.epoch, counts: past.counts)
    loggedSteps = past.counts.steps
    log = try MetricsLog(
      path: folder.file("live.csv"), columns: Self.columns, resumeStep: past.counts.steps)
    began = endpoint.now.monotonicNanoseconds
    if past.cutBytes > 0 {
      report("the journal ended in \(past.cutBytes) bytes of a transition that was never committed")
    }
  }

  static let columns = [
    "seconds", "episodes", "successes", "takeovers", "expertSteps", "interventionRate", "updates",
    "criticLoss", "valueMean", "temperature", "transitions",
  ]

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
    var inputs: [HubEndpoint.Input] = []
    do {
      while !interrupt.isRequested, pilot.counts.steps < configuration.training.steps {
        try endpoint.turn(milliseconds: 5, inputs: &inputs)
        try work(on: &inputs)
        if let failure = learner.box.failure { throw failure }
      }
    } catch {
      learner.box.close()
      ended.wait()
      throw error
    }
    pilot.robotLeft()
    learner.box.post(pilot.finished, counters: pilot.counts.named)
    pilot.finished = []
    learner.box.close()
    ended.wait()
    if let failure = learner.box.failure { throw failure }
    try logRow()
    try endpoint.act(&inputs) { sessions, now in sessions.end("the hub ends", at: now) }
  }

  private func work(on inputs: inout [HubEndpoint.Input]) throws {
    pilot.poll(at: endpoint.now.monotonicNanoseconds)
    try send(&inputs)
    var place = 0
    while place < inputs.count {
      let input = inputs[place]
      place += 1
      take(input)
      try send(&inputs)
    }
    inputs.removeAll(keepingCapacity: true)
    if !pilot.finished.isEmpty {
      learner.box.post(pilot.finished, counters: pilot.counts.named)
      pilot.finished.removeAll(keepingCapacity: true)
    }
    try acknowledge(&inputs)
    try publish(&inputs)
    if pilot.counts.steps >= loggedSteps + 100 { try logRow() }
  }

  // MARK: What comes in

  private func take(_ input: HubEndpoint.Input) {
    let now = endpoint.now.monotonicNanoseconds
    switch input {
    case .joined(let peer, let member):
      report("\(member.name) joined as \(member.role)")
      if member.role == .robot {
        robot = peer
        pilot.robotJoined(highestEpoch: member.hello.highestEpoch, at: now)
      }
    case .left(let peer, let member, let reason):
      report("\(member.name) (\(member.role)) left: \(reason)")
      if peer == robot {
        (robot, robotStatus) = (nil, nil)
        pilot.robotLeft()
      }
      pilot.left(session: member.session)
    case .refused(_, let refusal): report("refused a client: \(refusal.text)")
    case .rejected: break
    case .message(let peer, let envelope): take(envelope, from: peer, at: now)
    }
  }

  private func take(_ envelope: Envelope, from peer: Peer, at now: UInt64) {
    guard let member = endpoint.sessions.members[peer] else { return }
    switch envelope.body {
    case .observation(let observation):
      acting = learner.box.newest(instead: acting)
      pilot.observed(observation, policy: acting, at: now)
      hand(on: envelope.body)
    case .robotStatus(let status):
      if status.mode != robotStatus?.mode, !status.reason.isEmpty {
        report("the robot is in \(status.mode): \(status.reason); \(status.wayOut)")
      }
      robotStatus = status
      pilot.robot(status, at: now)
      hand(on: envelope.body)
    case .command(let command): pilot.commanded(command, session: member.session, at: now)
    case .leaseRequest(let request):
      pilot.request(request, session: member.session, name: member.name, at: now)
      asker = peer
    case .leaseRenewal(let renewal): pilot.renew(session: member.session, epoch: renewal.epoch, at: now)
    case .leaseRelease(let release): pilot.release(session: member.session, epoch: release.epoch)
    case .event(let event): pilot.happened(event, at: now)
    case .transition(let transition): take(transition)
    case .weightsRequest(let request):
      if let weights, weights.version > request.haveVersion { replies.append((peer, .weights(weights))) }
    default: break
    }
  }

  private func take(_ transition: TransitionMessage) {
    let newest = arrived[transition.spool] ?? 0
    guard transition.number > newest else {
      duplicates += 1
      return
    }
    // What is missing comes again: nothing after it is acknowledged before.
    guard transition.number == newest + 1 else { return }
    arrived[transition.spool] = transition.number
    learner.box.post([transition], counters: [:])
  }

  private var asker: Peer?
  private var replies: [(Peer, MessageBody)] = []
  private var handed: [MessageBody] = []

  private func hand(on body: MessageBody) { handed.append(body) }

  // MARK: What goes out

  private func send(_ inputs: inout [HubEndpoint.Input]) throws {
    guard !(pilot.acts.isEmpty && handed.isEmpty && replies.isEmpty) else { return }
    let acts = pilot.acts
    pilot.acts.removeAll(keepingCapacity: true)
    let valid = UInt32(max(1, (2_000 * configuration.hub.stepSeconds(of: specification)).rounded(.up)))
    try endpoint.act(&inputs) { sessions, now in
      for act in acts {
        switch act {
        case .toRobot(let command):
          if let robot { sessions.send(.command(command), to: robot, at: now, validForMilliseconds: valid) }
        case .eventToRobot(let event): if let robot { sessions.send(.event(event), to: robot, at: now) }
        case .tell(let event): sessions.send(.event(event), toAll: [.teleop, .observer], at: now)
        case .announce(let notice): announce(notice, &sessions, now)
        }
      }
      // After the command: the robot comes first.
      for body in handed { sessions.send(body, toAll: [.teleop, .observer], at: now) }
      for (peer, body) in replies { sessions.send(body, to: peer, at: now) }
    }
    handed.removeAll(keepingCapacity: true)
    replies.removeAll(keepingCapacity: true)
  }

  private func announce(_ notice: LeaseBook.Notice, _ sessions: inout HubSessions<Peer>, _ now: SendTime) {
    switch notice {
    case .granted(let grant):
      sessions.raiseEpoch(to: grant.epoch)
      sessions.send(.leaseGrant(grant), toAll: [.robot, .teleop, .observer], at: now)
      report("\(grant.holderName) commands (epoch \(grant.epoch))")
    case .revoked(let revocation):
      sessions.send(.leaseRevocation(revocation), toAll: [.robot, .teleop, .observer], at: now)
    case .denied(let denial): if let asker { sessions.send(.leaseDenial(denial), to: asker, at: now) }
    case .episodeEnds: break
    }
  }

  /// What is on the disk may be forgotten by who sent it.
  private func acknowledge(_ inputs: inout [HubEndpoint.Input]) throws {
    for (spool, number) in learner.box.durable where acknowledged[spool] != number {
      acknowledged[spool] = number
      try endpoint.act(&inputs) { sessions, now in
        sessions.durableThrough[spool] = number
        for (peer, member) in sessions.members where member.hello.spool == spool {
          sessions.send(
            .transitionAck(TransitionAcknowledgement(spool: spool, durableThrough: number)), to: peer, at: now)
        }
      }
    }
  }

  private func publish(_ inputs: inout [HubEndpoint.Input]) throws {
    let schema = Spaces(of: specification).schemaHash
    if let weights = learner.box.takeWeights() {
      self.weights = weights
      try endpoint.broadcast(.weights(weights), schemaHash: schema)
    }
    let now = endpoint.now.monotonicNanoseconds
    guard now >= nextStatus else { return }
    nextStatus = now + 250_000_000
    try endpoint.broadcast(.hubStatus(status), schemaHash: schema)
  }

  private var status: HubStatus {
    let (book, figures) = (pilot.book, learner.box.figures)
    return HubStatus(
      task: specification.id, mode: pilot.mode, authority: book.authority, epoch: book.epoch,
      holder: book.holder?.session ?? 0,
      holderName: book.holder?.name ?? (book.authority == .policy ? "policy" : "nobody"), episode: pilot.episode,
      step: pilot.stepIndex, successes: UInt64(pilot.counts.successes), takeovers: UInt64(pilot.counts.takeovers),
      interventionRate: min(1, max(0, pilot.interventionRate)),
      durableTransitions: learner.box.durable.values.reduce(0, +), updates: figures.updates,
      policyVersion: acting.version, peers: endpoint.sessions.members.values.prefix(128).map(\.status),
      text: robotStatus?.reason ?? "")
  }

  private func logRow() throws {
    let (counts, figures) = (pilot.counts, learner.box.figures)
    guard counts.steps > loggedSteps else { return }
    loggedSteps = counts.steps
    try log.append(
      step: counts.steps,
      [
        Double(endpoint.now.monotonicNanoseconds - began) * 1e-9, Double(counts.episodes),
        Double(counts.successes), Double(counts.takeovers), Double(counts.expertSteps), pilot.interventionRate,
        Double(figures.updates), Double(figures.criticLoss), Double(figures.valueMean), Double(figures.temperature),
        Double(figures.transitions),
      ])
  }
}

/// Something that another thread has from here on, and this one only through what is made for both.
private struct Handed<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
