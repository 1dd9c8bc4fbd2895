import Control
import Intervention
import Learners
import Replay
import Vocabulary

/// A run of `bc`, `dagger` or `hgDagger`: who drives and teaches, the pairs that come of it, and the rounds of training.
///
/// The policy changes between episodes only. Everything random comes from the run's seed and from counters, so a run that
/// goes on from a checkpoint draws the numbers of one that never stopped; an episode that a checkpoint cut in two is
/// played again up to there.
final class ImitationSession: LearningSession {
  let policy: SACPolicy
  var counters = TrainingCounters()

  private let configuration: LaunchConfiguration
  let learner: ImitationLearner
  let loop: InterventionLoop
  let driver: ExploringPolicy
  private let random: RandomStream
  private let pairs: ImitationSet
  var aggregator: ImitationAggregator
  /// Every pair collected in this run, as transitions; what a checkpoint holds of the set.
  var collected: ReplayBuffer
  private let demonstrations: ReplayBuffer
  var lastLoss: Float?
  /// Takes what the loop labels for a critic; nobody learns from it.
  private var ignored: ReplayBuffer
  var inEpisode = false
  var episodeSteps = 0

  /// - Parameter expert: whom to imitate; `bc` has its demonstrations and needs none.
  init(
    configuration: LaunchConfiguration, environment: any Environment, expert: (any Expert)?, judge: (any Judge)?,
    demonstrations: consuming ReplayBuffer
  ) throws {
    self.configuration = configuration
    let task = environment.specification
    random = RandomStream(seed: configuration.seed)
    let imitation = configuration.imitation
    learner = try ImitationLearner(
      configuration: configuration.learner, loss: imitation.loss, weightDecay: Float(imitation.weightDecay),
      policyInput: task.policyInput, observationDimension: task.observation.dimension,
      actionDimension: task.action.dimension, random: random.derived("learner"))
    policy = learner.makePolicy()
    driver = ExploringPolicy(policy: policy)
    let isDagger = configuration.algorithm == .dagger
    let teleoperator = try expert.map {
      isDagger
        ? SimulatedTeleoperator(
          expert: $0, gate: NeverGate(), graceSteps: 1, jitter: OnsetJitter(seconds: 0, stepSeconds: task.stepSeconds))
        : try SimulatedTeleoperator(
          expert: $0, judge: judge, configuration: configuration.intervention, task: environment.specification)
    }
    loop = InterventionLoop(
      environment: environment, policy: driver, teleoperator: teleoperator, configuration: configuration.intervention,
      rewardSource: .intervention, random: random.derived("loop"))
    let (observation, action) = (task.observation.dimension, task.action.dimension)
    aggregator = ImitationAggregator(
      observationDimension: observation, actionDimension: action, aggregation: imitation.aggregate,
      relabelShare: isDagger ? imitation.relabelShare : nil)
    collected = ReplayBuffer(
      capacity: configuration.training.replayCapacity, observationDimension: observation, actionDimension: action)
    ignored = ReplayBuffer(capacity: 1, observationDimension: observation, actionDimension: action)
    pairs = ImitationSet(
      capacity: configuration.training.replayCapacity + demonstrations.count, policyInput: task.policyInput,
      actionDimension: action)
    self.demonstrations = demonstrations
    counters.addDemonstrations(steps: self.demonstrations.count)
    for index in 0..<self.demonstrations.count { try append(self.demonstrations.transition(at: index)) }
  }

  var updates: UInt64 { learner.updates }

  var isFinished: Bool {
    configuration.algorithm == .bc
      ? pretrainingLeft == 0 : counters.steps >= configuration.training.steps
  }

  var learnerFigures: TrainingMetrics.LearnerFigures? {
    lastLoss.map {
      .init(
        criticLoss: .nan, actorLoss: Double($0), valueMean: .nan, temperature: .nan, entropy: .nan,
        updates: learner.updates)
    }
  }

  func health() throws -> LearnerHealth? { nil }

  private var pretrainingLeft: Int {
    let wanted = UInt64(configuration.imitation.pretrainUpdates)
    return learner.updates >= wanted ? 0 : Int(wanted - learner.updates)
  }

  /// Behaviour cloning of the demonstrations.
  func prepare(_ mayContinue: (_ done: Int, _ total: Int) -> Bool) throws {
    guard counters.steps == 0, !inEpisode, pairs.count > 0 else { return }
    let total = configuration.imitation.pretrainUpdates
    while pretrainingLeft > 0 {
      try update()
      if !mayContinue(total - pretrainingLeft, total) { break }
    }
    learner.publish(to: policy)
    // What behaviour cloning has seen of the world are its demonstrations.
    if configuration.algorithm == .bc, pretrainingLeft == 0 { counters.steps = counters.demonstrationSteps }
  }

  func step() throws -> TickReport {
    if !inEpisode { try beginEpisode() }
    let tick = try tick()
    counters.countStep(
      authority: tick.authority, takeoverStarted: tick.takeoverStarted, total: configuration.training.steps)
    guard tick.episodeEnded else { return tick }
    if tick.result.success { counters.successes += 1 }
    if tick.result.cause?.isDivergence == true { counters.divergences += 1 }
    try endEpisode()
    if counters.episodes % configuration.imitation.roundEpisodes == 0 { try trainRound() }
    return tick
  }

  func interrupt() {
    guard inEpisode else { return }
    if loop.isRunning { loop.interrupt(into: &ignored) }
    // Half an episode is no less true; but nobody has looked at it, and a label must not depend on when a run stopped.
    aggregator.removeAll()
    inEpisode = false
    counters.episodes += 1
  }

  func beginEpisode() throws {
    let index = UInt64(counters.episodes)
    driver.beginEpisode(random: random.derived("exploration", index: index))
    var seeds = random.derived("episode", index: index)
    try loop.beginEpisode(seed: seeds.next(), index: counters.episodes)
    (inEpisode, episodeSteps) = (true, 0)
  }

  /// One step of the loop, kept for the end of the episode.
  func tick() throws -> TickReport {
    let tick = try loop.tick(into: &ignored)
    episodeSteps += 1
    if tick.result.cause?.isDivergence == true { return tick }
    loop.withLastStep { observation, next, executed, proposal, expertAction in
      aggregator.record(
        observation: observation, executed: executed, proposal: proposal, expertAction: expertAction,
        nextObservation: next, authority: tick.authority)
    }
    return tick
  }

  private func endEpisode() throws {
    var stream = random.derived("labels", index: UInt64(counters.episodes))
    let before = collected.appended
    let labels = aggregator.endEpisode(policyVersion: policy.version, random: &stream, into: &collected)
    counters.countLabels(labels)
    for index in collected.count - Int(collected.appended - before)..<collected.count {
      try append(collected.transition(at: index))
    }
    counters.episodes += 1
    inEpisode = false
  }

  func append(_ transition: Transition) throws {
    try pairs.append(observation: transition.observation.span, action: transition.action.span)
  }

  private func trainRound() throws {
    guard pairs.count > 0 else { return }
    if !configuration.imitation.warmStart { learner.reset() }
    for _ in 0..<configuration.imitation.roundUpdates { try update() }
    learner.publish(to: policy)
  }

  private func update() throws {
    var stream = random.derived("imitation batch", index: learner.updates)
    lastLoss = try learner.update(pairs, random: &stream).loss
  }
}
