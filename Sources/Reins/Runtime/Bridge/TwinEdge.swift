import Environments
import Foundation
import Hub
import Learners
import Transport
import Vocabulary
import Wire

/// What a twin does besides where it runs the policy itself: takes weights, answers its own observations, keeps and sends
/// transitions.
final class TwinEdge {
  /// A hub that has said nothing for so long cannot hand a person's commands on: the robot holds. Twice the time between two pings.
  static let hubSilenceNanoseconds: UInt64 = 1_000_000_000

  private let specification: TaskSpecification
  private let spool: TransitionSpool
  private let receiver: PolicyReceiver
  private let report: @Sendable (String) -> Void
  private var pilot: EdgePilot?
  /// As it was received; by its mode where nobody learns.
  private var policy: (any Policy)?
  private var acting: SACPolicy?
  private var shownRefused: UInt64 = 0
  private var nextAsk: UInt64 = 0

  init(
    _ options: TwinRun.Edge, keys: BridgeKeys?, specification: TaskSpecification, robot: RobotIdentity,
    report: @escaping @Sendable (String) -> Void
  ) throws {
    self.specification = specification
    self.report = report
    spool = try TransitionSpool(path: options.spool, specification: specification)
    receiver = try PolicyReceiver(
      options.broadcast, keys: keys, specification: specification, robot: robot, report: report)
  }

  var spoolID: UInt64 { spool.id }
  /// Whether the robot's own policy answers its observations now.
  var drives: Bool { pilot?.authority == .policy && policy != nil }

  // MARK: The hub

  /// - Parameter session: the robot's.
  func welcomed(_ welcome: Welcome, session: UInt64) throws {
    try put()
    spool.welcomed(welcome)
    pilot = EdgePilot(welcome, specification: specification, session: session, spool: spool.id)
    (policy, nextAsk) = (nil, 0)
    receiver.joined(welcome)
  }

  func lost() throws {
    pilot?.lost()
    try put()
    spool.lost()
  }

  /// - Returns: a command of the person in control that is to be obeyed.
  func take(_ envelope: Envelope, at now: UInt64) -> Command? {
    switch envelope.body {
    case .command(let command): return pilot?.commanded(command, at: now)
    case .leaseGrant(let grant): pilot?.granted(grant)
    case .leaseRevocation(let revocation): pilot?.revoked(revocation)
    case .event(let event):
      pilot?.happened(event)
      // The robot goes to the start by the same event.
      if event.kind == .reset { _ = pilot?.takeReset() }
    case .transitionAck(let acknowledgement): spool.acknowledged(acknowledgement)
    case .weights(let weights): receiver.take(weights)
    default: break
    }
    return nil
  }

  // MARK: The robot

  /// What was sensed is not to be believed: the segment ends before it.
  func broken() { pilot?.steps.end() }

  /// What the robot says itself: success, failure, a trip of the guard.
  func happened(_ event: Event) { pilot?.happened(event) }

  /// The robot has sensed.
  ///
  /// - Returns: the policy's command, where the policy is in control and there is one.
  func observed(
    _ message: ObservationMessage, mode: RobotMode, clippedTicks: UInt64, at now: UInt64
  ) -> Command? {
    guard let pilot else { return nil }
    if let newer = receiver.newest() {
      // Its noise goes on where the one before had come to.
      if let acting { newer.random = acting.random }
      acting = newer
      policy = pilot.keepsTransitions ? newer : DeployedPolicy(newer)
    }
    guard let policy else { return nil }
    pilot.guarded(mode, clippedTicks: clippedTicks)
    return pilot.observed(message, policy: policy, at: now)
  }

  /// What has come of the steps goes out.
  ///
  /// - Returns: whether the episode has ended and the robot is to go to the start.
  func pass(by client: BridgeClient, at now: UInt64) throws -> Bool {
    guard let pilot else { return false }
    // The hub may not have any yet.
    if policy == nil, now >= nextAsk {
      nextAsk = now + 1_000_000_000
      try client.send(.weightsRequest(WeightsRequest(haveVersion: 0)))
    }
    for turn in pilot.takeTurns() { try client.send(.event(turn)) }
    try put()
    try spool.drain(at: now) { try client.send($0) }
    return pilot.takeReset()
  }

  /// The robot is at the start: there is time.
  func rest() throws { try spool.tidy() }

  func end() throws { try lost() }

  deinit { receiver.stop() }

  private func put() throws {
    guard let pilot else { return }
    try spool.keep(pilot.takeFinished())
    guard spool.outbox.refused > shownRefused else { return }
    shownRefused = spool.outbox.refused
    report("\(shownRefused) transitions found no room in the spool and are lost: the hub has been away for too long")
  }
}
