import Foundation
import Learners
import Testing
import Vocabulary

@Suite("Tanh-Gaussian policy")
struct TanhGaussianTests {
  static let distribution = TanhGaussian(dimension: 1, logDeviationLow: -5, logDeviationHigh: 2)

  /// Action and log-probability of one row.
  private func sample(
    mean: [Float], logDeviation: [Float], noise: [Float], distribution: TanhGaussian
  ) -> (actions: [Float], logProbability: Float) {
    var actions = mean
    var logProbability: [Float] = [0]
    let heads = mean + logDeviation
    var actionSpan = actions.mutableSpan
    var probabilitySpan = logProbability.mutableSpan
    distribution.sample(
      heads: heads.span, noise: noise.span, actions: &actionSpan, logProbabilities: &probabilitySpan)
    return (actions, logProbability[0])
  }

  /// log N(u; μ, σ) − log(1 − tanh² u) in double precision, as the change of variables says it.
  private func exact(mean: Double, logDeviation: Double, noise: Double) -> Double {
    let u = mean + exp(logDeviation) * noise
    return -0.5 * noise * noise - logDeviation - 0.5 * log(2 * .pi) - log(1 - tanh(u) * tanh(u))
  }

  @Test(
    "the density integrates to one over the actions",
    arguments: [(Float(0), Float(0)), (0.7, -0.5), (-1.5, 0.3), (0, -2)])
  func quadrature(mean: Float, logDeviation: Float) {
    // ∫ π(a) da by the midpoint rule over ε: a = tanh(u), da = (1 − a²) σ dε.
    let step = 0.002
    var integral = 0.0
    for index in -4000..<4000 {
      let noise = (Double(index) + 0.5) * step
      let result = sample(
        mean: [mean], logDeviation: [logDeviation], noise: [Float(noise)], distribution: Self.distribution)
      let u = Double(mean) + exp(Double(logDeviation)) * noise
      // 1 − tanh² u as 1/cosh² u: no cancellation.
      integral += exp(Double(result.logProbability)) / (cosh(u) * cosh(u)) * exp(Double(logDeviation)) * step
    }
    #expect(abs(integral - 1) < 1e-5)
  }

