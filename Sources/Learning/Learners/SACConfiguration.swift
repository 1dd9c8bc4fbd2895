public import Networks
public import Vocabulary

/// How the actor's objective reads the critic ensemble.
public enum EnsembleReduction: String, Codable, Sendable, CaseIterable {
  /// The mean over all online critics: RLPD's code.
  case mean
  /// The minimum over all online critics: SAC, arXiv:1812.05905, eq. 7.
  case minimum
}

/// Hyperparameters of the learner; SAC, RLPD and RLIF are settings of it. The launch key is `learner`.
///
/// The defaults are those of `.rlif`, the setting that quickstart trains with.
public struct SACConfiguration: Codable, Equatable, Sendable {
  /// γ. SAC's table 1 has 0.99; with rewards that only takeovers give, 0.90 to 0.99 learn alike on 50-step tasks.
  public var discount: Float = 0.97
  /// Widths of the hidden layers of the actor and of every critic; SAC: [256, 256].
  public var hiddenUnits = [128, 128]
  /// N, critics in the ensemble; SAC: 2, RLPD: 10.
  public var ensembleSize = 2
  /// M, critics drawn without replacement for each target (REDQ, arXiv:2101.05982, alg. 1).
  public var ensembleSubset = 2
  /// Layer normalisation in the critics (RLPD, arXiv:2302.02948, section 4.2).
  public var criticLayerNorm = true
  /// Critic updates per call; each has `batchSize` transitions of its own.
  public var utdRatio = 1
  /// Transitions of one critic update; SAC, table 1.
  public var batchSize = 256
  /// Adam's learning rates; SAC, table 1.
  public var actorLearningRate: Float = 3e-4
  public var criticLearningRate: Float = 3e-4
  public var temperatureLearningRate: Float = 3e-4
  /// Adam's own settings; Kingma and Ba 2015, alg. 1.
  public var adamBeta1: Float = 0.9
  public var adamBeta2: Float = 0.999
  public var adamEpsilon: Float = 1e-8
  /// τ of the target critics, once after every critic update; SAC, table 1.
  public var polyakRate: Float = 0.005
  /// α at the start. A start at 1 (SAC, RLPD) drowns rewards of order 0.1 and costs about three times the steps.
  public var initialTemperature: Float = 0.1
  /// Target entropy = this × action dimension; SAC: −1, RLPD's and RLIF's code: −0.5.
  public var targetEntropyPerDimension: Float = -1
  /// Whether the target has the entropy term −α log π; SAC: yes, RLIF's code: no.
  public var backupEntropy = false
  /// How the actor reads the ensemble.
  public var actorCriticReduction = EnsembleReduction.mean
  /// Hard bounds of log σ; RLPD's code.
  public var logStandardDeviationLow: Float = -20
  public var logStandardDeviationHigh: Float = 2
  /// m: how far apart the critics hold the expert's action and the one the policy proposed in a takeover; 0 switches the
  /// loss off (`takeoverMarginLoss`). In the units of Q: one takeover is worth about 1.
  public var takeoverMargin: Float = 0
  public var takeoverMarginWeight: Float = 1
  /// λ at the start of the actor's imitation of expert-driven steps (`imitationTerm`); 0 switches it off.
  public var imitationWeight: Float = 0
  /// Critic updates until λ has fallen to 0; 0 keeps it for good.
  public var imitationUpdates = 0
  /// What the factors of hidden layers' products are rounded to in updates; policies act in float32. `bfloat16` needs AVX-512 BF16.
  public var products = ProductPrecision.float32
  /// Threads of the learner; 0 takes one per core. Results do not depend on it.
  public var threads = 0

  public init() {}

  /// RLIF on the simulated arm: a small ensemble, no entropy in the target, a cool start.
  public static var rlif: SACConfiguration { SACConfiguration() }

  /// Soft actor-critic as published: arXiv:1812.05905, table 1 and alg. 1, but for the temperature's start. Released code starts
  /// at 1, where an entropy of a nat a step outweighs the 0.2 a step of a dense reward in metres, and thousands of steps pass
  /// before it has cooled; it adapts from 0.1 as well, where rewards are larger.
  public static var sac: SACConfiguration {
    var configuration = SACConfiguration()
    configuration.discount = 0.99
    configuration.hiddenUnits = [256, 256]
    configuration.criticLayerNorm = false
    configuration.initialTemperature = 0.1
    configuration.targetEntropyPerDimension = -1
    configuration.backupEntropy = true
    configuration.actorCriticReduction = .minimum
    return configuration
  }

  /// RLPD, arXiv:2302.02948, with the settings of its published code for locomotion.
  public static var rlpd: SACConfiguration {
    var configuration = SACConfiguration.sac
    configuration.ensembleSize = 10
    configuration.ensembleSubset = 2
    configuration.criticLayerNorm = true
    configuration.utdRatio = 20
    configuration.targetEntropyPerDimension = -0.5
    configuration.actorCriticReduction = .mean
    return configuration
  }

