/// Where the learner's reward comes from.
public enum RewardSource: String, Codable, Sendable, CaseIterable {
  /// Takeovers alone: RLIF. No task reward reaches the replay buffer.
  case intervention
  /// The task's own reward: the sanity row that tells learner bugs from label bugs.
  case task
  /// 1 at success, which ends the episode and is worth no more (mask 0), else 0: HIL-SERL's classifier
  /// (arXiv:2410.21845). The task says what success is.
  case success
}
