/// One critic's share of the loss L = 1/(N·B) Σᵢ Σ_b (Qᵢ(s, a) − y)², and its gradient with respect to Q.
///
/// SAC, arXiv:1812.05905, eq. 5, as RLPD's code takes it: a mean over the ensemble and the batch, without the factor ½.
/// (Adam's steps hardly feel such a factor.)
///
/// - Parameters:
///   - values: Qᵢ(s, a), [B].
///   - targets: y, [B].
///   - ensembleSize: N.
///   - gradient: dL/dQᵢ = 2 (Qᵢ − y) / (N·B), [B], overwritten.
/// - Returns: 1/B Σ_b (Qᵢ − y)², so that the loss is the mean of it over the ensemble.
public func criticLoss(
  values: Span<Float>, targets: Span<Float>, ensembleSize: Int, gradient: inout MutableSpan<Float>
) -> Float {
  precondition(values.count == targets.count && gradient.count == values.count, "criticLoss: shapes do not fit")
  let share = 2 / Float(ensembleSize * values.count)
  var sum: Float = 0
  for row in values.indices {
    let error = values[row] - targets[row]
    sum += error * error
    gradient[row] = share * error
  }
  return sum / Float(values.count)
}