  /// The actor of RLIF's released imitation baselines: two hidden layers of 256; the critics' keys have no meaning.
  public static var imitation: SACConfiguration {
    var configuration = SACConfiguration()
    configuration.hiddenUnits = [256, 256]
    return configuration
  }

  /// HIL-SERL, arXiv:2410.21845, with the settings of its published code where they concern a learner on flat
  /// observations: two critics, UTD ratio 2, γ = 0.97, no entropy in the target, α starts at 0.01 and aims at −|A|/2.
  public static var hilSerl: SACConfiguration {
    var configuration = SACConfiguration()
    configuration.discount = 0.97
    configuration.hiddenUnits = [256, 256]
    configuration.utdRatio = 2
    configuration.initialTemperature = 0.01
    configuration.targetEntropyPerDimension = -0.5
    return configuration
  }

  /// Checks every value and the relations between them; called once, at load.
  public func validated() throws(ConfigError) -> Self {
    try require(discount >= 0 && discount < 1, "discount", "\(discount)", "0 ..< 1")
    try require(
      (1...8).contains(hiddenUnits.count) && hiddenUnits.allSatisfy { (1...4096).contains($0) }, "hiddenUnits",
      "\(hiddenUnits)", "1 to 8 widths, each 1 ... 4096")
    try require((1...100).contains(ensembleSize), "ensembleSize", "\(ensembleSize)", "1 ... 100")
    try require(
      ensembleSubset >= 1 && ensembleSubset <= ensembleSize, "ensembleSubset", "\(ensembleSubset)",
      "1 ... ensembleSize (\(ensembleSize))")
    try require((1...1000).contains(utdRatio), "utdRatio", "\(utdRatio)", "1 ... 1000")
    try require((1...65536).contains(batchSize), "batchSize", "\(batchSize)", "1 ... 65536")
    let rates = [
      ("actorLearningRate", actorLearningRate), ("criticLearningRate", criticLearningRate),
      ("temperatureLearningRate", temperatureLearningRate),
    ]
    for (key, rate) in rates { try require(rate >= 0 && rate <= 1, key, "\(rate)", "0 ... 1") }
    try require(adamBeta1 >= 0 && adamBeta1 < 1, "adamBeta1", "\(adamBeta1)", "0 ..< 1")
    try require(adamBeta2 >= 0 && adamBeta2 < 1, "adamBeta2", "\(adamBeta2)", "0 ..< 1")
    try require(adamEpsilon > 0 && adamEpsilon <= 1, "adamEpsilon", "\(adamEpsilon)", "above 0, at most 1")
    try require(polyakRate > 0 && polyakRate <= 1, "polyakRate", "\(polyakRate)", "above 0, at most 1")
    try require(
      initialTemperature > 0 && initialTemperature <= 1000, "initialTemperature", "\(initialTemperature)",
      "above 0, at most 1000")
    try require(
      targetEntropyPerDimension.magnitude <= 100, "targetEntropyPerDimension", "\(targetEntropyPerDimension)",
      "-100 ... 100")
    try require(
      logStandardDeviationLow >= -30 && logStandardDeviationLow < logStandardDeviationHigh, "logStandardDeviationLow",
      "\(logStandardDeviationLow)", "-30 ..< logStandardDeviationHigh (\(logStandardDeviationHigh))")
    try require(
      logStandardDeviationHigh <= 10, "logStandardDeviationHigh", "\(logStandardDeviationHigh)", "at most 10")
    try require(takeoverMargin >= 0 && takeoverMargin <= 1e6, "takeoverMargin", "\(takeoverMargin)", "0 ... 1e6")
    try require(
      takeoverMarginWeight >= 0 && takeoverMarginWeight <= 1e6, "takeoverMarginWeight", "\(takeoverMarginWeight)",
      "0 ... 1e6")
    try require(imitationWeight >= 0 && imitationWeight <= 1e6, "imitationWeight", "\(imitationWeight)", "0 ... 1e6")
    try require(
      (0...1_000_000_000).contains(imitationUpdates), "imitationUpdates", "\(imitationUpdates)", "0 ... 1000000000")
    try require((0...256).contains(threads), "threads", "\(threads)", "0 ... 256")
    return self
  }

  private func require(_ holds: Bool, _ key: String, _ value: String, _ allowed: String) throws(ConfigError) {
    if !holds { throw .outOfRange(key: "learner.\(key)", value: value, allowed: allowed) }
  }
}

extension SACConfiguration {
  /// The kernels that a learner computes with.
  ///
  /// - Parameter given: nil for the fastest, or what `REINS_ISA` names.
  func kernels(_ given: Kernels?) throws(LearnerError) -> Kernels {
    do throws(KernelError) {
      let kernels = if let given { given } else { try Kernels.selected() }
      return try kernels.rounding(to: products)
    } catch {
      throw .kernels(error)
    }
  }
}
