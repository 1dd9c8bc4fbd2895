public import Vocabulary

/// A trained policy as the teleoperator: the acting expert of RLIF's experiments (arXiv:2311.12996, section 6.1), whose
/// released code draws its actions instead of taking the mode.
public final class PolicyExpert: Expert {
  private let policy: SACPolicy
  private let selection: ActionSelection

  /// - Parameter policy: nobody else may use it.
  public init(policy: SACPolicy, selection: ActionSelection) {
    self.policy = policy
    self.selection = selection
  }

  /// All chance of the episode comes from one word of `random`.
  public func beginEpisode(random: inout RandomStream) { policy.random = RandomStream(seed: random.next()) }

  public func act(observation: Span<Float>, action: inout MutableSpan<Float>) {
    policy.act(observation: observation, selection: selection, action: &action)
  }
}
