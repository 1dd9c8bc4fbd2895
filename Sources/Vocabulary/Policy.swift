/// Which action a stochastic policy gives.
public enum ActionSelection: String, Codable, Sendable {
  /// Drawn from the policy's distribution: exploration.
  case sample
  /// The distribution's mode, tanh of the mean: evaluation and deployment.
  case mode
}

/// Something that drives: maps an observation to an action in [-1, 1].
public protocol Policy: AnyObject {
  var observationDimension: Int { get }
  var actionDimension: Int { get }
  /// Rises with every change of the weights; named by every transition and every command.
  var version: UInt64 { get }
  func act(observation: Span<Float>, selection: ActionSelection, action: inout MutableSpan<Float>)
}

/// Something that could take over: acts in the same space as the policy and may know the task.
public protocol Expert: AnyObject {
  /// Called after the environment's reset; draws this episode's mistakes from `random`.
  func beginEpisode(random: inout RandomStream)
  /// The action the expert would take now, in [-1, 1].
  func act(observation: Span<Float>, action: inout MutableSpan<Float>)
}

/// Somebody who can tell how good an action is: Q_ref and pi_ref of RLIF's eq. 5.1. It may be far better than the expert
/// that acts.
public protocol Judge: AnyObject {
  /// Q_ref(s, a), in any unit; higher is better.
  func value(observation: Span<Float>, action: Span<Float>) -> Double
  /// pi_ref(s): what the judge itself would do.
  func act(observation: Span<Float>, action: inout MutableSpan<Float>)
}
