import Learners
import Vocabulary

/// The learner's policy as training drives with it: from a stream of its own for every episode, and uniform over the
/// action box while the sanity rows fill their buffer.
final class ExploringPolicy: Policy {
  let policy: SACPolicy
  /// Actions are uniform in [-1, 1] instead of the policy's.
  var isUniform = false
  private var random = RandomStream(seed: 0)

  init(policy: SACPolicy) { self.policy = policy }

  var observationDimension: Int { policy.observationDimension }
  var actionDimension: Int { policy.actionDimension }
  var version: UInt64 { policy.version }

  func beginEpisode(random: RandomStream) {
    self.random = random.derived("uniform")
    policy.random = random.derived("policy")
  }

  func act(observation: Span<Float>, selection: ActionSelection, action: inout MutableSpan<Float>) {
    if isUniform {
      for place in action.indices { action[place] = Float(random.uniform(-1, 1)) }
    } else {
      policy.act(observation: observation, selection: selection, action: &action)
    }
  }
}
