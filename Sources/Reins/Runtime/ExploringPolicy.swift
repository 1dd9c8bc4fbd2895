import Learners
import Vocabulary

/// The learner's policy as training drives with it: from a stream of its own for every episode, and uniform over the
/// action box while the sanity rows fill their buffer.
///
/// It keeps what it proposed in the running episode. The weights change within an episode, so nothing else could bring
/// the episode back: see `EpisodeRecord`.
final class ExploringPolicy: Policy {
  let policy: SACPolicy
  /// Actions are uniform in [-1, 1] instead of the policy's.
  var isUniform = false
  /// Of the weights that proposed last.
  private(set) var version: UInt64 = 0
  private var random = RandomStream(seed: 0)
  /// Of the running episode, [steps, action dimension] and [steps].
  private var proposals: [Float] = []
  private var versions: [UInt64] = []
  /// Steps proposed; below `versions.count` while recorded ones are given again.
  private var steps = 0

  init(policy: SACPolicy) { self.policy = policy }

  var observationDimension: Int { policy.observationDimension }
  var actionDimension: Int { policy.actionDimension }

  func beginEpisode(random: RandomStream) {
    self.random = random.derived("uniform")
    policy.random = random.derived("policy")
    proposals.removeAll(keepingCapacity: true)
    versions.removeAll(keepingCapacity: true)
    steps = 0
  }

  func act(observation: Span<Float>, selection: ActionSelection, action: inout MutableSpan<Float>) {
    defer { steps += 1 }
    if steps < versions.count {
      for place in action.indices { action[place] = proposals[steps * actionDimension + place] }
      version = versions[steps]
      return
    }
    if isUniform {
      for place in action.indices { action[place] = Float(random.uniform(-1, 1)) }
    } else {
      policy.act(observation: observation, selection: selection, action: &action)
    }
    version = policy.version
    for place in action.indices { proposals.append(action[place]) }
    versions.append(version)
  }

  /// What the running episode has seen of this policy.
  var recorded: EpisodeRecord.Proposals {
    .init(actions: proposals, versions: versions, uniform: random, policy: policy.random)
  }

  /// After `beginEpisode`: gives recorded proposals again, and goes on from where their streams stood.
  func repeatProposals(_ recorded: EpisodeRecord.Proposals) {
    precondition(recorded.actions.count == recorded.versions.count * actionDimension, "every step has a whole action")
    proposals = recorded.actions
    versions = recorded.versions
    random = recorded.uniform
    policy.random = recorded.policy
    steps = 0
  }
}
