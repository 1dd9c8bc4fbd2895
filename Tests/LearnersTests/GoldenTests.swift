import Foundation
import Learners
import Networks
import Testing
import Vocabulary

/// Whole updates against golden vectors of an independent implementation (`golden/make_golden.py`: JAX, double
/// precision, gradients by automatic differentiation, Adam by optax).
///
/// Tolerance: float32 rounds to 6e-8; a value passes through about a hundred roundings on its way, and the weights of
/// the last update have seen up to six steps of size 1e-2 whose relative error is that of the gradients. 5e-6 is above
/// both, and hundreds of times below what a wrong term moves.
@Suite("Golden vectors")
struct GoldenTests {
  struct Golden: Decodable {
    struct Step: Decodable {
      struct Batch: Decodable {
        var observations, actions, rewards, masks, nextObservations, nextNoise, noise: [Float]
        var subsets: [[Int]]
      }
      var batch: Batch
      var criticLoss, actorLoss, entropy, temperature: Float
    }
    struct Settings: Decodable {
      var hiddenUnits: [Int]
      var batchSize, ensembleSize, ensembleSubset, utdRatio: Int
      var adamEpsilon, adamBeta1, adamBeta2, actorLearningRate, criticLearningRate, temperatureLearningRate: Float
      var polyakRate, discount, initialTemperature, targetEntropyPerDimension: Float
      var criticLayerNorm, backupEntropy: Bool
      var actorCriticReduction: EnsembleReduction
    }
    var configuration: Settings
    var before, after: [String: [Float]]
    var steps: [Step]

    init(_ name: String) throws {
      let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "golden"))
      self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
    }

    func sacConfiguration(threads: Int) -> SACConfiguration {
      var result = SACConfiguration()
      let from = configuration
      result.hiddenUnits = from.hiddenUnits
      (result.batchSize, result.utdRatio) = (from.batchSize, from.utdRatio)
      (result.ensembleSize, result.ensembleSubset) = (from.ensembleSize, from.ensembleSubset)
      (result.adamBeta1, result.adamBeta2, result.adamEpsilon) = (from.adamBeta1, from.adamBeta2, from.adamEpsilon)
      result.actorLearningRate = from.actorLearningRate
      result.criticLearningRate = from.criticLearningRate
      result.temperatureLearningRate = from.temperatureLearningRate
      (result.polyakRate, result.discount) = (from.polyakRate, from.discount)
      result.initialTemperature = from.initialTemperature
      result.targetEntropyPerDimension = from.targetEntropyPerDimension
      (result.criticLayerNorm, result.backupEntropy) = (from.criticLayerNorm, from.backupEntropy)
      result.actorCriticReduction = from.actorCriticReduction
      result.threads = threads
      return result
    }
  }

  static let cases = ["sac", "rlpd"].flatMap { name in Kernels.available.map { (name, $0) } }

  @Test("three updates give the independent implementation's losses and weights", arguments: cases)
  func updates(name: String, instructionSet: InstructionSet) throws {
    let golden = try Golden(name)
    let configuration = golden.sacConfiguration(threads: 2)
    let learner = try SACLearner(
      configuration: configuration, policyInput: .identity(dimension: 5), observationDimension: 5, actionDimension: 2,
      kernels: Kernels(instructionSet), random: RandomStream(seed: 1))
    try learner.restore(replaced(learner.tensors(), by: golden.before))

    for step in golden.steps {
      var batch = TransitionBatch(capacity: learner.requiredBatch, observationDimension: 5, actionDimension: 2)
      (batch.observations, batch.actions) = (step.batch.observations, step.batch.actions)
      (batch.rewards, batch.masks) = (step.batch.rewards, step.batch.masks)
      batch.nextObservations = step.batch.nextObservations
      var noise = UpdateNoise(configuration: configuration, actionDimension: 2)
      (noise.nextActions, noise.actions) = (step.batch.nextNoise, step.batch.noise)
      noise.subsets = step.batch.subsets.flatMap { $0 }
      let report = try learner.update(batch, noise: noise)
      #expect(abs(report.criticLoss - step.criticLoss) < 5e-6)
      #expect(abs(report.actorLoss - step.actorLoss) < 5e-6)
      #expect(abs(report.entropy - step.entropy) < 5e-6)
      #expect(abs(report.temperature - step.temperature) < 5e-6)
    }

    var compared = 0
    for tensor in learner.tensors().values.joined() {
      guard let expected = golden.after[tensor.name], case .float32(let values) = tensor.values else { continue }
      compared += 1
      let worst = zip(values, expected).map { abs($0 - $1) }.max() ?? .infinity
      #expect(worst < 5e-6, "\(tensor.name): \(worst)")
    }
    #expect(compared == golden.after.count)
  }

  /// The learner's own tensors with the values that the golden file has for them.
  private func replaced(
    _ parts: [CheckpointPart: [NamedTensor]], by values: [String: [Float]]
  ) -> [CheckpointPart: [NamedTensor]] {
    parts.mapValues { tensors in
      tensors.map { tensor in
        values[tensor.name].map { NamedTensor(name: tensor.name, shape: tensor.shape, values: .float32($0)) } ?? tensor
      }
    }
  }
}
