import Environments
import Foundation
import Safety
import Sessions
public import Transport
import Vocabulary
import Wire

/// `reins robot --simulated`: a process that is to a hub what a robot's driver is. It senses once per policy step, obeys what it
/// is told through its guard, and stands still when it hears nothing.
public final class TwinRun {
  private let options: Options
  private let client: BridgeClient
  private let twin: ManipulationTwin
  /// Where it runs the policy itself.
  private let edge: TwinEdge?
  private let report: @Sendable (String) -> Void
  private let clock = BridgeClock()
  private let interrupt: Interrupt
  private var port: SimulatedPort
  private var guardian: SafetyGuard
  private var reading: RobotReading
  private var desired: DesiredMotion
  private var path: MotionPath
  private let start: [Double]
  private let ticksPerStep: Int
  private let tickNanoseconds: UInt64
  private let stepSeconds: Double
  private var seeds: RandomStream
  /// The robot's clock, nanoseconds.
  private var time: UInt64 = 0
  private var isCommanded = false
  private var arrivedAt: UInt64 = 0
  private var number: UInt64 = 0
  private var answered: UInt64 = 0
  /// When the last observations were sensed by the robot's clock: a command names one.
  private var sensed: [UInt64] = Array(repeating: 0, count: 64)
  private var sensedReally: [UInt64] = Array(repeating: 0, count: 64)
  private var episode: UInt64 = 0
  private var step: UInt32 = 0
  private var wantsReset = false
  private var wantsReady = false
  private var ages = Durations()
  private var policyVersion: UInt64 = 0
  private var (ticks, lateTicks, clippedTicks): (UInt64, UInt64, UInt64) = (0, 0, 0)
  private var shown = GuardMode.disarmed
  private var shownClipped: UInt64 = 0
  private var nextStatus: UInt64 = 0
  private var faults = 0
  private var inputs: [ClientSession.Input] = []
  private var observation: [Float]

  public init(
    _ options: Options, endpoint: Endpoint, keys: BridgeKeys?, catalog: TaskCatalog, interrupt: Interrupt,
    report: @escaping @Sendable (String) -> Void
  ) throws {
    self.options = options
    self.report = report
    self.interrupt = interrupt
    let environment = try catalog.environment(id: options.task)
    twin = try ManipulationTwin(environment)
    let specification = twin.specification
    guard specification.robot == options.robot else {
      throw ConfigError.outOfRange(
        key: "robot", value: options.robot, allowed: "\(specification.robot), the robot of \(specification.id)")
    }
    stepSeconds = options.policyHertz > 0 ? 1 / options.policyHertz : specification.stepSeconds
    ticksPerStep = max(1, Int((stepSeconds / twin.tickSeconds).rounded()))
    tickNanoseconds = UInt64((twin.tickSeconds * 1e9).rounded())
    guardian = try SafetyGuard(
      twin.robot, controlPeriod: twin.tickSeconds, policyPeriod: stepSeconds,
      maximumSpeedShare: options.maximumSpeedShare)
    port = SimulatedPort(twin)
    reading = RobotReading(
      armJointCount: twin.armJointCount, fingerCount: twin.jointCount - twin.armJointCount)
    seeds = RandomStream(seed: options.seed).derived("episode")
    try twin.reset(seed: seeds.next())
    try port.read(into: &reading)
    start = reading.jointPositions
    desired = DesiredMotion(jointPositions: start, authority: .none)
    path = MotionPath(at: start)
    observation = Array(repeating: 0, count: specification.observation.dimension)
    edge = try options.edge.map {
      try TwinEdge(
        $0, keys: keys, specification: specification, robot: catalog.identity(ofRobot: options.robot), report: report)
    }
    client = try BridgeClient(
      endpoint,
      hello: try Self.hello(
        options, specification, tickSeconds: twin.tickSeconds, spool: edge?.spoolID ?? 0, catalog),
      keys: keys)
  }

  /// Runs until it is interrupted, or the hub refuses it.
  public func run() throws {
    var next = clock.monotonic
    episode = 1
    while !interrupt.isRequested {
      try sense()
      if options.clock == .answered { try waitForAnswer() }
      for tick in 0..<ticksPerStep {
        if options.clock == .real {
          next = waitUntil(next)
          try hear(milliseconds: 0)
        }
        try control(isLast: tick == ticksPerStep - 1)
      }
      if wantsReset { try reset() }
      attend()
    }
    try edge?.end()
    try client.end("the robot's driver ends")
  }

  // MARK: Policy steps

