/// The reward of a goal-conditioned task as a function of two goals alone, for any number of them at once: what
/// relabelling needs (hindsight experience replay, arXiv:1707.01495). It is the function that pays in `step`.
public struct GoalRewards: Equatable, Sendable {
  /// Elements of a goal.
  public var dimension: Int
  public var measure: GoalMeasure
  /// In the measure's unit.
  public var threshold: Double
  public var form: RewardForm

  public init(dimension: Int, measure: GoalMeasure, threshold: Double, form: RewardForm) {
    self.dimension = dimension
    self.measure = measure
    self.threshold = threshold
    self.form = form
  }

  /// Rewards and successes of `rewards.count` pairs, row by row; allocates nothing.
  ///
  /// - Parameters:
  ///   - achieved: shape [count, dimension], row-major.
  ///   - desired: the same shape.
  ///   - rewards: shape [count], receives what `step` would pay.
  ///   - successes: shape [count], receives whether the goal is reached.
  public func fill(
    achieved: Span<Float>, desired: Span<Float>, rewards: inout MutableSpan<Float>, successes: inout MutableSpan<Bool>
  ) {
    let count = rewards.count
    precondition(
      achieved.count == count * dimension && desired.count == count * dimension && successes.count == count,
      "every reward has an achieved and a desired goal and a place for its success")
    for row in 0..<count {
      let distance = measure.distance(achieved, from: row * dimension, desired, from: row * dimension, count: dimension)
      rewards[row] = Float(form.reward(distance: distance, threshold: threshold))
      successes[row] = isSuccess(distance: distance, threshold: threshold)
    }
  }
}
