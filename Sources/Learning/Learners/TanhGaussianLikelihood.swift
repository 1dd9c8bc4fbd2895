import Foundation

extension TanhGaussian {
  /// Negative log-likelihood of given actions, Σ over rows of −log π(a), in nats, and its gradient times `weight`.
  ///
  /// With u = atanh(a) and z = (u − μ) / σ: −log π = Σ [ z²/2 + log σ + ½ log 2π + log(1 − a²) ], so d/dμ = −z/σ and
  /// d/d log σ = 1 − z². A clipped log σ has no gradient.
  ///
  /// - Parameters:
  ///   - heads: μ and unclipped log σ side by side, [rows, 2A].
  ///   - actions: a, strictly inside (−1, 1), [rows, A].
  ///   - headGradient: [rows, 2A], overwritten.
  /// - Returns: the sum, without `weight`.
  public func negativeLogLikelihood(
    heads: Span<Float>, actions: Span<Float>, weight: Float, headGradient: inout MutableSpan<Float>
  ) -> Float {
    let rows = heads.count / (2 * dimension)
    precondition(
      actions.count == rows * dimension && headGradient.count == heads.count, "negativeLogLikelihood: shapes do not fit"
    )
    var sum: Float = 0
    for row in 0..<rows {
      for element in 0..<dimension {
        let (mean, logDeviation) = head(heads, row, element)
        let u = atanhf(actions[row * dimension + element])
        let inverse = expf(-logDeviation)
        let z = (u - mean) * inverse
        sum += 0.5 * z * z + logDeviation + halfLogTwoPi + logSlope(u)
        let raw = heads[(2 * row + 1) * dimension + element]
        let isClipped = raw < logDeviationLow || raw > logDeviationHigh
        headGradient[2 * row * dimension + element] = -weight * z * inverse
        headGradient[(2 * row + 1) * dimension + element] = isClipped ? 0 : weight * (1 - z * z)
      }
    }
    return sum
  }

  /// Squared error of the mode, Σ over rows and elements of (tanh μ − a)², and its gradient times `weight`; log σ has
  /// no part in it.
  ///
  /// - Parameters: as for `negativeLogLikelihood`.
  /// - Returns: the sum, without `weight`.
  public func squaredError(
    heads: Span<Float>, actions: Span<Float>, weight: Float, headGradient: inout MutableSpan<Float>
  ) -> Float {
    let rows = heads.count / (2 * dimension)
    precondition(
      actions.count == rows * dimension && headGradient.count == heads.count, "squaredError: shapes do not fit")
    var cursor = HeadCursor(dimension: dimension)
    var (start, sum) = (0, Float(0))
    while start < actions.count {
      let lanes = min(Eight.scalarCount, actions.count - start)
      var (place, wanted) = (cursor, Eight(repeating: 0))
      let (mean, _) = cursor.next(lanes, of: heads)
      for lane in 0..<lanes { wanted[lane] = actions[start + lane] }
      let mode = hyperbolicTangent(mean).tangent
      let error = mode - wanted
      let slope = 2 * weight * error * (1 - mode * mode)
      for lane in 0..<lanes {
        sum += error[lane] * error[lane]
        headGradient[place.mean] = slope[lane]
        headGradient[place.mean + dimension] = 0
        place.advance()
      }
      start += lanes
    }
    return sum
  }
}