  private func sense() throws {
    let sight = twin.sense()
    if let broken = sight.diverged {
      report("the simulation diverged (\(broken)): the episode ends")
      wantsReset = true
    }
    // What the episode comes to is said before the observation that shows it.
    if guardian.mode == .policy || guardian.mode == .expert {
      if sight.success { try tell(.success) } else if sight.hasFailed { try tell(.failure) }
    }
    let now = clock.now.monotonicNanoseconds
    try showStatus(at: now)
    number += 1
    sensed[Int(number % 64)] = time
    sensedReally[Int(number % 64)] = now
    var row = observation.mutableSpan
    twin.copyObservation(into: &row)
    let message = ObservationMessage(
      number: number, episode: episode, step: step, sensedNanoseconds: now, values: observation)
    try client.send(.observation(message))
    step += 1
    guard let edge else { return }
    if sight.diverged != nil {
      edge.broken()
      return
    }
    let mode = RobotMode(rawValue: guardian.mode.rawValue) ?? .disarmed
    if let command = edge.observed(message, mode: mode, clippedTicks: clippedTicks, at: now) { obey(command) }
    if try edge.pass(by: client, at: now) { wantsReset = true }
  }

  private func waitForAnswer() throws {
    let began = clock.monotonic
    // Nobody answers a robot that answers itself; but people at the hub are to see what it does.
    if edge?.drives == true {
      let pongs = client.session.pongs
      try client.ping()
      while client.session.pongs == pongs, client.session.isOpen, !interrupt.isRequested,
        clock.monotonic < began + 1_000_000_000
      {
        try hear(milliseconds: 20)
      }
      return
    }
    while answered < number, !interrupt.isRequested, !wantsReset, clock.monotonic < began + 1_000_000_000 {
      try hear(milliseconds: 20)
    }
  }

  private func tell(_ kind: Event.Kind, _ text: String = "") throws {
    let event = Event(
      kind: kind, atNanoseconds: clock.monotonic, origin: client.session.session, originRole: .robot,
      episode: episode, step: step, text: wireText(text))
    edge?.happened(event)
    try client.send(.event(event))
  }

  private func showStatus(at now: UInt64) throws {
    guard guardian.mode != shown || clippedTicks != shownClipped || now >= nextStatus else { return }
    (shown, shownClipped, nextStatus) = (guardian.mode, clippedTicks, now + 400_000_000)
    let reason = guardian.reason
    _ = try client.send(
      .robotStatus(
        RobotStatus(
          mode: RobotMode(rawValue: guardian.mode.rawValue) ?? .disarmed, reason: reason.description,
          wayOut: guardian.mode == .latched ? reason.latchedWayOut : reason.holdWayOut, epoch: guardian.epoch,
          policyVersion: policyVersion, ticks: ticks, lateTicks: lateTicks, clippedTicks: clippedTicks,
          commandAge: ages.percentiles, dryRun: options.isDry, jointPositions: reading.jointPositions)))
  }

  // MARK: Control ticks

  private func control(isLast: Bool) throws {
    time += tickNanoseconds
    ticks += 1
    try port.read(into: &reading)
    // Where the hub's commands do not say every step that it is there, its pings must.
    reading.isHubAlive =
      client.session.isOpen
      && (edge == nil || client.session.silence(at: clock.monotonic) < TwinEdge.hubSilenceNanoseconds)
    if isCommanded {
      path.position(at: time, into: &desired.jointPositions)
      desired.ageNanoseconds = time - arrivedAt
    }
    let before = guardian.mode
    let safe = guardian.tick(reading, command: isCommanded ? desired : nil, now: time)
    let verdict = safe.verdict
    if verdict.outcome == .limited, isLast, verdict.deviationShare > 1e-3 { clippedTicks += 1 }
    if !options.isDry { try port.send(safe) }
    if guardian.mode != before {
      if guardian.mode == .hold || guardian.mode == .latched {
        report("\(guardian.mode): \(guardian.reason); \(verdict.wayOut)")
        try tell(.guardTrip, guardian.reason.description)
      }
      try showStatus(at: clock.monotonic)
    }
    if verdict.isFault { try dump() }
  }

  private func dump() throws {
    faults += 1
    try FileManager.default.createDirectory(atPath: options.faultFolder, withIntermediateDirectories: true)
    let path = "\(options.faultFolder)/fault-\(clock.now.wallNanoseconds / 1_000_000)-\(faults).csv"
    try guardian.recorder.csv().write(toFile: path, atomically: true, encoding: .utf8)
    report("the ticks before it: \(path)")
  }

  /// Sleeps until a tick's time; returns that of the next. Ticks that were missed are counted, not caught up with.
  private func waitUntil(_ due: UInt64) -> UInt64 {
    var time = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
    while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    let now = clock.monotonic
    if now > due + tickNanoseconds {
      lateTicks += (now - due) / tickNanoseconds
      return now + tickNanoseconds
    }
    return due + tickNanoseconds
  }

