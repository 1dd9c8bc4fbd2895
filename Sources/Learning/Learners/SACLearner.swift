public import Networks
public import Vocabulary

/// Soft actor-critic with an ensemble of critics: arXiv:1812.05905, alg. 1, with what REDQ (arXiv:2101.05982) and RLPD
/// (arXiv:2302.02948, alg. 1) add. RLPD and RLIF are settings of it (`SACConfiguration`); it reads whatever reward the
/// batch holds.
///
/// One thread calls it at a time. The same seed, configuration and batches give the same bits on one machine and
/// instruction set, whatever the number of threads.
public final class SACLearner {
  public let configuration: SACConfiguration
  public let policyInput: PolicyInput
  public let observationDimension: Int
  public let actionDimension: Int
  public let kernels: Kernels
  /// Critic updates so far.
  public internal(set) var updates: UInt64 = 0

  let pool: WorkerPool
  let distribution: TanhGaussian
  let actor: MLPEnsemble
  let critics: MLPEnsemble
  let targetCritics: MLPEnsemble
  let actorAdam: Adam
  let criticAdam: Adam
  let memory: SACMemory
  var temperature: Temperature
  var random: RandomStream
  private var noise: UpdateNoise

  /// - Parameters:
  ///   - kernels: which kernels compute; nil takes the fastest, or what `REINS_ISA` names.
  ///   - random: all chance of the learner: initial weights, noise, subsets.
  public init(
    configuration: SACConfiguration, policyInput: PolicyInput, observationDimension: Int, actionDimension: Int,
    kernels: Kernels? = nil, random: RandomStream
  ) throws(LearnerError) {
    do { self.configuration = try configuration.validated() } catch { throw .configuration(error) }
    self.kernels = try configuration.kernels(kernels)
    try checkInput(policyInput, observationDimension)
    precondition(actionDimension > 0, "an action has at least one element")
    self.policyInput = policyInput
    self.observationDimension = observationDimension
    self.actionDimension = actionDimension
    distribution = configuration.distribution(actionDimension: actionDimension)
    let actorShape = MLPShape(
      inputDimension: policyInput.dimension, hiddenUnits: configuration.hiddenUnits,
      outputDimension: 2 * actionDimension, layerNorm: false)
    let criticShape = MLPShape(
      inputDimension: policyInput.dimension + actionDimension, hiddenUnits: configuration.hiddenUnits,
      outputDimension: 1, layerNorm: configuration.criticLayerNorm)
    pool = WorkerPool(threads: configuration.threads)
    actor = MLPEnsemble(shape: actorShape, members: 1, kernels: self.kernels)
    critics = MLPEnsemble(shape: criticShape, members: configuration.ensembleSize, kernels: self.kernels)
    targetCritics = MLPEnsemble(shape: criticShape, members: configuration.ensembleSize, kernels: self.kernels)
    var actorStream = random.derived("actor weights")
    actor.initialize(outputHeads: 2, random: &actorStream)
    var criticStream = random.derived("critic weights")
    critics.initialize(random: &criticStream)
    targetCritics.copy(critics)
    actorAdam = Adam(configuration.adam(learningRate: configuration.actorLearningRate), for: actor)
    criticAdam = Adam(configuration.adam(learningRate: configuration.criticLearningRate), for: critics)
    temperature = Temperature(configuration: configuration, actionDimension: actionDimension)
    memory = SACMemory(
      configuration: configuration, actorShape: actorShape, criticShape: criticShape, actionDimension: actionDimension,
      workers: pool.threadCount)
    noise = UpdateNoise(configuration: configuration, actionDimension: actionDimension)
    self.random = random.derived("updates")
  }

  /// Transitions of one `update`: `batchSize` for each critic update.
  public var requiredBatch: Int { configuration.batchSize * configuration.utdRatio }

  /// `utdRatio` critic updates, each on the next `batchSize` rows, then one update of the actor and the temperature on
  /// the last rows (RLPD, alg. 1).
  ///
  /// - Parameter batch: `requiredBatch` transitions; symmetric sampling must have interleaved its two halves.
  /// - Throws: `nonFinite` when the batch, a loss or a weight holds NaN or an infinity. After an error about a loss or
  ///   a weight the learner is broken; go back to a checkpoint.
  public func update(_ batch: borrowing TransitionBatch) throws(LearnerError) -> UpdateReport {
    // A refused batch must not move the generator: the next one would not find the learner as it was.
    try check(batch)
    noise.draw(configuration: configuration, random: &random)
    return try run(batch, noise)
  }

  /// The same with all chance given.
  public func update(_ batch: borrowing TransitionBatch, noise: UpdateNoise) throws(LearnerError) -> UpdateReport {
    try check(batch)
    return try run(batch, noise)
  }

