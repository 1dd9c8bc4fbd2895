/// What Q can be under rewards from a known range: |Q| grows by at most one reward per step, discounted.
///
/// V = Σ γᵗ rₜ over a future that may end at any step, so min(0, r_low)/(1 − γ) ≤ Q ≤ max(0, r_high)/(1 − γ). For RLIF
/// (r in {−1, 0}, no entropy in the target) that is [−1/(1 − γ), 0]. With the entropy term in the target there is no such
/// bound.
public struct ValueBounds: Equatable, Sendable {
  public let low: Float
  public let high: Float

  /// - Parameters:
  ///   - rewards: the least and the greatest reward there is.
  ///   - discount: γ, below 1.
  public init(rewards: ClosedRange<Float>, discount: Float) {
    low = min(0, rewards.lowerBound) / (1 - discount)
    high = max(0, rewards.upperBound) / (1 - discount)
  }

  /// Whether a value lies outside by more than 5 % of the range; a NaN does.
  public func isViolated(by value: Float) -> Bool {
    let slack = 0.05 * (high - low)
    return !(value >= low - slack && value <= high + slack)
  }
}
