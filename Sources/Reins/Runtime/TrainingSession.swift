import Control
import Intervention
import Learners
import Replay
import Vocabulary

/// Environment, teleoperator, learner and replay buffer of one run, and the step that joins them; no files.
///
/// Everything random comes from the run's seed and from counters (episode number, update number), so that a run that
/// goes on from a checkpoint draws the same numbers as one that never stopped.
final class TrainingSession {
  let configuration: LaunchConfiguration
  let specification: TaskSpecification
  let learner: SACLearner
  let policy: SACPolicy
  var counters = TrainingCounters()
  /// Of the last update; nil before the first.
  var lastUpdate: UpdateReport?

  let loop: InterventionLoop
  let driver: ExploringPolicy
  private let random: RandomStream
  var replay: ReplayBuffer
  /// Empty when there are none.
  private let demonstrations: ReplayBuffer
  private var batch: TransitionBatch
  var inEpisode = false
  /// Number of the replay buffer's next transition when the running episode began.
  var episodeFirstNumber: UInt64 = 0

  init(
    configuration: LaunchConfiguration, environment: any Environment, expert: (any Expert)?,
    judge: (any Judge)?, demonstrations: consuming ReplayBuffer
  ) throws {
    self.configuration = configuration
    specification = environment.specification
    random = RandomStream(seed: configuration.seed)
    let observationDimension = specification.observation.dimension
    let actionDimension = specification.action.dimension
    learner = try SACLearner(
      configuration: configuration.learner, policyInput: specification.policyInput,
      observationDimension: observationDimension, actionDimension: actionDimension, random: random.derived("learner"))
    policy = learner.makePolicy()
    driver = ExploringPolicy(policy: policy)
    let teleoperator = try expert.map {
      try SimulatedTeleoperator(
        expert: $0, judge: judge, configuration: configuration.intervention, task: environment.specification)
    }
    loop = InterventionLoop(
      environment: environment, policy: driver, teleoperator: teleoperator, configuration: configuration.intervention,
      rewardSource: configuration.algorithm == .rlif ? .intervention : .task, random: random.derived("loop"))
    replay = ReplayBuffer(
      capacity: configuration.training.replayCapacity, observationDimension: observationDimension,
      actionDimension: actionDimension)
    self.demonstrations = demonstrations
    batch = TransitionBatch(
      capacity: learner.requiredBatch, observationDimension: observationDimension, actionDimension: actionDimension)
  }

  /// One environment step, and the updates that belong to it.
  func step() throws -> TickReport {
    if !inEpisode { try beginEpisode() }
    driver.isUniform = counters.steps < configuration.training.randomSteps
    let tick = try loop.tick(into: &replay)
    counters.countStep(
      authority: tick.authority, takeoverStarted: tick.takeoverStarted, total: configuration.training.steps)
    if tick.episodeEnded {
      inEpisode = false
      counters.episodes += 1
      if tick.result.success { counters.successes += 1 }
      if tick.result.cause?.isDivergence == true { counters.divergences += 1 }
    }
    if replay.count >= configuration.training.minimumTransitions, counters.steps > configuration.training.randomSteps {
      try update()
    }
    return tick
  }

  /// How the learner does on the last minibatch; nil before the first.
  func health() throws -> LearnerHealth? {
    lastUpdate == nil ? nil : try learner.health(of: batch, bounds: valueBounds)
  }

  /// Of what the learner is told; where rewards are the task's own, of those seen so far. None with the entropy term in
  /// the target.
  private var valueBounds: ValueBounds? {
    if configuration.learner.backupEntropy { return nil }
    let rewards = configuration.algorithm == .rlif ? -1...0 : replay.rewardRange
    return rewards.map { ValueBounds(rewards: $0, discount: configuration.learner.discount) }
  }

  /// Ends the running episode where it is: its segment ends truncated.
  func interrupt() {
    guard inEpisode else { return }
    loop.interrupt(into: &replay)
    inEpisode = false
    counters.episodes += 1
  }

  func beginEpisode() throws {
    let index = UInt64(counters.episodes)
    driver.beginEpisode(random: random.derived("exploration", index: index))
    var seeds = random.derived("episode", index: index)
    try loop.beginEpisode(seed: seeds.next())
    episodeFirstNumber = replay.appended
    inEpisode = true
  }

  /// One call of the learner: `utdRatio` critic updates and one of the actor.
  private func update() throws {
    fillBatch()
    lastUpdate = try learner.update(batch)
    learner.publish(to: policy)
  }

  /// Draws the minibatch of this step.
  func fillBatch() {
    let stream = random.derived("batch", index: UInt64(counters.steps))
    var sampler = SymmetricSampler(
      priorShare: configuration.training.demonstrationShare, sliceRows: configuration.learner.batchSize, random: stream)
    sampler.fill(&batch, online: replay, prior: demonstrations)
  }
}
