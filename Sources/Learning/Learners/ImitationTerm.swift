import Foundation

/// Behaviour cloning beside the actor's own objective: L = λ/B Σ over expert-driven rows of ‖tanh μ(s) − a‖², a the
/// expert's executed action.
///
/// λ falls linearly from `learner.imitationWeight` to 0 over `learner.imitationUpdates` critic updates: a start that soon
/// leaves the teacher behind, because a poor one must not be imitated for good. (ConRFT, arXiv:2502.05450, keeps such
/// a term for good, with a consistency policy.)
///
/// - Parameters:
///   - heads: μ and log σ side by side, [rows, 2A].
///   - actions: executed actions, [rows, A].
///   - driven: 1 where an expert drove, 0 elsewhere, [rows].
///   - share: λ/B.
///   - headGradient: dL/dμ is added to it, [rows, 2A].
/// - Returns: the rows' share of L.
public func imitationTerm(
  heads: Span<Float>, actions: Span<Float>, driven: Span<Float>, share: Float, headGradient: inout MutableSpan<Float>
) -> Float {
  let dimension = actions.count / max(driven.count, 1)
  precondition(
    heads.count == 2 * actions.count && headGradient.count == heads.count && actions.count == driven.count * dimension,
    "imitationTerm: shapes do not fit")
  var loss: Float = 0
  for row in driven.indices where driven[row] > 0 {
    for element in 0..<dimension {
      let head = 2 * row * dimension + element
      let mode = tanhf(heads[head])
      let error = mode - actions[row * dimension + element]
      loss += share * error * error
      headGradient[head] += 2 * share * error * (1 - mode * mode)
    }
  }
  return loss
}

extension SACConfiguration {
  /// λ after `updates` critic updates.
  public func imitationWeight(after updates: UInt64) -> Float {
    if imitationUpdates == 0 { return imitationWeight }
    return imitationWeight * max(0, 1 - Float(updates) / Float(imitationUpdates))
  }
}