  @Test("action and log-probability follow the change of variables")
  func changeOfVariables() {
    for mean in [-2.0, -0.3, 0, 1.1] {
      for logDeviation in [-3.0, -1, 0, 0.5] {
        for noise in [-2.0, 0, 0.4, 1.7] {
          let result = sample(
            mean: [Float(mean)], logDeviation: [Float(logDeviation)], noise: [Float(noise)],
            distribution: Self.distribution)
          let u = mean + exp(logDeviation) * noise
          #expect(abs(Double(result.actions[0]) - tanh(u)) < 1e-6)
          #expect(
            abs(Double(result.logProbability) - exact(mean: mean, logDeviation: logDeviation, noise: noise)) < 1e-5)
        }
      }
    }
  }

  @Test("every row and element of a batch does, whatever its place in a group of eight", arguments: [1, 3, 4, 8])
  func batches(dimension: Int) {
    let distribution = TanhGaussian(dimension: dimension, logDeviationLow: -5, logDeviationHigh: 2)
    var random = RandomStream(seed: 5)
    let rows = 7
    func uniform(_ count: Int, _ limit: Double) -> [Float] {
      (0..<count).map { _ in Float(random.uniform(-limit, limit)) }
    }
    let (heads, noise) = (uniform(2 * rows * dimension, 1.9), uniform(rows * dimension, 3))
    var (actions, logProbabilities) = (noise, [Float](repeating: 0, count: rows))
    var actionSpan = actions.mutableSpan
    var probabilitySpan = logProbabilities.mutableSpan
    distribution.sample(
      heads: heads.span, noise: noise.span, actions: &actionSpan, logProbabilities: &probabilitySpan)
    for row in 0..<rows {
      var sum = 0.0
      for element in 0..<dimension {
        let mean = Double(heads[2 * row * dimension + element])
        let logDeviation = Double(heads[(2 * row + 1) * dimension + element])
        let epsilon = Double(noise[row * dimension + element])
        let u = mean + exp(logDeviation) * epsilon
        // u up to 22 carries a relative error of a few 2⁻²⁴; tanh has slope 1 at most, the logarithm 2.
        #expect(abs(Double(actions[row * dimension + element]) - tanh(u)) < 1e-6)
        sum += -0.5 * epsilon * epsilon - logDeviation - 0.5 * log(2 * .pi) + 2 * log(cosh(u))
      }
      #expect(abs(Double(logProbabilities[row]) - sum) < 1e-5 * Double(dimension))
    }
  }

  @Test("saturated actions keep a finite log-probability: log(1 − tanh² u) tends to 2 ln 2 − 2|u|")
  func saturation() {
    for mean in [Float(15), -15, 60, -60] {
      let result = sample(mean: [mean], logDeviation: [0], noise: [0], distribution: Self.distribution)
      let limit = -0.5 * log(2 * Float.pi) - (2 * log(2) - 2 * mean.magnitude)
      #expect(abs(result.logProbability - limit) < 1e-4)
      #expect(result.actions[0] == (mean > 0 ? 1 : -1))
    }
  }

  @Test("elements are independent: log-probabilities add")
  func independence() {
    let pair = TanhGaussian(dimension: 2, logDeviationLow: -5, logDeviationHigh: 2)
    let both = sample(mean: [0.3, -0.8], logDeviation: [-1, 0.2], noise: [0.5, -1], distribution: pair)
    let first = sample(mean: [0.3], logDeviation: [-1], noise: [0.5], distribution: Self.distribution)
    let second = sample(mean: [-0.8], logDeviation: [0.2], noise: [-1], distribution: Self.distribution)
    #expect(both.actions == [first.actions[0], second.actions[0]])
    #expect(abs(both.logProbability - first.logProbability - second.logProbability) < 1e-6)
  }

  @Test("log σ outside its bounds acts as the bound and has no gradient", arguments: [(Float(-9), Float(-5)), (3, 2)])
  func clipping(raw: Float, bound: Float) {
    let outside = sample(mean: [0.1], logDeviation: [raw], noise: [0.5], distribution: Self.distribution)
    let inside = sample(mean: [0.1], logDeviation: [bound], noise: [0.5], distribution: Self.distribution)
    #expect(outside.actions == inside.actions && outside.logProbability == inside.logProbability)
    #expect(gradient(mean: 0.1, logDeviation: raw, noise: 0.5, weight: 1, slope: 1).logDeviation == 0)
    #expect(gradient(mean: 0.1, logDeviation: bound, noise: 0.5, weight: 1, slope: 1).logDeviation != 0)
  }

  private func gradient(
    mean: Float, logDeviation: Float, noise: Float, weight: Float, slope: Float
  ) -> (mean: Float, logDeviation: Float) {
    let action = sample(
      mean: [mean], logDeviation: [logDeviation], noise: [noise], distribution: Self.distribution
    ).actions
    var result: [Float] = [0, 0]
    var span = result.mutableSpan
    let (heads, noises, slopes) = ([mean, logDeviation], [noise], [slope])
    Self.distribution.gradient(
      heads: heads.span, noise: noises.span, actions: action.span, logProbabilityWeight: weight,
      actionGradient: slopes.span, headGradient: &span)
    return (result[0], result[1])
  }

  @Test("gradients of log π and of the reparametrised action equal central differences")
  func gradients() {
    for (weight, slope) in [(1.0, 0.0), (0, 1), (0.3, -2)] {
      for mean in [-1.2, 0, 0.6] {
        for logDeviation in [-2.0, 0.1] {
          for noise in [-1.3, 0.2, 0.9] {
            func loss(_ mean: Double, _ logDeviation: Double) -> Double {
              weight * exact(mean: mean, logDeviation: logDeviation, noise: noise)
                + slope * tanh(mean + exp(logDeviation) * noise)
            }
            let h = 1e-5
            let byMean = (loss(mean + h, logDeviation) - loss(mean - h, logDeviation)) / (2 * h)
            let byDeviation = (loss(mean, logDeviation + h) - loss(mean, logDeviation - h)) / (2 * h)
            let result = gradient(
              mean: Float(mean), logDeviation: Float(logDeviation), noise: Float(noise), weight: Float(weight),
              slope: Float(slope))
            #expect(abs(Double(result.mean) - byMean) < 5e-6)
            #expect(abs(Double(result.logDeviation) - byDeviation) < 5e-6)
          }
        }
      }
    }
  }
}
