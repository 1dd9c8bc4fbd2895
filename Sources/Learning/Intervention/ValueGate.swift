public import Vocabulary

/// Takes over when a judge finds the policy's action worse than a yardstick's.
///
/// RLIF, arXiv:2311.12996, eq. 5.1: with probability β if Q_ref(s, a_yardstick) > Q_ref(s, a_policy) + δ, else with
/// probability ε (1 − β there). The released code compares with pi_ref(s), the judge's own action; eq. 5.1 with
/// pi_exp(s). The threshold is δ + λ·|Q_ref(s, a_yardstick)|: with λ = 1 − α and a positive Q it is the released rule
/// α·Q_ref(s, a_yardstick) > Q_ref(s, a_policy) (eq. A.2), and it keeps its meaning for negative values, where α turns it
/// round.
///
/// The action it objects to is not executed when the expert takes over at once, so the −1 falls on the step before it,
/// which may have been right. An onset jitter of one step lets the action happen first and be the one that is blamed:
/// that is the reward r~(s, a) of the paper's theory.
public final class ValueGate: Gate {
  private let judge: any Judge
  private let yardstick: Yardstick
  private let delta: Double
  private let deltaShare: Double
  private let beta: Double
  private let epsilon: Double
  private let holdSteps: Int
  private var judgeAction: [Float]

  /// - Parameters:
  ///   - delta: δ, in the judge's units, at least 0.
  ///   - deltaShare: λ, at least 0.
  ///   - holdSteps: n, steps that the expert keeps control.
  public init(
    judge: any Judge, actionDimension: Int, yardstick: Yardstick, delta: Double, deltaShare: Double = 0, beta: Double,
    epsilon: Double, holdSteps: Int
  ) {
    precondition(holdSteps >= 1, "a takeover lasts at least one step")
    self.judge = judge
    self.yardstick = yardstick
    self.delta = delta
    self.deltaShare = deltaShare
    self.beta = beta
    self.epsilon = epsilon
    self.holdSteps = holdSteps
    judgeAction = Array(repeating: 0, count: actionDimension)
  }

  public func begin(random: inout RandomStream) {}
  public func observe(progress: Double) {}

  public func decide(
    observation: Span<Float>, proposal: Span<Float>, expertAction: Span<Float>, random: inout RandomStream
  ) -> GateVerdict {
    let bar =
      switch yardstick {
      case .expert: judge.value(observation: observation, action: expertAction)
      case .judge: judgeValue(observation)
      }
    let threshold = delta + deltaShare * abs(bar)
    let worse = bar > judge.value(observation: observation, action: proposal) + threshold
    return random.bernoulli(worse ? beta : epsilon) ? .takeOver(steps: holdSteps) : .leave
  }

  private func judgeValue(_ observation: Span<Float>) -> Double {
    var scratch = judgeAction.mutableSpan
    judge.act(observation: observation, action: &scratch)
    let action = judgeAction
    return judge.value(observation: observation, action: action.span)
  }
}
