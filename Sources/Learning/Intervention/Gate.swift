public import Vocabulary

/// What a gate says about the step that the policy is about to take.
public enum GateVerdict: Equatable, Sendable {
  /// It has not seen enough since the policy got control.
  case unready
  case leave
  /// The expert shall drive for `steps` steps.
  case takeOver(steps: Int)
}

/// A simulated observer who decides when to take over from the policy.
///
/// It is asked before the action executes, and only while the policy has control.
public protocol Gate: AnyObject {
  /// An episode starts, the first one with index 0; `begin` follows.
  func beginEpisode(index: Int)

  /// The policy has control from here on: an episode starts, or the expert handed back.
  func begin(random: inout RandomStream)

  /// Sees every step that the policy is about to take, also those about which it is not asked.
  ///
  /// - Parameter progress: `Environment.progress`, what is left to do.
  func observe(progress: Double)

  /// Whether to take over now; `observe` has been called for this step.
  ///
  /// - Parameters:
  ///   - observation: o, flat.
  ///   - proposal: the action that the policy is about to execute.
  ///   - expertAction: what the acting expert would do.
  func decide(
    observation: Span<Float>, proposal: Span<Float>, expertAction: Span<Float>, random: inout RandomStream
  ) -> GateVerdict
}

extension Gate {
  /// Most gates judge every episode alike.
  public func beginEpisode(index: Int) {}
}

/// Nobody ever takes over: the control of every comparison.
public final class NeverGate: Gate {
  public init() {}
  public func begin(random: inout RandomStream) {}
  public func observe(progress: Double) {}
  public func decide(
    observation: Span<Float>, proposal: Span<Float>, expertAction: Span<Float>, random: inout RandomStream
  ) -> GateVerdict { .leave }
}

/// The expert drives from the first step to the end of the episode: demonstrations.
public final class AlwaysGate: Gate {
  public init() {}
  public func begin(random: inout RandomStream) {}
  public func observe(progress: Double) {}
  public func decide(
    observation: Span<Float>, proposal: Span<Float>, expertAction: Span<Float>, random: inout RandomStream
  ) -> GateVerdict { .takeOver(steps: .max) }
}
