import Control
import Intervention
public import Vocabulary
public import Wire

/// What a robot does that runs the policy itself: the hub says who commands, the robot asks its own policy or obeys the hub's
/// commands, and turns what was executed into labelled transitions. Pure: messages in, commands out, time passed in.
public final class EdgePilot {
  public let steps: LiveSteps
  /// Nobody, before the hub has granted it, and when the hub is not there.
  public private(set) var authority = Authority.none
  /// Of the newest grant.
  public private(set) var epoch: UInt64
  /// Whether somebody learns from its steps.
  public let keepsTransitions: Bool

  /// A session begins.
  ///
  /// - Parameters:
  ///   - session: the robot's, as the origin of its events.
  ///   - spool: of its transitions, which get their numbers in the outbox.
  public init(
    _ welcome: Welcome, specification: TaskSpecification, session: UInt64, spool: UInt64
  ) {
    epoch = welcome.epoch
    keepsTransitions = welcome.labelling != nil && welcome.transitionCredit > 0
    steps = LiveSteps(
      specification: specification, configuration: welcome.labelling?.configuration ?? .init(),
      rewardSource: .intervention, origin: (session, .robot), spool: spool)
    steps.begin()
  }

  /// Labelled transitions that nobody has taken yet; none where the hub wants none.
  public func takeFinished() -> [TransitionMessage] {
    defer { steps.finished.removeAll(keepingCapacity: true) }
    return keepsTransitions ? steps.finished : []
  }

  /// Takeovers and handbacks that nobody has told yet.
  public func takeTurns() -> [Event] {
    defer { steps.turns.removeAll(keepingCapacity: true) }
    return steps.turns
  }

  /// Whether an episode has ended, and the robot is to go to the start; said once.
  public func takeReset() -> Bool {
    defer { steps.wantsReset = false }
    return steps.wantsReset
  }

  // MARK: The hub

  public func granted(_ grant: LeaseGrant) {
    guard grant.epoch >= epoch else { return }
    (epoch, authority) = (grant.epoch, grant.authority)
  }

  public func revoked(_ revocation: LeaseRevocation) {
    if revocation.epoch >= epoch { authority = .none }
  }

  /// The hub is gone: nobody commands, and the segment ends here.
  public func lost() {
    authority = .none
    steps.end()
  }

  /// A command of the person in control.
  ///
  /// - Returns: what is to be obeyed; nil for one of somebody who is not, or not any more, in control.
  public func commanded(_ command: Command, at now: UInt64) -> Command? {
    guard authority == .expert, command.authority == .expert, command.epoch >= epoch else { return nil }
    return steps.command(command.action, .expert, epoch: command.epoch, answering: command.observation, at: now)
  }

  /// Something that an operator says, or the robot itself.
  public func happened(_ event: Event) { steps.happened(event) }

  // MARK: The robot

  /// What the guard says, before the observation that shows it.
  public func guarded(_ mode: RobotMode, clippedTicks: UInt64) { steps.robot(mode: mode, clippedTicks: clippedTicks) }

  /// The robot has sensed.
  ///
  /// - Returns: the policy's command; nil where somebody else commands, or nobody.
  public func observed(_ message: ObservationMessage, policy: any Policy, at now: UInt64) -> Command? {
    guard let proposal = steps.observed(message, policy: policy), authority == .policy else { return nil }
    return steps.command(proposal, .policy, epoch: epoch, answering: message.number, at: now)
  }
}
