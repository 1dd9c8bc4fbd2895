public import Vocabulary

/// RLIF's reward for a step: −1 on the policy's last step before a takeover, else 0.
///
/// arXiv:2311.12996, alg. 2 and fig. 1. No task reward enters. A step whose action came from the expert is 0,
/// and so is the first step of an episode that the expert starts: no policy action led there.
///
/// - Parameters:
///   - current: who commanded the step.
///   - next: who commanded the step after it.
public func interventionReward(current: Authority, next: Authority) -> Float {
  interventionReward(current: current, stepsToTakeover: next == .expert ? 1 : nil, window: 1)
}

/// RLIF's reward on a window: −1 on the policy's last `window` steps before a takeover, else 0.
///
/// A window of 1 is the paper's. Observers react to what they saw over several steps, not to the last one, so a window
/// as long as their look-back (4 steps for the progress gate) carries more of what they meant.
///
/// - Parameters:
///   - current: who commanded the step.
///   - stepsToTakeover: steps from this one to the first that the expert commands, 1 for the last before it; nil when
///     the policy's turn ended without a takeover. Steps before the last handback belong to an earlier turn: nil too.
///   - window: steps, at least 1.
public func interventionReward(current: Authority, stepsToTakeover: Int?, window: Int) -> Float {
  guard current == .policy, let stepsToTakeover else { return 0 }
  return stepsToTakeover <= window ? -1 : 0
}
