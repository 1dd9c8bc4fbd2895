/// What one environment step returned beside the observation.
public struct StepResult: Equatable, Sendable {
  public var outcome: StepOutcome
  /// The task's own reward, in the task's units. RLIF never reads it: it serves the sanity row and the reports.
  public var reward: Double
  /// True in the step whose state meets the task's success condition.
  public var success: Bool
  /// What is left to do, in the task's units (metres for the manipulation tasks): falls to 0 at success.
  public var progress: Double
  /// Why the episode ended; nil while it runs, and where an environment does not say.
  public var cause: EndCause?

  public init(outcome: StepOutcome, reward: Double, success: Bool, progress: Double, cause: EndCause? = nil) {
    self.outcome = outcome
    self.reward = reward
    self.success = success
    self.progress = progress
    self.cause = cause
  }
}
