public import Vocabulary

/// Takes over when the task got stuck: with probability β if progress fell by less than k·d over the last k policy
/// steps and something is left to do, else with probability ε.
///
/// People react to stalls, not to single bad actions. Progress is what is left to do (0 at success); the k steps lie
/// after the last handback, so the policy always has k steps of its own before it is judged.
public final class ProgressGate: Gate {
  private let steps: Int
  private let leastFall: Double
  private let beta: Double
  private let epsilon: Double
  private let holdSteps: Int
  /// The last k + 1 values, at place seen % (k + 1).
  private var history: [Double]
  private var seen = 0

  /// - Parameters:
  ///   - steps: k.
  ///   - perStep: d, what progress must fall per step, in the task's units.
  ///   - holdSteps: n, steps that the expert keeps control.
  public init(steps: Int, perStep: Double, beta: Double, epsilon: Double, holdSteps: Int) {
    precondition(steps >= 1 && holdSteps >= 1, "a look-back and a takeover last at least one step")
    self.steps = steps
    leastFall = perStep * Double(steps)
    self.beta = beta
    self.epsilon = epsilon
    self.holdSteps = holdSteps
    history = Array(repeating: 0, count: steps + 1)
  }

  public func begin(random: inout RandomStream) { seen = 0 }

  public func observe(progress: Double) {
    history[seen % history.count] = progress
    seen += 1
  }

  public func decide(
    observation: Span<Float>, proposal: Span<Float>, expertAction: Span<Float>, random: inout RandomStream
  ) -> GateVerdict {
    if seen <= steps { return .unready }
    let now = history[(seen - 1) % history.count]
    let before = history[seen % history.count]
    // Written so that a NaN counts as stalled. Where nothing is left to do, nobody waits for progress.
    let stalled = !(before - now >= leastFall || now == 0)
    return random.bernoulli(stalled ? beta : epsilon) ? .takeOver(steps: holdSteps) : .leave
  }
}
