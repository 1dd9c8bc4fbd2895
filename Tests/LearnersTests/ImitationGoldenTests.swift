import Foundation
import Learners
import Networks
import Testing
import Vocabulary

/// Against `golden/make_imitation_golden.py`: JAX in double precision, gradients by automatic differentiation, AdamW by
/// optax with its decay masked to kernels. The tolerance is that of `GoldenTests`.
@Suite("Golden vectors of imitation")
struct ImitationGoldenTests {
  private struct Golden: Decodable {
    struct Step: Decodable {
      var observations, actions: [Float]
      var loss: Float
    }
    var weightDecay, learningRate: Float
    var hiddenUnits: [Int]
    var batchSize: Int
    var before, after: [String: [Float]]
    var steps: [Step]
  }

  static let cases = ImitationLoss.allCases.flatMap { loss in Kernels.available.map { (loss, $0) } }

  @Test("three updates give the independent implementation's losses and weights", arguments: cases)
  func updates(loss: ImitationLoss, instructionSet: InstructionSet) throws {
    let name = "imitation-\(loss.rawValue)"
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "golden"))
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
    var configuration = SACConfiguration.imitation
    (configuration.hiddenUnits, configuration.batchSize) = (golden.hiddenUnits, golden.batchSize)
    (configuration.actorLearningRate, configuration.threads) = (golden.learningRate, 2)
    (configuration.adamBeta2, configuration.adamEpsilon) = (0.99, 1e-3)
    let learner = try ImitationLearner(
      configuration: configuration, loss: loss, weightDecay: golden.weightDecay, policyInput: .identity(dimension: 5),
      observationDimension: 5, actionDimension: 2, kernels: Kernels(instructionSet), random: RandomStream(seed: 1))
    var parts = learner.tensors()
    parts[.policy] = try parts[.policy]?.map { tensor in
      let values = try #require(golden.before[String(tensor.name.dropFirst("policy/".count))])
      return NamedTensor(name: tensor.name, shape: tensor.shape, values: .float32(values))
    }
    try learner.restore(parts)
    for step in golden.steps {
      let data = ImitationSet(capacity: 100, policyInput: .identity(dimension: 5), actionDimension: 2)
      for row in 0..<golden.batchSize {
        try data.append(
          observation: Array(step.observations[row * 5..<row * 5 + 5]).span,
          action: Array(step.actions[row * 2..<row * 2 + 2]).span)
      }
      #expect(abs(try learner.update(firstOf: data).loss - step.loss) < 5e-6)
    }
    var compared = 0
    for tensor in learner.tensors()[.policy] ?? [] {
      guard case .float32(let values) = tensor.values else { continue }
      let expected = try #require(golden.after[String(tensor.name.dropFirst("policy/".count))])
      let worst = zip(values, expected).map { abs($0 - $1) }.max() ?? .infinity
      #expect(worst < 5e-6, "\(tensor.name): \(worst)")
      compared += 1
    }
    #expect(compared == golden.after.count)
  }
}
