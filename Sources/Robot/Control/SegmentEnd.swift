import Intervention
import Vocabulary

/// What follows a step, as far as the step's label is concerned.
public enum SegmentEnd: Equatable, Sendable {
  /// Another step follows.
  case running
  /// The future is worth nothing: mask 0.
  case terminated
  /// We stopped looking: mask 1.
  case truncated
  /// The task failed, or somebody says so: a takeover of length 0 while the policy drove.
  case failed
  /// Somebody stopped the policy because it went wrong: a takeover of length 0, in a state that work can continue from.
  case stopped
}

extension InterventionConfiguration {
  /// What a step's result means under RLIF's reward. Rewards are ≤ 0, so mask 0 is the best there is and success alone
  /// may have it.
  ///
  /// | result | end |
  /// |---|---|
  /// | success, `onSuccess: terminal` | terminated |
  /// | success, `onSuccess: truncated` | truncated |
  /// | success, `onSuccess: continue` | running; truncated where the episode ends, by its time or by the task |
  /// | terminated without success | failed |
  /// | time limit | truncated |
  func segmentEnd(of result: StepResult) -> SegmentEnd {
    if result.success {
      switch onSuccess {
      case .terminal: return .terminated
      case .truncated: return .truncated
      case .continue: return result.outcome == .running ? .running : .truncated
      }
    }
    switch result.outcome {
    case .running: return .running
    case .terminated: return .failed
    case .truncated: return .truncated
    }
  }
}
