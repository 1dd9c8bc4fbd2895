import Networks
public import Vocabulary

/// A frozen learner that judges: Q_ref is the mean of the online ensemble, pi_ref the actor's mode action.
///
/// The reference of RLIF's eq. 5.1 (arXiv:2311.12996); its code judges with an RLPD agent in the same way.
public final class CriticJudge: Judge {
  private let policy: SACPolicy
  private let critics: MLPEnsemble
  private let workspace: MLPWorkspace
  private let input: Matrix

  init(policy: SACPolicy, critics: MLPEnsemble) {
    self.policy = policy
    self.critics = critics
    workspace = MLPWorkspace(shape: critics.shape, rows: 1, gradients: false)
    input = Matrix(rows: 1, columns: critics.shape.inputDimension)
  }

  public func value(observation: Span<Float>, action: Span<Float>) -> Double {
    let inputs = policy.policyInput.dimension
    precondition(action.count == policy.actionDimension, "the action has the task's dimension")
    // One judge serves one thread, so nobody else holds these spans.
    unsafe input.elements.withMutableSpan(0..<inputs) { policy.policyInput.apply(observation, into: &$0) }
    unsafe input.elements.withMutableSpan(inputs..<inputs + action.count) {
      for element in action.indices { $0[element] = action[element] }
    }
    var sum = 0.0
    for member in 0..<critics.memberCount {
      critics.forward(member: member, input: input, rows: 0..<1, workspace: workspace)
      sum += Double(workspace.output[0, 0])
    }
    return sum / Double(critics.memberCount)
  }

  public func act(observation: Span<Float>, action: inout MutableSpan<Float>) {
    policy.act(observation: observation, selection: .mode, action: &action)
  }
}
