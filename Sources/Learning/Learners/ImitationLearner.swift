public import Networks
public import Vocabulary

/// What imitation minimises.
public enum ImitationLoss: String, Codable, Sendable, CaseIterable {
  /// −log π(a_expert | s), the tanh-Gaussian's own, mean over the batch: RLIF's released baselines.
  case negativeLogLikelihood
  /// (tanh μ(s) − a_expert)², mean over batch and elements: the textbook. log σ has no part in it, so it stays at its
  /// lower bound and a sampled action is the mode.
  case meanSquaredError
}

/// What one `ImitationLearner.update` did.
public struct ImitationReport: Equatable, Sendable {
  /// Updates so far.
  public var updates: UInt64
  /// Of the batch, before the step.
  public var loss: Float
}

/// Behaviour cloning of a tanh-Gaussian policy by AdamW; DAgger and HG-DAgger feed it a growing set.
///
/// It reads the actor's part of `SACConfiguration`: hidden widths, batch size, actor's learning rate, Adam's settings,
/// bounds of log σ, threads. One thread calls it at a time. The same seed and data give the same bits on one machine and
/// instruction set, whatever the number of threads.
public final class ImitationLearner {
  public let configuration: SACConfiguration
  public let loss: ImitationLoss
  /// λ of AdamW, on kernels only.
  public let weightDecay: Float
  public let policyInput: PolicyInput
  public let observationDimension: Int
  public let actionDimension: Int
  public let kernels: Kernels
  public private(set) var updates: UInt64 = 0

  private let pool: WorkerPool
  private let distribution: TanhGaussian
  private let actor: MLPEnsemble
  private let adam: Adam
  private let random: RandomStream
  /// The batch: inputs [B, inputs], actions [B, A], and the loss of each block of rows.
  private var input: Matrix
  private var targets: FloatBuffer
  private var losses: FloatBuffer
  /// One per block; gradients are summed in the order of blocks.
  private let workspaces: [MLPWorkspace]

  /// - Parameters:
  ///   - kernels: which kernels compute; nil takes the fastest, or what `REINS_ISA` names.
  ///   - random: initial weights, and the noise of policies made here.
  public init(
    configuration: SACConfiguration, loss: ImitationLoss, weightDecay: Float, policyInput: PolicyInput,
    observationDimension: Int, actionDimension: Int, kernels: Kernels? = nil, random: RandomStream
  ) throws(LearnerError) {
    do { self.configuration = try configuration.validated() } catch { throw .configuration(error) }
    self.kernels = try configuration.kernels(kernels)
    try checkInput(policyInput, observationDimension)
    precondition(actionDimension > 0 && weightDecay >= 0, "an action has elements, and a decay is not negative")
    self.loss = loss
    self.weightDecay = weightDecay
    self.policyInput = policyInput
    self.observationDimension = observationDimension
    self.actionDimension = actionDimension
    self.random = random
    distribution = configuration.distribution(actionDimension: actionDimension)
    let shape = MLPShape(
      inputDimension: policyInput.dimension, hiddenUnits: configuration.hiddenUnits,
      outputDimension: 2 * actionDimension, layerNorm: false)
    pool = WorkerPool(threads: configuration.threads)
    actor = MLPEnsemble(shape: shape, members: 1, kernels: self.kernels)
    adam = Adam(configuration.adam(learningRate: configuration.actorLearningRate), for: actor)
    let rows = configuration.batchSize
    input = Matrix(rows: rows, columns: policyInput.dimension)
    targets = FloatBuffer(count: rows * actionDimension)
    let blocks = SACMemory.blockCount(0..<rows)
    losses = FloatBuffer(count: blocks)
    workspaces = (0..<blocks).map { MLPWorkspace(shape: shape, rows: SACMemory.block($0, of: 0..<rows).count) }
    initialize()
  }

  /// Back to the initial weights, with a new optimiser: what a round begins with when nothing is to be carried over.
  public func reset() {
    initialize()
    adam.reset()
  }

  private func initialize() {
    var stream = random.derived("actor weights")
    actor.initialize(outputHeads: 2, random: &stream)
    for parameter in actor.shape.parameters where parameter.name.hasSuffix("/bias") {
      var values = [Float](repeating: 0, count: parameter.count)
      // The heads of log σ: untrained by the squared error, and then held where they cannot disturb.
      if loss == .meanSquaredError, parameter.name == "output/bias" {
        for head in actionDimension..<2 * actionDimension { values[head] = configuration.logStandardDeviationLow }
      }
      actor[0, parameter] = values
    }
    guard loss == .meanSquaredError, let kernel = actor.shape.parameters.first(where: { $0.name == "output/kernel" })
    else { return }
    var values = actor[0, kernel]
    for place in values.indices where place % (2 * actionDimension) >= actionDimension { values[place] = 0 }
    actor[0, kernel] = values
  }

