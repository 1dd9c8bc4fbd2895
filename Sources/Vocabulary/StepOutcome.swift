/// How an environment step ended.
///
/// The task's own end and the end of our watching are different things everywhere: a time limit is no fact about the
/// world, so the value of the next state still counts.
public enum StepOutcome: String, Codable, Sendable {
  case running, terminated, truncated

  /// m of the Bellman backup: only the task itself can stop the future.
  public var bootstrapMask: Float { self == .terminated ? 0 : 1 }
}
