/// Bellman targets y = r + γ·m·(minⱼ Q̄ⱼ(s′, a′) − α·log π(a′ | s′)), a′ ~ π(· | s′), of a batch of transitions.
///
/// SAC, arXiv:1812.05905, eq. 3 and 5; the minimum runs over a random subset of the ensemble drawn without replacement
/// (REDQ, arXiv:2101.05982, alg. 1). γ·m multiplies the entropy term too.
///
/// - Parameters:
///   - rewards: r, [rows].
///   - masks: m, 0 where the task terminated, 1 otherwise; truncation keeps 1; [rows].
///   - subset: Q̄ⱼ(s′, a′), [M, rows], M ≥ 1.
///   - temperature: α; 0 where the backup has no entropy term.
///   - logProbabilities: log π(a′ | s′), nats, summed over action elements, [rows].
///   - targets: y, [rows], overwritten.
public func criticTargets(
  rewards: Span<Float>, masks: Span<Float>, discount: Float, subset: Span<Float>, temperature: Float,
  logProbabilities: Span<Float>, into targets: inout MutableSpan<Float>
) {
  let rows = targets.count
  precondition(
    rewards.count == rows && masks.count == rows && logProbabilities.count == rows && subset.count >= rows
      && subset.count.isMultiple(of: max(rows, 1)), "criticTargets: shapes do not fit")
  for row in 0..<rows {
    var minimum = subset[row]
    for start in stride(from: rows, to: subset.count, by: rows) {
      let other = subset[start + row]
      // A NaN is taken and kept: no comparison replaces it.
      if other < minimum || other.isNaN { minimum = other }
    }
    targets[row] = rewards[row] + discount * masks[row] * (minimum - temperature * logProbabilities[row])
  }
}