  /// One step of AdamW on `batchSize` pairs, drawn uniformly with replacement.
  ///
  /// - Throws: `nonFinite` when the loss or a weight is no number; the learner is then broken.
  public func update(_ data: ImitationSet, random: inout RandomStream) throws(LearnerError) -> ImitationReport {
    precondition(data.count > 0, "there is nothing to imitate: collect demonstrations or takeovers first")
    precondition(
      data.policyInput == policyInput && data.actionDimension == actionDimension, "the set was made for another task")
    for row in 0..<configuration.batchSize {
      data.copy(row: random.index(below: data.count), to: row, inputs: &input, actions: &targets)
    }
    return try step()
  }

  /// The same on given pairs: the first `batchSize` of the set, in order.
  public func update(firstOf data: ImitationSet) throws(LearnerError) -> ImitationReport {
    for row in 0..<configuration.batchSize { data.copy(row: row, to: row, inputs: &input, actions: &targets) }
    return try step()
  }

  private func step() throws(LearnerError) -> ImitationReport {
    updates += 1
    differentiate()
    var sum: Float = 0
    for block in workspaces.indices { sum += losses[block] }
    let mean = sum * weight
    guard mean.isFinite else { throw .nonFinite(tensor: "policy/loss", update: updates) }
    for block in workspaces.dropFirst() { workspaces[0].addGradient(of: block, kernels: kernels) }
    if weightDecay > 0 { actor.decayKernels(member: 0, rate: configuration.actorLearningRate * weightDecay) }
    adam.beginStep()
    guard adam.step(member: 0, of: actor, workspace: workspaces[0]) else {
      throw .nonFinite(tensor: "policy/weights", update: updates)
    }
    return ImitationReport(updates: updates, loss: mean)
  }

  /// What one term of the loss's sum counts.
  private var weight: Float {
    let rows = Float(configuration.batchSize)
    return loss == .meanSquaredError ? 1 / (rows * Float(actionDimension)) : 1 / rows
  }

  private func differentiate() {
    let (distribution, weight, dimension, loss) = (distribution, weight, actionDimension, loss)
    // Tasks write workspaces and losses of their own.
    pool.run(tasks: workspaces.count) { block, _ in
      let rows = SACMemory.block(block, of: 0..<configuration.batchSize)
      let workspace = workspaces[block]
      actor.forward(member: 0, input: input, rows: rows, workspace: workspace)
      let heads = 0..<2 * rows.count * dimension
      workspace.output.elements.withSpan(heads) { output in
        targets.withSpan(rows.lowerBound * dimension..<rows.upperBound * dimension) { actions in
          unsafe workspace.outputGradient.elements.withMutableSpan(heads) { gradient in
            unsafe losses.withMutableSpan(block..<block + 1) {
              $0[0] =
                switch loss {
                case .negativeLogLikelihood:
                  distribution.negativeLogLikelihood(
                    heads: output, actions: actions, weight: weight, headGradient: &gradient)
                case .meanSquaredError:
                  distribution.squaredError(heads: output, actions: actions, weight: weight, headGradient: &gradient)
                }
            }
          }
        }
      }
      actor.backward(member: 0, input: input, rows: rows, workspace: workspace)
    }
  }

  /// A policy with a copy of the weights.
  public func makePolicy() -> SACPolicy {
    let policy = SACPolicy(
      shape: actor.shape, distribution: distribution, policyInput: policyInput,
      observationDimension: observationDimension, kernels: kernels.unrounded, random: random.derived("policy"))
    publish(to: policy)
    return policy
  }

  /// Copies the current weights to a policy of this learner; its version is the number of updates behind them.
  public func publish(to policy: SACPolicy) { policy.take(actor, version: updates) }

  /// The policy and its optimiser, named as `SACLearner.tensors` names them.
  public func tensors() -> [CheckpointPart: [NamedTensor]] {
    [
      .policy: actor.tensors(prefix: "policy"),
      .optimizer: adam.tensors(prefix: "policy") + [
        NamedTensor(name: "updates", shape: [1], values: .uint64([updates]))
      ],
    ]
  }

  /// Continues, bit for bit, from what `tensors()` of a learner with the same settings gave.
  ///
  /// - Throws: `tensors` when something is missing, of another shape or not finite; the learner must then be dropped.
  public func restore(_ parts: [CheckpointPart: [NamedTensor]]) throws(LearnerError) {
    do throws(TensorError) {
      try actor.load(TensorTable(parts[.policy] ?? []), prefix: "policy")
      let optimizer = TensorTable(parts[.optimizer] ?? [])
      try adam.load(optimizer, prefix: "policy")
      updates = try optimizer.words("updates", count: 1)[0]
    } catch { throw .tensors(error) }
  }
}