  private func run(_ batch: borrowing TransitionBatch, _ noise: UpdateNoise) throws(LearnerError) -> UpdateReport {
    let rows = requiredBatch
    place(batch)
    sampleNextActions(noise: noise)

    var criticLoss: Float = 0
    var valueMean: Float = 0
    for step in 0..<configuration.utdRatio {
      let slice = step * configuration.batchSize..<(step + 1) * configuration.batchSize
      computeTargets(
        slice: slice, rewards: batch.rewards.span, masks: batch.masks.span,
        subset: noise.subsets.span.extracting(
          step * configuration.ensembleSubset..<(step + 1) * configuration.ensembleSubset))
      let (loss, mean) = try updateCritics(slice: slice)
      criticLoss += loss / Float(configuration.utdRatio)
      valueMean = mean
    }
    let (actorLoss, entropy) = try updateActor(slice: rows - configuration.batchSize..<rows, noise: noise)
    let temperatureLoss = temperature.update(entropy: entropy)
    guard temperature.logarithm.isFinite else { throw .nonFinite(tensor: "temperature", update: updates) }
    return UpdateReport(
      updates: updates, criticLoss: criticLoss, actorLoss: actorLoss, temperatureLoss: temperatureLoss,
      valueMean: valueMean, temperature: temperature.value, entropy: entropy)
  }

  /// Checks a batch and brings it into network terms.
  func prepare(_ batch: borrowing TransitionBatch) throws(LearnerError) {
    try check(batch)
    place(batch)
  }

  private func place(_ batch: borrowing TransitionBatch) {
    let rows = requiredBatch
    applyInput(
      policyInput, observations: batch.observations.span, observationDimension: observationDimension, rows: rows,
      into: memory.current)
    applyInput(
      policyInput, observations: batch.nextObservations.span, observationDimension: observationDimension, rows: rows,
      into: memory.next)
    placeActions(batch.actions.span, rows: 0..<rows, column: policyInput.dimension, into: memory.current)
    memory.executed.replace(from: 0, with: batch.actions.span.extracting(0..<rows * actionDimension))
    for row in 0..<rows { memory.driven[row] = batch.authorities[row] == Authority.expert.rawValue ? 1 : 0 }
    if configuration.takeoverMargin > 0 { gatherProposals(batch.proposals.span) }
  }

  /// A policy with a copy of the actor's weights.
  public func makePolicy() -> SACPolicy {
    let policy = SACPolicy(
      shape: actor.shape, distribution: distribution, policyInput: policyInput,
      observationDimension: observationDimension, kernels: kernels.unrounded, random: random.derived("policy"))
    publish(to: policy)
    return policy
  }

  /// Copies the current weights to a policy of this learner; its version is the number of critic updates behind them,
  /// so a run that goes on from a checkpoint names the same weights by the same number.
  public func publish(to policy: SACPolicy) { policy.take(actor, version: updates) }

  /// A judge with copies of the current weights.
  public func makeJudge() -> CriticJudge {
    let copy = MLPEnsemble(shape: critics.shape, members: critics.memberCount, kernels: kernels.unrounded)
    copy.copy(critics)
    return CriticJudge(policy: makePolicy(), critics: copy)
  }

  private func check(_ batch: borrowing TransitionBatch) throws(LearnerError) {
    let rows = requiredBatch
    try checkSize("batch capacity", rows, batch.capacity)
    try checkSize("batch observations", rows * observationDimension, batch.observations.count)
    try checkSize("batch next observations", rows * observationDimension, batch.nextObservations.count)
    try checkSize("batch actions", rows * actionDimension, batch.actions.count)
    try checkSize("batch proposals", rows * actionDimension, batch.proposals.count)
    try checkSize("batch authorities", rows, batch.authorities.count)
    try checkSize("batch rewards", rows, batch.rewards.count)
    try checkSize("batch masks", rows, batch.masks.count)
    try checkFinite(batch.observations.span, "batch/observations")
    try checkFinite(batch.nextObservations.span, "batch/nextObservations")
    try checkFinite(batch.actions.span, "batch/actions")
    if configuration.takeoverMargin > 0 { try checkFinite(batch.proposals.span, "batch/proposals") }
    try checkFinite(batch.rewards.span, "batch/rewards")
    try checkFinite(batch.masks.span, "batch/masks")
  }

  private func checkSize(_ quantity: String, _ expected: Int, _ received: Int) throws(LearnerError) {
    if expected != received { throw .dimension(quantity: quantity, expected: expected, received: received) }
  }

  private func checkFinite(_ values: Span<Float>, _ name: String) throws(LearnerError) {
    if !kernels.allFinite(values) { throw .nonFinite(tensor: name, update: updates + 1) }
  }
}
