import Learners
public import Networks
import Vocabulary

/// Speed of behaviour cloning: 100,000 pairs of 27 observation and 4 action elements, 27-256-256-4 (and 4 for log σ, which
/// the squared error does not train), batch 256, squared error, Adam; an epoch is 390 batches.
public enum ImitationBench {
  static let pairs = 100_000
  static let batches = 390

  public static func cloning(
    kernels: Kernels, threads: Int, _ precision: ProductPrecision = .float32, epochs: Int = 5
  ) throws -> [BenchRow] {
    var configuration = SACConfiguration.imitation
    configuration.products = precision
    configuration.threads = threads
    let learner = try ImitationLearner(
      configuration: configuration, loss: .meanSquaredError, weightDecay: 0,
      policyInput: .identity(dimension: LearnerBench.observation), observationDimension: LearnerBench.observation,
      actionDimension: LearnerBench.action, kernels: kernels, random: RandomStream(seed: 1))
    let data = ImitationSet(
      capacity: pairs, policyInput: learner.policyInput, actionDimension: LearnerBench.action)
    var random = RandomStream(seed: 2)
    for _ in 0..<pairs {
      let observation = (0..<LearnerBench.observation).map { _ in Float(random.uniform(-1, 1)) }
      let action = (0..<LearnerBench.action).map { _ in Float(random.uniform(-1, 1)) }
      try data.append(observation: observation.span, action: action.span)
    }
    let seconds = try measureSeconds(count: epochs, warmups: 1) {
      for _ in 0..<batches { _ = try learner.update(data, random: &random) }
    }
    let isa = kernels.instructionSet.rawValue
    let name = "behaviour cloning, 27-256-256-4, batch 256\(precision.suffix)"
    let rows = Double(batches * configuration.batchSize)
    // Forward 2 per weight, backward 4, less the gradient of the input; heads of the actions only.
    let (first, middle, last) = (27.0 * 256, 256.0 * 256, 256.0 * 4)
    let work = 1e-9 * rows * (4 * first + 6 * middle + 6 * last)
    return [
      BenchRow(
        name: "\(name): epochs of \(batches) batches", unit: "1/s", samples: seconds.map { 1 / $0 }, threads: threads,
        isa: isa),
      BenchRow(
        name: "\(name): matrix products", unit: "GFLOP/s", samples: seconds.map { work / $0 }, threads: threads,
        isa: isa),
    ]
  }
}
