/// Where the learner's reward comes from.
public enum RewardSource: String, Codable, Sendable, CaseIterable {
  /// Takeovers alone: RLIF. No task reward reaches the replay buffer.
  case intervention
  /// The task's own reward: the sanity row that tells learner bugs from label bugs.
  case task
}
