public import Control
public import Intervention
import Replay
public import Vocabulary
public import Wire

/// The steps of a live robot, who commanded them and how they ended; they come out as labelled transitions. Belongs to who runs
/// the policy against the robot: the hub's pilot, or the robot's own. Pure: messages in, transitions out, time passed in.
///
/// A step is the time between two observations. The last command that was sent in it counts as executed, if the robot says
/// that it obeys. A step in which nobody commanded, or the robot did not obey, ends the segment truncated.
public final class LiveSteps {
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

  public private(set) var counts = PilotCounts()
  public private(set) var mode = RobotMode.disarmed
  public private(set) var episode: UInt64 = 0
  public private(set) var stepIndex: UInt32 = 0
  /// Share of the last steps that an expert commanded.
  public private(set) var interventionRate = 0.0
  /// Observations that were passed over.
  public private(set) var missing: UInt64 = 0
  /// Takeovers and handbacks that nobody has taken yet.
  public var turns: [Event] = []
  /// The episode has ended, and the robot is to go to the start; whoever sends it there clears this.
  public var wantsReset = false
  /// Labelled transitions that nobody has taken yet.
  public var finished: [TransitionMessage] = []

  private let specification: TaskSpecification
  private let configuration: InterventionConfiguration
  private let origin: (session: UInt64, role: Role)
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
  /// At the last step; nil before the robot has said a first number.
  private var clippedBefore: UInt64?
  /// Of the last command.
  private var epoch: UInt64 = 0
  /// Of the last transition.
  private var number: UInt64 = 0
  /// Transitions that have left `scratch`.
  private var drained: UInt64 = 0
  /// What the last one led to, while its segment goes on.
  private var lastNext: [Float]?

  /// - Parameters:
  ///   - origin: of the events that it makes: session and role.
  ///   - spool: of the transitions, whose numbers begin at 1.
  public init(
    specification: TaskSpecification, configuration: InterventionConfiguration, rewardSource: RewardSource,
    origin: (session: UInt64, role: Role), spool: UInt64
  ) {
    self.specification = specification
    self.configuration = configuration
    self.origin = origin
    self.spool = spool
    assembler = TransitionAssembler(
      observationDimension: specification.observation.dimension, actionDimension: specification.action.dimension,
      configuration: configuration, rewardSource: rewardSource)
    scratch = ReplayBuffer(
      capacity: configuration.window + 8, observationDimension: specification.observation.dimension,
      actionDimension: specification.action.dimension)
  }

  // MARK: The robot

  /// A robot is there, and nothing is known of it.
  public func begin() {
    (step, verdict, awaitsReset, mode) = (nil, nil, false, .disarmed)
    clippedBefore = nil
    previousAuthority = .none
  }

  /// The robot is gone, or obeys somebody else.
  public func end() {
    endSegment(.truncated)
    mode = .disarmed
  }

  /// What the guard says.
  ///
  /// - Parameter clippedTicks: since the robot's start.
  public func robot(mode: RobotMode, clippedTicks: UInt64) {
    self.mode = mode
    self.clippedTicks = clippedTicks
    clippedBefore = clippedBefore ?? clippedTicks
  }

  /// The robot has sensed: the step before is over, and another begins.
  ///
  /// - Returns: what the policy proposes, within [-1, 1]; nil while the robot is to go to the start, and nobody may command.
  public func observed(_ message: ObservationMessage, policy: any Policy) -> [Float]? {
    if let before = step { finish(before, with: message) }
    if message.episode != episode {
      endSegment(.truncated)
      episode = message.episode
      awaitsReset = false
      verdict = nil
      previousAuthority = .none
    }
    stepIndex = message.step
    // Somebody said how it ended while no step ran.
    if step == nil, verdict != nil { endEpisode() }
    if awaitsReset {
      step = nil
      return nil
    }
    var proposal = [Float](repeating: 0, count: specification.action.dimension)
    var wanted = proposal.mutableSpan
    policy.act(observation: message.values.span, selection: .sample, action: &wanted)
    // A network can overflow: what it says then is no command, and the robot hears nothing.
    guard proposal.allSatisfy(\.isFinite) else {
      previousAuthority = .none
      if Int(message.step) >= specification.maximumSteps { endEpisode() } else { endSegment(.truncated) }
      return nil
    }
    for place in proposal.indices { proposal[place] = min(max(proposal[place], -1), 1) }
    step = Step(message: message, proposal: proposal, policyVersion: policy.version)
    return proposal
  }

  /// A command goes to the robot.
  ///
  /// - Returns: the command; `answering` 0 stands for the running step's observation.
  public func command(
    _ action: [Float], _ authority: Authority, epoch: UInt64, answering number: UInt64, at now: UInt64
  ) -> Command {
    step?.sent = (authority, action, epoch, now)
    self.epoch = epoch
    return Command(
      epoch: epoch, authority: authority, observation: number != 0 ? number : step?.message.number ?? 0,
      policyVersion: authority == .policy ? step?.policyVersion ?? 0 : 0, action: action)
  }

  /// Something that an operator or the robot says.
  public func happened(_ event: Event) {
    step?.events.append(event)
    switch event.kind {
    case .success: verdict = verdict ?? .success
    case .failure: verdict = verdict ?? .failure
    case .guardTrip: verdict = verdict ?? .guardTrip
    case .stop: verdict = .stop
    case .reset: endEpisode()
    case .ready, .arm, .disarm, .clear, .takeover, .handback: break
    }
  }

  /// Ends the running episode; the robot is to go to the start, unless it was stopped.
  public func endEpisode() {
    guard !awaitsReset else { return }
    switch verdict {
    case .stop: endSegment(.stopped)
    case .guardTrip: endSegment(configuration.guardTrips ? .stopped : .truncated)
    default: endSegment(.truncated)
    }
    counts.episodes += 1
    if verdict == .success { counts.successes += 1 }
    wantsReset = verdict != .stop
    verdict = nil
    awaitsReset = true
  }

  // MARK: Steps

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
        kind: takeover ? .takeover : .handback, atNanoseconds: sent.at, origin: origin.session,
        originRole: origin.role, episode: message.episode, step: before.message.step)
      events.append(event)
      turns.append(event)
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
    let clipped = clippedBefore.map { clippedTicks > $0 } ?? false
    clippedBefore = clippedTicks
    _ = assembler.record(
      observation: before.message.values.span, action: sent.action.span, proposal: before.proposal.span,
      nextObservation: message.values.span, authority: sent.authority,
      result: StepResult(outcome: outcome, reward: 0, success: success, progress: 0), clipped: clipped,
      policyVersion: before.policyVersion, into: &scratch)
    drain(isEnd: outcome != .running)
    if verdict != nil || isLast { endEpisode() }
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
          policyVersion: transition.label.policyVersion, epoch: entry?.epoch ?? epoch,
          sensedNanoseconds: entry?.sensedNanoseconds ?? 0, executedNanoseconds: entry?.executedNanoseconds ?? 0,
          events: entry?.events ?? []))
      lastNext = outcome == .running ? transition.nextObservation : nil
    }
    if isEnd { lastNext = nil }
  }
}
