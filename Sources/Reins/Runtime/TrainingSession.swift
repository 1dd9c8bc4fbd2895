import Control
import Intervention
import Learners
import Replay
import Vocabulary

/// Environment, teleoperator, learner and replay buffer of one run, and the step that joins them; no files.
///
/// Everything random comes from the run's seed and from counters (episode number, update number), so that a run that
/// goes on from a checkpoint draws the same numbers as one that never stopped.
final class TrainingSession: LearningSession {
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
  /// Demonstrations, and the takeovers of `hilSerl`; empty when there are none.
  var prior: ReplayBuffer
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
      rewardSource: configuration.algorithm.rewardSource, random: random.derived("loop"))
    replay = ReplayBuffer(
      capacity: configuration.training.replayCapacity, observationDimension: observationDimension,
      actionDimension: actionDimension)
    counters.addDemonstrations(steps: demonstrations.count)
    prior = DemonstrationFile.empty(specification: specification)
    switch (configuration.algorithm, configuration.training.demonstrationUse) {
    case (.hilSerl, _):
      prior = ReplayBuffer(
        capacity: configuration.training.replayCapacity, observationDimension: observationDimension,
        actionDimension: actionDimension)
      prior.append(successesOf: demonstrations)
    case (_, .warmStart): replay.append(allOf: demonstrations)
    case (_, .symmetric): prior = demonstrations
    }
    batch = TransitionBatch(
      capacity: learner.requiredBatch, observationDimension: observationDimension, actionDimension: actionDimension)
  }

  /// One environment step, and the updates that belong to it.
  func step() throws -> TickReport {
    if !inEpisode { try beginEpisode() }
    driver.isUniform = counters.steps < configuration.training.randomSteps
    let before = replay.appended
    let tick = try loop.tick(into: &replay)
    if configuration.algorithm == .hilSerl { prior.append(expertStepsOf: replay, from: before) }
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

  var updates: UInt64 { learner.updates }
  var isFinished: Bool { counters.steps >= configuration.training.steps }
  var learnerFigures: TrainingMetrics.LearnerFigures? { lastUpdate.map { .init($0) } }

  /// How the learner does on the last minibatch; nil before the first.
  func health() throws -> LearnerHealth? {
    lastUpdate == nil ? nil : try learner.health(of: batch, bounds: valueBounds)
  }

  /// Of what the learner is told; where rewards are the task's own, of those seen so far. None with the entropy term in
  /// the target.
  private var valueBounds: ValueBounds? {
    if configuration.learner.backupEntropy { return nil }
    let rewards: ClosedRange<Float>? =
      switch configuration.algorithm.rewardSource {
      case .intervention: -1...0
      case .success: 0...1
      case .task: replay.rewardRange
      }
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
    try loop.beginEpisode(seed: seeds.next(), index: counters.episodes)
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
    sampler.fill(&batch, online: replay, prior: prior)
  }
}

extension LaunchConfiguration.Algorithm {
  /// Where a critic's rewards come from.
  var rewardSource: RewardSource {
    switch self {
    case .rlif, .bc, .dagger, .hgDagger: .intervention
    case .hilSerl: .success
    case .rlpd, .sac: .task
    }
  }
}

extension ReplayBuffer {
  /// Appends every transition of demonstrations as it is.
  mutating func append(allOf source: borrowing ReplayBuffer) {
    var previous: UInt64?
    for index in 0..<source.count { previous = append(source.transition(at: index), continuing: previous) }
  }

  /// The same with reward 1 where an episode ended in success: `reins collect` says so by mask 0 and reward 0.
  fileprivate mutating func append(successesOf source: borrowing ReplayBuffer) {
    var previous: UInt64?
    for index in 0..<source.count {
      var transition = source.transition(at: index)
      transition.label.reward = transition.label.terminated ? 1 : 0
      previous = append(transition, continuing: previous)
    }
  }
}
