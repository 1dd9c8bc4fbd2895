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
    var cursor = HeadCursor(dimension: dimension)
    var (row, element, sum) = (0, 0, Float(0))
    var start = 0
    while start < noise.count {
      let lanes = min(Eight.scalarCount, noise.count - start)
      let (mean, raw) = cursor.next(lanes, of: heads)
      var epsilon = Eight(repeating: 0)
      for lane in 0..<lanes { epsilon[lane] = noise[start + lane] }
      let logDeviation = clipped(raw)
      let u = mean + exponential(logDeviation) * epsilon
      let (action, softplus) = hyperbolicTangent(u)
      // log(1 − tanh² u) = 2 (ln 2 − |u| − log(1 + exp(−2|u|))), whatever the sign of u.
      let slope = 2 * (Float(M_LN2) - u.replacing(with: -u, where: u .< 0) - softplus)
      let term = -0.5 * epsilon * epsilon - logDeviation - halfLogTwoPi - slope
      for lane in 0..<lanes {
        actions[start + lane] = action[lane]
        sum += term[lane]
        element += 1
        if element == dimension {
          logProbabilities[row] = sum
          (row, element, sum) = (row + 1, 0, 0)
        }
      }
      start += lanes
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
    var cursor = HeadCursor(dimension: dimension)
    var start = 0
    while start < noise.count {
      let lanes = min(Eight.scalarCount, noise.count - start)
      let first = cursor
      let (_, raw) = cursor.next(lanes, of: heads)
      var (epsilon, action, above) = (Eight(repeating: 0), Eight(repeating: 0), Eight(repeating: 0))
      for lane in 0..<lanes {
        epsilon[lane] = noise[start + lane]
        action[lane] = actions[start + lane]
        above[lane] = actionGradient[start + lane]
      }
      let slope = above * (1 - action * action) + 2 * logProbabilityWeight * action
      let isClipped = (raw .< logDeviationLow) .| (raw .> logDeviationHigh)
      let spread = (slope * exponential(clipped(raw)) * epsilon - logProbabilityWeight)
        .replacing(with: 0, where: isClipped)
      var place = first
      for lane in 0..<lanes {
        headGradient[place.mean] = slope[lane]
        headGradient[place.mean + dimension] = spread[lane]
        place.advance()
      }
      start += lanes
    }
  }

  /// A comparison with NaN is false: NaN stays NaN and is found.
  private func clipped(_ raw: Eight) -> Eight {
    raw.replacing(with: logDeviationLow, where: raw .< logDeviationLow)
      .replacing(with: logDeviationHigh, where: raw .> logDeviationHigh)
  }

  func head(_ heads: Span<Float>, _ row: Int, _ element: Int) -> (mean: Float, logDeviation: Float) {
    let raw = heads[(2 * row + 1) * dimension + element]
    // A comparison with NaN is false: NaN stays NaN and is found.
    let logDeviation = raw < logDeviationLow ? logDeviationLow : raw > logDeviationHigh ? logDeviationHigh : raw
    return (heads[2 * row * dimension + element], logDeviation)
  }
}

/// Walks over the elements of [rows, 2A] heads, row by row.
struct HeadCursor {
  let dimension: Int
  /// Where the mean of the current element lies; its log σ lies `dimension` further.
  private(set) var mean = 0
  private var element = 0

  init(dimension: Int) { self.dimension = dimension }

  @inline(__always)
  mutating func advance() {
    (mean, element) = (mean + 1, element + 1)
    if element == dimension { (mean, element) = (mean + dimension, 0) }
  }

  /// μ and unclipped log σ of the next `lanes` elements.
  @inline(__always)
  mutating func next(_ lanes: Int, of heads: Span<Float>) -> (mean: Eight, logDeviation: Eight) {
    var result = (mean: Eight(repeating: 0), logDeviation: Eight(repeating: 0))
    for lane in 0..<lanes {
      result.mean[lane] = heads[mean]
      result.logDeviation[lane] = heads[mean + dimension]
      advance()
    }
    return result
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
