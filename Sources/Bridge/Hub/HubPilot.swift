public import Control
public import Intervention
import Replay
public import Sessions
public import Vocabulary
public import Wire

/// What a hub does with one robot: asks the policy, forwards the lease holder's commands instead, and turns what was executed
/// into labelled transitions. Pure: messages in, messages out, time passed in.
///
/// A step is the time between two observations. The last command that was sent in it counts as executed, if the robot says
/// that it obeys. A step in which nobody commanded, or the robot did not obey, ends the segment truncated.
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

  /// What happened since the last observation that ends the episode with it.
  private enum Verdict { case success, failure, stop, guardTrip }

  private struct Step {
    var message: ObservationMessage
    var proposal: [Float]
    var policyVersion: UInt64
    /// Of the last command that was sent in it; nil while there is none.
    var sent: (authority: Authority, action: [Float], epoch: UInt64, at: UInt64)?
    var events: [Event] = []
  }

  public private(set) var book: LeaseBook
  public private(set) var counts: PilotCounts
  public private(set) var mode = RobotMode.disarmed
  public private(set) var episode: UInt64 = 0
  public private(set) var stepIndex: UInt32 = 0
  /// Share of the last steps that an expert commanded.
  public private(set) var interventionRate = 0.0
  /// Observations that were passed over.
  public private(set) var missing: UInt64 = 0
  public var acts: [Act] = []
  /// Labelled transitions that nobody has taken yet.
  public var finished: [TransitionMessage] = []

  private let specification: TaskSpecification
  private let configuration: InterventionConfiguration
  private let session: UInt64
  private let spool: UInt64
  private var assembler: TransitionAssembler
  private var scratch: ReplayBuffer
  private var ledger = StepLedger()
  private var step: Step?
  private var verdict: Verdict?
  private var previousAuthority = Authority.none
  /// The episode has been ended by us; the robot has not begun another.
  private var awaitsReset = false
  private var clippedTicks: UInt64 = 0
  private var clippedBefore: UInt64 = 0
  /// Of the last transition.
  private var number: UInt64 = 0
  /// Transitions that have left `scratch`.
  private var drained: UInt64 = 0
  /// What the last one led to, while its segment goes on.
  private var lastNext: [Float]?

  /// - Parameters:
  ///   - session: the hub's, as the origin of its events.
  ///   - spool: of the hub's own transitions, whose numbers begin at 1.
  public init(
    specification: TaskSpecification, configuration: InterventionConfiguration, rewardSource: RewardSource,
    hub: HubConfiguration, session: UInt64, spool: UInt64, epoch: UInt64 = 0, counts: PilotCounts = PilotCounts()
  ) {
    self.specification = specification
    self.configuration = configuration
    self.session = session
    self.spool = spool
    self.counts = counts
    book = LeaseBook(
      deadmanMilliseconds: UInt32(hub.deadmanMilliseconds), onSilence: hub.onSilence.wire, epoch: epoch)
    assembler = TransitionAssembler(
      observationDimension: specification.observation.dimension, actionDimension: specification.action.dimension,
      configuration: configuration, rewardSource: rewardSource)
    scratch = ReplayBuffer(
      capacity: configuration.window + 8, observationDimension: specification.observation.dimension,
      actionDimension: specification.action.dimension)
  }

  // MARK: The robot

  public func robotJoined(highestEpoch: UInt64, at now: UInt64) {
    announce(book.rise(above: highestEpoch, at: now))
    announce(book.resume())
    (step, awaitsReset, mode) = (nil, false, .disarmed)
  }

  public func robotLeft() {
    endSegment(.truncated)
    mode = .disarmed
  }

  public func robot(_ status: RobotStatus, at now: UInt64) {
    mode = status.mode
    clippedTicks = status.clippedTicks
    if status.epoch > book.epoch { announce(book.rise(above: status.epoch, at: now)) }
  }

  /// The robot has sensed: the step before is over, and somebody answers.
  public func observed(_ message: ObservationMessage, policy: any Policy, at now: UInt64) {
    if let before = step { finish(before, with: message) }
    if message.episode != episode {
      endSegment(.truncated)
      episode = message.episode
      awaitsReset = false
      verdict = nil
      previousAuthority = .none
    }
    stepIndex = message.step
    if awaitsReset {
      step = nil
      return
    }
    var proposal = [Float](repeating: 0, count: specification.action.dimension)
    var wanted = proposal.mutableSpan
    policy.act(observation: message.values.span, selection: .sample, action: &wanted)
    for place in proposal.indices { proposal[place] = min(max(proposal[place], -1), 1) }
    step = Step(message: message, proposal: proposal, policyVersion: policy.version)
    if book.authority == .policy { send(proposal, .policy, answering: message.number, at: now) }
  }

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
    step?.events.append(event)
    acts.append(.tell(event))
    switch event.kind {
    case .success: verdict = verdict ?? .success
    case .failure: verdict = verdict ?? .failure
    case .guardTrip: verdict = verdict ?? .guardTrip
    case .stop:
      verdict = .stop
      announce(book.stop("stopped by \(event.originRole)"))
      acts.append(.eventToRobot(event))
    case .reset:
      endEpisode()
      acts.append(.eventToRobot(event))
    case .ready:
      announce(book.resume())
      acts.append(.eventToRobot(event))
    case .arm, .disarm, .clear:
      if event.originRole != .robot { acts.append(.eventToRobot(event)) }
    case .takeover, .handback: break
    }
  }

  public func poll(at now: UInt64) { announce(book.poll(at: now)) }

  // MARK: Steps

  private func send(_ action: [Float], _ authority: Authority, answering number: UInt64, at now: UInt64) {
    step?.sent = (authority, action, book.epoch, now)
    acts.append(
      .toRobot(
        Command(
          epoch: book.epoch, authority: authority, observation: number != 0 ? number : step?.message.number ?? 0,
          policyVersion: authority == .policy ? step?.policyVersion ?? 0 : 0, action: action)))
  }

  /// What an executed step means, now that its end is seen.
  private func finish(_ before: Step, with message: ObservationMessage) {
    guard message.episode == before.message.episode, message.number == before.message.number + 1 else {
      if message.number > before.message.number + 1 { missing += message.number - before.message.number - 1 }
      endSegment(.truncated)
      return
    }
    let obeys = mode == .policy || mode == .expert
    guard let sent = before.sent, obeys else {
      previousAuthority = .none
      if verdict != nil { endEpisode() } else { endSegment(.truncated) }
      return
    }
    let takeover = sent.authority == .expert && previousAuthority != .expert
    let handback = sent.authority == .policy && previousAuthority == .expert
    previousAuthority = sent.authority
    var events = before.events
    if takeover || handback {
      let event = Event(
        kind: takeover ? .takeover : .handback, atNanoseconds: sent.at, origin: session, originRole: .hub,
        episode: message.episode, step: before.message.step)
      events.append(event)
      acts.append(.tell(event))
    }
    counts.count(sent.authority, takeover: takeover)
    interventionRate += ((sent.authority == .expert ? 1 : 0) - interventionRate) / 200
    ledger.note(
      .init(
        observation: before.message.values, episode: message.episode, step: before.message.step, epoch: sent.epoch,
        sensedNanoseconds: before.message.sensedNanoseconds, executedNanoseconds: sent.at,
        events: Array(events.suffix(16))))
    let success = verdict == .success
    let isLast = Int(message.step) >= specification.maximumSteps
    let outcome: StepOutcome = success || verdict == .failure ? .terminated : isLast ? .truncated : .running
    // The robot counts clipped ticks since its start.
    let clipped = clippedTicks > clippedBefore
    clippedBefore = clippedTicks
    _ = assembler.record(
      observation: before.message.values.span, action: sent.action.span, proposal: before.proposal.span,
      nextObservation: message.values.span, authority: sent.authority,
      result: StepResult(outcome: outcome, reward: 0, success: success, progress: 0), clipped: clipped,
      policyVersion: before.policyVersion, into: &scratch)
    drain(isEnd: outcome != .running)
    if verdict != nil || isLast { endEpisode() }
  }

  /// Ends the running episode and asks the robot to go to the start.
  private func endEpisode() {
    guard !awaitsReset else { return }
    switch verdict {
    case .stop: endSegment(.stopped)
    case .guardTrip: endSegment(configuration.guardTrips ? .stopped : .truncated)
    default: endSegment(.truncated)
    }
    counts.episodes += 1
    if verdict == .success { counts.successes += 1 }
    let wasStopped = verdict == .stop
    verdict = nil
    awaitsReset = true
    if !wasStopped {
      acts.append(
        .eventToRobot(
          Event(
            kind: .reset, atNanoseconds: 0, origin: session, originRole: .hub, episode: episode, step: stepIndex)))
    }
  }

  private func endSegment(_ end: SegmentEnd) {
    assembler.endSegment(end, into: &scratch)
    drain(isEnd: true)
    ledger.removeAll()
    step = nil
  }

  /// Labelled transitions leave the assembler.
  private func drain(isEnd: Bool) {
    while drained < scratch.appended {
      let transition = scratch.transition(at: Int(drained - scratch.firstNumber))
      drained += 1
      number += 1
      let entry = ledger.take(transition)
      let outcome: StepOutcome =
        transition.label.terminated ? .terminated : isEnd && drained == scratch.appended ? .truncated : .running
      finished.append(
        TransitionMessage(
          spool: spool, number: number, episode: entry?.episode ?? episode, step: entry?.step ?? 0,
          continues: lastNext == transition.observation, observation: transition.observation,
          action: transition.action, proposal: transition.proposal, nextObservation: transition.nextObservation,
          authority: transition.label.authority, outcome: outcome, reward: transition.label.reward,
          clipped: transition.label.clipped, onset: transition.label.onset,
          policyVersion: transition.label.policyVersion, epoch: entry?.epoch ?? book.epoch,
          sensedNanoseconds: entry?.sensedNanoseconds ?? 0, executedNanoseconds: entry?.executedNanoseconds ?? 0,
          events: entry?.events ?? []))
      lastNext = outcome == .running ? transition.nextObservation : nil
    }
    if isEnd { lastNext = nil }
  }

  private func announce(_ notices: [LeaseBook.Notice]) {
    for notice in notices {
      if notice == .episodeEnds { endEpisode() } else { acts.append(.announce(notice)) }
    }
  }
}
