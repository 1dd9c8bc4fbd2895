public import Intervention
public import Replay
public import Vocabulary

/// The loop that everything learns from: the policy drives, somebody watches and takes over, the takeover becomes the
/// reward. One per environment copy.
///
/// One tick: observe → the policy proposes → the teleoperator decides → arbitrate → step → assemble. The gate sees the
/// proposal before it is executed, as in RLIF's released loop. A tick allocates nothing of its own.
public final class InterventionLoop {
  public let environment: any Environment
  public let policy: any Policy
  private let teleoperator: SimulatedTeleoperator?
  private let configuration: InterventionConfiguration
  private let rewardSource: RewardSource
  private let random: RandomStream
  private var assembler: TransitionAssembler
  private var arbiter = AuthorityArbiter()
  private var observation: [Float]
  private var nextObservation: [Float]
  private var proposal: [Float]
  private var expertAction: [Float]
  private var executed: [Float]
  /// An episode has begun and not ended.
  public private(set) var isRunning = false

  /// - Parameters:
  ///   - teleoperator: nil when nobody watches.
  ///   - configuration: what takeovers, success and failure mean to the learner; validated by the caller.
  ///   - random: source of everything that is chance in the teleoperator. An episode's share depends on this stream and
  ///     the episode's seed alone, so a resumed run needs no more than the seeds.
  public init(
    environment: any Environment, policy: any Policy, teleoperator: SimulatedTeleoperator?,
    configuration: InterventionConfiguration, rewardSource: RewardSource, random: RandomStream
  ) {
    let task = environment.specification
    precondition(
      policy.observationDimension == task.observation.dimension && policy.actionDimension == task.action.dimension,
      "the policy has the dimensions of its task")
    self.environment = environment
    self.policy = policy
    self.teleoperator = teleoperator
    self.configuration = configuration
    self.rewardSource = rewardSource
    self.random = random
    assembler = TransitionAssembler(
      observationDimension: task.observation.dimension, actionDimension: task.action.dimension,
      configuration: configuration, rewardSource: rewardSource)
    observation = Array(repeating: 0, count: task.observation.dimension)
    nextObservation = observation
    proposal = Array(repeating: 0, count: task.action.dimension)
    expertAction = proposal
    executed = proposal
  }

  /// Starts an episode; the one before must have ended or been interrupted.
  ///
  /// - Parameter index: episodes of the run so far.
  public func beginEpisode(seed: UInt64, index: Int = 0) throws(EnvironmentError) {
    precondition(!isRunning, "an episode is running: call interrupt(into:) first, or its last steps would be lost")
    try environment.reset(seed: seed)
    var start = observation.mutableSpan
    environment.copyObservation(into: &start)
    teleoperator?.beginEpisode(random: random.derived("teleoperator", index: seed), index: index)
    arbiter.begin()
    isRunning = true
  }

  /// Executes one step and stores every transition whose label is known now.
  ///
  /// On an error the running segment ends truncated and what is known of it is stored.
  public func tick(into replay: inout ReplayBuffer) throws(EnvironmentError) -> TickReport {
    guard isRunning else { throw .stepBeforeReset(task: environment.specification.id) }
    let decision = decide()
    let result: StepResult
    do {
      let action = executed
      result = try environment.step(action.span)
    } catch {
      interrupt(into: &replay)
      throw error
    }
    if result.cause?.isDivergence == true {
      // What a broken simulation did is no experience: the segment ends before it.
      interrupt(into: &replay)
      return TickReport(
        authority: decision.authority, takeoverStarted: decision.takeoverStarted, result: result, episodeEnded: true,
        transitionsStored: 0)
    }
    var next = nextObservation.mutableSpan
    environment.copyObservation(into: &next)
    let stored = record(decision.authority, result, into: &replay)
    swap(&observation, &nextObservation)
    let ended = endsEpisode(result)
    isRunning = !ended
    return TickReport(
      authority: decision.authority, takeoverStarted: decision.takeoverStarted, result: result, episodeEnded: ended,
      transitionsStored: stored)
  }

  /// Ends the episode from outside: what waits for its label is stored. Harmless when none is running.
  public func interrupt(_ reason: Interruption = .hold, into replay: inout ReplayBuffer) {
    let end: SegmentEnd =
      switch reason {
      case .hold: .truncated
      case .stop: .stopped
      case .failure: .failed
      case .success: configuration.onSuccess == .terminal ? .terminated : .truncated
      case .guardTrip: configuration.guardTrips ? .stopped : .truncated
      }
    assembler.endSegment(end, into: &replay)
    isRunning = false
  }

  /// Lends what the last tick saw and what everybody wanted; nothing of it is meant after a divergence.
  ///
  /// - Parameter body: o, o', the executed action, the policy's proposal, and what the expert would have done (zeros
  ///   without a teleoperator).
  public func withLastStep<Failure: Error>(
    _ body: (
      _ observation: Span<Float>, _ next: Span<Float>, _ executed: Span<Float>, _ proposal: Span<Float>,
      _ expertAction: Span<Float>
    ) throws(Failure) -> Void
  ) throws(Failure) {
    // The tick has swapped the two.
    let (before, after, action, proposed, wanted) = (nextObservation, observation, executed, proposal, expertAction)
    try body(before.span, after.span, action.span, proposed.span, wanted.span)
  }

  /// The policy proposes, the teleoperator decides, the arbiter fills `executed`.
  private func decide() -> AuthorityArbiter.Decision {
    let seen = observation
    var proposed = proposal.mutableSpan
    policy.act(observation: seen.span, selection: .sample, action: &proposed)
    for place in proposed.indices { proposed[place] = clippedToActionBox(proposed[place]) }
    let wanted = proposal
    var expertDrives = false
    if let teleoperator {
      var answer = expertAction.mutableSpan
      expertDrives = teleoperator.decide(
        observation: seen.span, proposal: wanted.span, progress: environment.progress, expertAction: &answer)
    }
    let offered = expertAction
    var action = executed.mutableSpan
    return arbiter.arbitrate(
      expertDrives: expertDrives, proposal: wanted.span, expertAction: offered.span, executed: &action)
  }

  private func record(_ authority: Authority, _ result: StepResult, into replay: inout ReplayBuffer) -> Int {
    let (before, after, action, proposed) = (observation, nextObservation, executed, proposal)
    return assembler.record(
      observation: before.span, action: action.span, proposal: proposed.span, nextObservation: after.span,
      authority: authority, result: result, policyVersion: policy.version, into: &replay)
  }

  private func endsEpisode(_ result: StepResult) -> Bool {
    if result.outcome != .running { return true }
    if rewardSource == .success { return result.success }
    return rewardSource == .intervention && configuration.segmentEnd(of: result) != .running
  }
}
