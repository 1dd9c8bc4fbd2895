import Learners
import Networks
import Testing
import Vocabulary

/// A small learner and random transitions for it.
enum LearnerFixture {
  static let observation = 4
  static let action = 2

  static func configuration(threads: Int = 1) -> SACConfiguration {
    var configuration = SACConfiguration.rlpd
    configuration.hiddenUnits = [24, 20]
    configuration.ensembleSize = 5
    configuration.utdRatio = 2
    // Three blocks of rows, the last one short.
    configuration.batchSize = 300
    configuration.threads = threads
    return configuration
  }

  static func learner(
    _ configuration: SACConfiguration, seed: UInt64 = 1, input: PolicyInput? = nil, kernels: Kernels? = nil
  ) throws -> SACLearner {
    try SACLearner(
      configuration: configuration, policyInput: input ?? .identity(dimension: observation),
      observationDimension: observation, actionDimension: action, kernels: kernels, random: RandomStream(seed: seed))
  }

  static func batch(_ learner: SACLearner, seed: UInt64) -> TransitionBatch {
    var random = RandomStream(seed: seed)
    var batch = TransitionBatch(
      capacity: learner.requiredBatch, observationDimension: observation, actionDimension: action)
    for index in batch.observations.indices {
      batch.observations[index] = Float(random.uniform(-1, 1))
      batch.nextObservations[index] = Float(random.uniform(-1, 1))
    }
    for index in batch.actions.indices { batch.actions[index] = Float(random.uniform(-1, 1)) }
    for row in 0..<batch.capacity {
      batch.rewards[row] = random.bernoulli(0.2) ? -1 : 0
      batch.masks[row] = random.bernoulli(0.1) ? 0 : 1
    }
    return batch
  }
}

/// Names of the tensors in which two learners differ by at least a bit.
func differing(
  _ left: [CheckpointPart: [NamedTensor]], _ right: [CheckpointPart: [NamedTensor]]
) -> [String] {
  CheckpointPart.allCases.flatMap { part in
    let (mine, other) = (left[part] ?? [], right[part] ?? [])
    let names = zip(mine, other).filter { $0 != $1 }.map { "\(part)/\($0.0.name)" }
    return names + (mine.count == other.count ? [] : ["the number of tensors of \(part)"])
  }
}
