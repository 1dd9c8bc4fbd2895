/// The actor's loss L = 1/B Σ_b [ α·log π(a | s) − Q̂(s, a) ] with a = tanh(μ(s) + σ(s) ε), and dL/da through Q̂.
///
/// SAC, arXiv:1812.05905, eq. 9. Q̂ is the mean over the whole online ensemble (RLPD's code) or its minimum (SAC).
///
/// - Parameters:
///   - reduction: what Q̂ is.
///   - values: Qᵢ(s, a), [N, B].
///   - valueGradients: dQᵢ/da, [N, B, A].
///   - actionGradient: dL/da through Q̂ alone, that is −1/B · dQ̂/da, [B, A], overwritten.
///   - logProbabilities: log π(a | s), [B].
/// - Returns: L.
public func actorLoss(
  reduction: EnsembleReduction, values: Span<Float>, valueGradients: Span<Float>, logProbabilities: Span<Float>,
  temperature: Float, actionGradient: inout MutableSpan<Float>
) -> Float {
  let rows = logProbabilities.count
  let members = values.count / rows
  let dimension = actionGradient.count / rows
  precondition(
    values.count == members * rows && members > 0 && valueGradients.count == members * rows * dimension,
    "actorLoss: shapes do not fit")
  var loss: Float = 0
  for row in 0..<rows {
    var value = values[row]
    var least = 0
    switch reduction {
    case .mean:
      for member in 1..<max(members, 1) { value += values[member * rows + row] }
      value /= Float(members)
    case .minimum:
      least = leastCritic(values: values, row: row, of: rows)
      value = values[least * rows + row]
    }
    loss += temperature * logProbabilities[row] - value
    for element in 0..<dimension {
      let place = row * dimension + element
      var slope: Float = 0
      switch reduction {
      case .mean:
        for member in 0..<members { slope += valueGradients[member * rows * dimension + place] }
        slope /= Float(members)
      case .minimum: slope = valueGradients[least * rows * dimension + place]
      }
      actionGradient[place] = -slope / Float(rows)
    }
  }
  return loss / Float(rows)
}

/// The member with the least Qᵢ of one row, the first of equals; a NaN is taken and kept.
///
/// - Parameter values: Qᵢ, [N, rows].
func leastCritic(values: Span<Float>, row: Int, of rows: Int) -> Int {
  var (least, value) = (0, values[row])
  for place in stride(from: rows + row, to: values.count, by: rows) {
    let other = values[place]
    if other < value || other.isNaN { (least, value) = (place / rows, other) }
  }
  return least
}
