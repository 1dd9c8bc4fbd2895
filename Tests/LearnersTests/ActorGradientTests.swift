import Foundation
import Learners
import Testing
import Vocabulary

/// The actor's gradient through the whole learner: sampling, squashing, the entropy term and the critics.
///
/// Adam's first step from zero moments is rate · g / (|g| + ε), so with ε = 1 and rate 1 the step tells g. The critics and
/// the temperature rest at rate 0, so `actorLoss` is a function of the actor's weights alone.
@Suite("The actor's gradient")
struct ActorGradientTests {
  private func learner(_ reduction: EnsembleReduction) throws -> SACLearner {
    var configuration = SACConfiguration.rlpd
    configuration.hiddenUnits = [6, 5]
    configuration.ensembleSize = 3
    configuration.utdRatio = 1
    configuration.batchSize = 16
    configuration.threads = 1
    configuration.initialTemperature = 0.3
    configuration.actorCriticReduction = reduction
    configuration.actorLearningRate = 1
    configuration.criticLearningRate = 0
    configuration.temperatureLearningRate = 0
    configuration.adamEpsilon = 1
    return try LearnerFixture.learner(configuration, seed: 4)
  }

  /// The actor's weights by tensor, and everything else of the learner.
  private func weights(_ learner: SACLearner) -> [(name: String, shape: [Int], values: [Float])] {
    (learner.tensors()[.policy] ?? []).map { tensor in
      guard case .float32(let values) = tensor.values else { return (tensor.name, tensor.shape, []) }
      return (tensor.name, tensor.shape, values)
    }
  }

  @Test(
    "equals central differences of the loss in every weight, through mean and minimum",
    arguments: [
      EnsembleReduction.mean, .minimum,
    ])
  func centralDifferences(reduction: EnsembleReduction) throws {
    let learner = try learner(reduction)
    let batch = LearnerFixture.batch(learner, seed: 8)
    var noise = UpdateNoise(configuration: learner.configuration, actionDimension: LearnerFixture.action)
    var random = RandomStream(seed: 9)
    noise.draw(configuration: learner.configuration, random: &random)
    let start = learner.tensors()
    let before = weights(learner)
    _ = try learner.update(batch, noise: noise)
    let after = weights(learner)

    func loss(_ tensor: Int, _ element: Int, moved: Float) throws -> Double {
      var parts = start
      var values = before[tensor].values
      values[element] += moved
      parts[.policy]?[tensor] = NamedTensor(
        name: before[tensor].name, shape: before[tensor].shape, values: .float32(values))
      try learner.restore(parts)
      return Double(try learner.update(batch, noise: noise).actorLoss)
    }

    var (compared, largest) = (0, 0.0)
    for tensor in before.indices {
      for element in before[tensor].values.indices {
        let step = Double(before[tensor].values[element] - after[tensor].values[element])
        let gradient = step / (1 - abs(step))
        let width: Float = 5e-4
        let difference =
          (try loss(tensor, element, moved: width) - loss(tensor, element, moved: -width)) / Double(2 * width)
        // Single precision: a loss of order 1 is known to 1e-7, its difference over 1e-3 to 2e-4; the rest is curvature
        // and the corners of the rectifiers that lie inside the step.
        #expect(abs(gradient - difference) < 3e-3, "\(before[tensor].name)[\(element)]: \(gradient), \(difference)")
        compared += 1
        largest = max(largest, abs(gradient))
      }
    }
    // 4·6 + 6, 6·5 + 5, 5·4 + 4; and the gradients are far larger than the tolerance.
    #expect(compared == 89 && largest > 0.1)
  }

  @Test(
    "of the loss in the actions equals central differences, through mean and minimum",
    arguments: [
      EnsembleReduction.mean, .minimum,
    ])
  func actions(reduction: EnsembleReduction) {
    // Critics −cᵢ (a − tᵢ)² over two rows of one action.
    let critics: [(c: Float, t: Float)] = [(1, 0.5), (2, -0.25)]
    let logProbabilities: [Float] = [-0.5, 0.25]
    func evaluate(_ a: [Float]) -> (loss: Float, gradient: [Float]) {
      let values = critics.flatMap { critic in a.map { -critic.c * ($0 - critic.t) * ($0 - critic.t) } }
      let slopes = critics.flatMap { critic in a.map { -2 * critic.c * ($0 - critic.t) } }
      var gradient: [Float] = [0, 0]
      var span = gradient.mutableSpan
      let loss = actorLoss(
        reduction: reduction, values: values.span, valueGradients: slopes.span,
        logProbabilities: logProbabilities.span, temperature: 0.3, actionGradient: &span)
      return (loss, gradient)
    }
    let point: [Float] = [0.75, -0.5]
    for element in point.indices {
      var (up, down) = (point, point)
      up[element] += 1 / 64
      down[element] -= 1 / 64
      // Central differences of a parabola are exact but for rounding.
      let difference = (evaluate(up).loss - evaluate(down).loss) * 32
      #expect(abs(evaluate(point).gradient[element] - difference) < 1e-4)
    }
  }

  @Test("of the temperature's loss in log α equals central differences")
  func temperature() {
    let loss = { (logarithm: Float) in temperatureLoss(temperature: expf(logarithm), entropy: 1.5, targetEntropy: -2) }
    for logarithm: Float in [-2, 0, 1] {
      let difference = (loss(logarithm + 1 / 64) - loss(logarithm - 1 / 64)) * 32
      #expect(abs(difference / loss(logarithm) - 1) < 1e-3)
    }
  }
}
