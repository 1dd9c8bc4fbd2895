import Foundation

/// The policy's distribution: a diagonal Gaussian u ~ N(μ, σ²) squashed to a = tanh(u).
///
/// log π(a) = Σ [ log N(u; μ, σ) − 2 (ln 2 − u − softplus(−2u)) ], the last term being log(1 − tanh² u) in a form
/// that does not round to log 0. SAC, arXiv:1812.05905, eq. 26 (appendix C); log σ is clipped to hard bounds.
public struct TanhGaussian: Equatable, Sendable {
  /// Elements of an action, A.
  public let dimension: Int
  public let logDeviationLow: Float
  public let logDeviationHigh: Float

  public init(dimension: Int, logDeviationLow: Float, logDeviationHigh: Float) {
    self.dimension = dimension
    self.logDeviationLow = logDeviationLow
    self.logDeviationHigh = logDeviationHigh
  }

  /// a = tanh(μ + σ ε), row by row.
  ///
  /// - Parameters:
  ///   - heads: μ and unclipped log σ side by side, [rows, 2A].
  ///   - noise: ε, standard normal, [rows, A].
  ///   - actions: a, [rows, A].
  ///   - logProbabilities: log π(a), nats, [rows].
  public func sample(
    heads: Span<Float>, noise: Span<Float>, actions: inout MutableSpan<Float>,
    logProbabilities: inout MutableSpan<Float>
  ) {
    let rows = logProbabilities.count
    precondition(
      heads.count == 2 * rows * dimension && noise.count == rows * dimension && actions.count == noise.count,
      "sample: shapes do not fit")
    for row in 0..<rows {
      var sum: Float = 0
      for element in 0..<dimension {
        let (mean, logDeviation) = self.head(heads, row, element)
        let epsilon = noise[row * dimension + element]
        let u = mean + expf(logDeviation) * epsilon
        actions[row * dimension + element] = tanhf(u)
        sum += -0.5 * epsilon * epsilon - logDeviation - halfLogTwoPi - logSlope(u)
      }
      logProbabilities[row] = sum
    }
  }

  /// The mode's image, tanh(μ), of one row of heads.
  public func mode(heads: Span<Float>, action: inout MutableSpan<Float>) {
    precondition(heads.count == 2 * dimension && action.count == dimension, "mode: shapes do not fit")
    for element in 0..<dimension { action[element] = tanhf(heads[element]) }
  }

  /// Gradient of L = Σ over rows of [ w · log π(a) + g · a ] with respect to the heads, ε held fixed
  /// (the reparametrisation of SAC, arXiv:1812.05905, eq. 9–10).
  ///
  /// With a = tanh(u), u = μ + σ ε: dL/du = g (1 − a²) + 2 w a, dL/dμ = dL/du and dL/d log σ = dL/du · σ ε − w.
  /// A clipped log σ has no gradient.
  ///
  /// - Parameters:
  ///   - actions: what `sample` gave, [rows, A].
  ///   - logProbabilityWeight: w, the same for every row.
  ///   - actionGradient: g, [rows, A].
  ///   - headGradient: [rows, 2A], overwritten.
  public func gradient(
    heads: Span<Float>, noise: Span<Float>, actions: Span<Float>, logProbabilityWeight: Float,
    actionGradient: Span<Float>, headGradient: inout MutableSpan<Float>
  ) {
    let rows = heads.count / (2 * dimension)
    precondition(
      noise.count == rows * dimension && actions.count == noise.count && actionGradient.count == noise.count
        && headGradient.count == heads.count, "gradient: shapes do not fit")
    for row in 0..<rows {
      for element in 0..<dimension {
        let place = row * dimension + element
        let (_, logDeviation) = self.head(heads, row, element)
        let action = actions[place]
        let slope = actionGradient[place] * (1 - action * action) + 2 * logProbabilityWeight * action
        let raw = heads[(2 * row + 1) * dimension + element]
        let isClipped = raw < logDeviationLow || raw > logDeviationHigh
        headGradient[2 * row * dimension + element] = slope
        headGradient[(2 * row + 1) * dimension + element] =
          isClipped ? 0 : slope * expf(logDeviation) * noise[place] - logProbabilityWeight
      }
    }
  }

  func head(_ heads: Span<Float>, _ row: Int, _ element: Int) -> (mean: Float, logDeviation: Float) {
    let raw = heads[(2 * row + 1) * dimension + element]
    // A comparison with NaN is false: NaN stays NaN and is found.
    let logDeviation = raw < logDeviationLow ? logDeviationLow : raw > logDeviationHigh ? logDeviationHigh : raw
    return (heads[2 * row * dimension + element], logDeviation)
  }
}

let halfLogTwoPi: Float = 0.918_938_533_204_672_7

/// log(1 − tanh² u) = 2 (ln 2 − u − softplus(−2u)).
func logSlope(_ u: Float) -> Float {
  // softplus(x) = max(x, 0) + log(1 + exp(−|x|)) does not overflow.
  let x = -2 * u
  let softplus = (x > 0 ? x : 0) + log1pf(expf(-x.magnitude))
  return 2 * (Float(M_LN2) - u - softplus)
}