  // MARK: The hub

  private func hear(milliseconds: Int) throws {
    try client.turn(milliseconds: milliseconds, inputs: &inputs)
    for input in inputs {
      switch input {
      case .welcomed(let welcome):
        report("joined \(welcome.name): \(welcome.task)")
        nextStatus = 0
        try edge?.welcomed(welcome, session: client.session.session)
      case .lost(let reason):
        report("the session is over: \(reason)")
        try edge?.lost()
      case .refused(let refusal):
        guard refusal.reason == .duplicate || refusal.reason == .full else { throw refusal }
        report("\(refusal)")
      case .message(let envelope): try take(envelope)
      case .nothing: break
      }
    }
    inputs.removeAll(keepingCapacity: true)
  }

  private func take(_ envelope: Envelope) throws {
    if let edge {
      if let command = edge.take(envelope, at: clock.monotonic) { obey(command) }
      if case .command = envelope.body { return }
    }
    switch envelope.body {
    case .command(let command): obey(command)
    case .event(let event):
      do throws(SafetyError) {
        switch event.kind {
        case .arm: try guardian.arm(now: time)
        case .disarm: guardian.disarm(now: time)
        case .clear: try guardian.clear(now: time)
        case .stop: guardian.stop(now: time)
        case .reset: wantsReset = true
        case .ready:
          wantsReady = true
          if guardian.mode == .hold { try guardian.ready(now: time) }
        default: break
        }
      } catch {
        report("\(error)")
      }
    case .leaseRevocation: guardian.handBack(now: time)
    // It looks before it commands: nobody answers this observation any more.
    case .leaseGrant(let grant) where grant.authority == .policy: answered = number
    default: break
    }
  }

  private func obey(_ command: Command) {
    answered = max(answered, command.observation)
    arrivedAt = time
    isCommanded = true
    policyVersion = command.policyVersion
    var goals = path.end
    var span = goals.mutableSpan
    twin.goals(of: command.action.span, into: &span)
    path = MotionPath(from: desired.jointPositions, to: goals, begin: time, seconds: stepSeconds)
    desired.number += 1
    desired.epoch = command.epoch
    desired.authority = command.authority
    let isKnown = command.observation > 0 && command.observation <= number && command.observation + 64 > number
    desired.observedNanoseconds = isKnown ? sensed[Int(command.observation % 64)] : 0
    if isKnown { ages.add(clock.monotonic - sensedReally[Int(command.observation % 64)]) }
    client.raise(highestEpoch: guardian.epoch)
  }

  // MARK: Between episodes

  /// To the start pose under the guard, at its reduced speed; then the next episode.
  private func reset() throws {
    wantsReset = false
    do throws(SafetyError) {
      // A straight way in joint space can lead outwards at first, where the guard lets nothing through.
      let retraction = twin.retraction(meters: 0.15)
      do throws(SafetyError) { try guardian.reset(to: start, retract: retraction, now: time) } catch .badPose {
        try guardian.reset(to: start, now: time)
      }
    } catch {
      // A robot that is disarmed or latched stays where it is; the simulation begins anew all the same.
      report("no way to the start: \(error)")
    }
    try showStatus(at: clock.monotonic)
    var next = clock.monotonic
    var count = 0
    while guardian.mode == .reset, !interrupt.isRequested {
      if options.clock == .real { next = waitUntil(next) }
      if options.clock == .real || count % ticksPerStep == 0 { try hear(milliseconds: 0) }
      count += 1
      try control(isLast: false)
      if options.isUnattended || wantsReady { try? guardian.ready(now: time) }
    }
    wantsReady = false
    try edge?.rest()
    if guardian.mode != .armed { try startAnew() }
    try twin.reset(seed: seeds.next())
    isCommanded = false
    path = MotionPath(at: start)
    desired.jointPositions = start
    episode += 1
    step = 0
  }

  /// The arm will be somewhere else than its guard believes, as after somebody has moved it by hand: what is known of it is
  /// forgotten, and it must be armed.
  private func startAnew() throws {
    guardian = try SafetyGuard(
      twin.robot, controlPeriod: twin.tickSeconds, policyPeriod: stepSeconds,
      maximumSpeedShare: options.maximumSpeedShare, highestEpoch: guardian.epoch)
  }

  /// Does what an operator would, where nobody attends.
  private func attend() {
    guard options.isUnattended else { return }
    if guardian.mode == .latched { try? guardian.clear(now: time) }
    if guardian.mode == .disarmed { try? guardian.arm(now: time) }
  }
}
