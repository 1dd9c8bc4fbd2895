import Learners
import Vocabulary

/// A policy by its mode: deployed ones do not explore.
final class DeployedPolicy: Policy {
  private let policy: SACPolicy

  init(_ policy: SACPolicy) { self.policy = policy }

  var observationDimension: Int { policy.observationDimension }
  var actionDimension: Int { policy.actionDimension }
  var version: UInt64 { policy.version }

  func act(observation: Span<Float>, selection: ActionSelection, action: inout MutableSpan<Float>) {
    policy.act(observation: observation, selection: .mode, action: &action)
  }
}
