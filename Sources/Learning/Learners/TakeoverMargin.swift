/// What a takeover says of two actions in one state: the expert's, executed, is better than the one the policy proposed.
///
/// One critic's share of L = w/(N·B) Σ over expert-driven rows of max(0, m − (Qᵢ(s, a) − Qᵢ(s, a_π)))², and its gradient:
/// a squared hinge, so that the two values lie at least m apart and nothing is asked beyond that. RLIF itself forgets
/// a_π; PVP (Peng et al., NeurIPS 2023) keeps both actions and pulls their values to +1 and −1 instead.
///
/// - Parameters:
///   - values: Qᵢ(s, a) of the minibatch, [B].
///   - counterfactuals: Qᵢ(s, a_π) of the expert-driven rows, [K].
///   - rows: where those rows lie in the minibatch, [K].
///   - margin: m.
///   - weight: w.
///   - ensembleSize: N.
///   - gradient: dL/dQᵢ(s, a) is added to it, [B].
///   - counterfactualGradient: dL/dQᵢ(s, a_π), [K], overwritten.
/// - Returns: w/B Σ max(0, ...)², so that L is the mean of it over the ensemble.
public func takeoverMarginLoss(
  values: Span<Float>, counterfactuals: Span<Float>, rows: Span<Int>, margin: Float, weight: Float, ensembleSize: Int,
  gradient: inout MutableSpan<Float>, counterfactualGradient: inout MutableSpan<Float>
) -> Float {
  precondition(
    counterfactuals.count == rows.count && counterfactualGradient.count == rows.count
      && gradient.count == values.count, "takeoverMarginLoss: shapes do not fit")
  let share = weight / Float(values.count)
  var sum: Float = 0
  for place in rows.indices {
    let row = rows[place]
    let gap = margin - (values[row] - counterfactuals[place])
    // A NaN goes on into the gradient, where it is found.
    let hinge = gap < 0 ? 0 : gap
    sum += hinge * hinge
    let slope = 2 * share * hinge / Float(ensembleSize)
    gradient[row] -= slope
    counterfactualGradient[place] = slope
  }
  return share * sum
}
