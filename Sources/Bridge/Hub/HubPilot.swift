public import Control
public import Intervention
public import Sessions
public import Vocabulary
public import Wire

/// What a hub does with one robot: decides who commands, and asks the policy or forwards the lease holder's commands. Where the
/// robot runs the policy itself, it decides and forwards, no more. Pure: messages in, messages out, time passed in.
public final class HubPilot {
  /// What is to be sent.
  public enum Act: Equatable {
    case toRobot(Command)
    case eventToRobot(Event)
    /// To everybody who looks on, and to the robot.
    case announce(LeaseBook.Notice)
    /// To everybody who looks on.
    case tell(Event)
  }

  public private(set) var book: LeaseBook
  public let steps: LiveSteps
  /// The robot runs the policy itself, and says what came of every step.
  public private(set) var isEdge = false
  public var acts: [Act] = []

  private let session: UInt64
  private var relay: RelayedSteps

  /// - Parameters:
  ///   - session: the hub's, as the origin of its events.
  ///   - spool: of the hub's own transitions, whose numbers begin at 1.
  public init(
    specification: TaskSpecification, configuration: InterventionConfiguration, rewardSource: RewardSource,
    hub: HubConfiguration, session: UInt64, spool: UInt64, epoch: UInt64 = 0, counts: PilotCounts = PilotCounts()
  ) {
    self.session = session
    book = LeaseBook(
      deadmanMilliseconds: UInt32(hub.deadmanMilliseconds), onSilence: hub.onSilence.wire, epoch: epoch)
    steps = LiveSteps(
      specification: specification, configuration: configuration, rewardSource: rewardSource,
      origin: (session, .hub), spool: spool)
    relay = RelayedSteps(counts: counts, isLabelled: hub.takesTransitions && configuration.storeExpert == .all)
  }

  public var mode: RobotMode { isEdge ? relay.mode : steps.mode }
  public var episode: UInt64 { isEdge ? relay.episode : steps.episode }
  public var stepIndex: UInt32 { isEdge ? relay.stepIndex : steps.stepIndex }
  /// Share of the last steps that an expert commanded.
  public var interventionRate: Double { isEdge ? relay.interventionRate : steps.interventionRate }
  /// Observations that were passed over.
  public var missing: UInt64 { steps.missing + relay.missing }
  /// Of the whole run, whoever made its steps.
  public var counts: PilotCounts { relay.counts + steps.counts }

  /// Labelled transitions of the hub's own that nobody has taken yet.
  public func takeFinished() -> [TransitionMessage] {
    defer { steps.finished.removeAll(keepingCapacity: true) }
    return steps.finished
  }

  // MARK: The robot

  /// - Parameter isEdge: it runs the policy itself.
  public func robotJoined(highestEpoch: UInt64, isEdge: Bool = false, at now: UInt64) {
    self.isEdge = isEdge
    // Whoever commands is granted anew: this robot has heard no grant yet.
    announce(book.rise(above: max(highestEpoch, book.epoch), at: now))
    announce(book.resume())
    steps.begin()
    relay.begin()
  }

  public func robotLeft() {
    steps.end()
    relay.end()
  }

  public func robot(_ status: RobotStatus, at now: UInt64) {
    if isEdge { relay.mode = status.mode } else { steps.robot(mode: status.mode, clippedTicks: status.clippedTicks) }
    if status.epoch > book.epoch { announce(book.rise(above: status.epoch, at: now)) }
  }

  /// The robot has sensed: the step before is over, and somebody answers.
  public func observed(_ message: ObservationMessage, policy: any Policy, at now: UInt64) {
    if isEdge { return relay.observed(message, authority: book.authority) }
    let proposal = steps.observed(message, policy: policy)
    pass()
    if let proposal, book.authority == .policy { send(proposal, .policy, answering: message.number, at: now) }
  }

  /// A labelled transition of a robot that runs the policy itself, the first time that it comes.
  public func relayed(_ transition: TransitionMessage) { relay.count(transition) }

  // MARK: People

  public func request(_ request: LeaseRequest, session: UInt64, name: String, at now: UInt64) {
    announce(book.request(request, session: session, name: name, at: now))
  }

  public func renew(session: UInt64, epoch: UInt64, at now: UInt64) {
    book.renew(session: session, epoch: epoch, at: now)
  }

  public func release(session: UInt64, epoch: UInt64) { announce(book.release(session: session, epoch: epoch)) }

  public func left(session: UInt64) { announce(book.disconnect(session: session)) }

  /// A command of the lease's holder goes to the robot at once; anybody else's is nothing.
  public func commanded(_ command: Command, session: UInt64, at now: UInt64) {
    guard book.authority == .expert, book.holder?.session == session, command.epoch == book.epoch else { return }
    book.renew(session: session, epoch: command.epoch, at: now)
    send(command.action, .expert, answering: command.observation, at: now)
  }

  /// Something that an operator or the robot says.
  public func happened(_ event: Event, at now: UInt64) {
    acts.append(.tell(event))
    if isEdge { relay.happened(event) } else { steps.happened(event) }
    switch event.kind {
    case .stop:
      announce(book.stop("stopped by \(event.originRole)"))
      acts.append(.eventToRobot(event))
    case .reset:
      // The operator's own goes to the robot.
      steps.wantsReset = false
      acts.append(.eventToRobot(event))
    case .ready:
      announce(book.resume())
      acts.append(.eventToRobot(event))
    case .arm, .disarm, .clear: if event.originRole != .robot { acts.append(.eventToRobot(event)) }
    // Whoever labels the steps must know how the episode ends.
    case .success, .failure: if isEdge && event.originRole != .robot { acts.append(.eventToRobot(event)) }
    case .takeover, .handback, .guardTrip: break
    }
  }

  public func poll(at now: UInt64) { announce(book.poll(at: now)) }

  // MARK: What goes out

  private func send(_ action: [Float], _ authority: Authority, answering number: UInt64, at now: UInt64) {
    if isEdge {
      acts.append(
        .toRobot(
          Command(epoch: book.epoch, authority: authority, observation: number, policyVersion: 0, action: action)))
    } else {
      acts.append(
        .toRobot(steps.command(action, authority, epoch: book.epoch, answering: number, at: now)))
    }
  }

  /// What the steps have brought about.
  private func pass() {
    acts += steps.turns.map { .tell($0) }
    steps.turns.removeAll(keepingCapacity: true)
    guard steps.wantsReset else { return }
    steps.wantsReset = false
    askReset()
  }

  private func askReset() {
    acts.append(
      .eventToRobot(
        Event(
          kind: .reset, atNanoseconds: 0, origin: session, originRole: .hub, episode: episode, step: stepIndex)))
  }

  private func announce(_ notices: [LeaseBook.Notice]) {
    for notice in notices {
      guard notice == .episodeEnds else {
        acts.append(.announce(notice))
        continue
      }
      if isEdge {
        askReset()
      } else {
        steps.endEpisode()
        pass()
      }
    }
  }
}
