public import Vocabulary

/// Decides whose action is executed and remembers who commanded the step before.
public struct AuthorityArbiter: Sendable {
  /// What the arbiter decided for one step.
  public struct Decision: Equatable, Sendable {
    public var authority: Authority
    /// The expert commands this step and did not command the one before.
    public var takeoverStarted: Bool
    /// The policy commands this step and the expert commanded the one before.
    public var handedBack: Bool
  }

  private var previous = Authority.none

  public init() {}

  /// Nobody has commanded yet.
  public mutating func begin() { previous = .none }

  /// Copies the action that is to be executed, its finite elements clipped to [-1, 1].
  ///
  /// A value that is not finite is passed on: the environment refuses it by name, and clipping would hide it.
  public mutating func arbitrate(
    expertDrives: Bool, proposal: Span<Float>, expertAction: Span<Float>, executed: inout MutableSpan<Float>
  ) -> Decision {
    for place in executed.indices {
      executed[place] = clippedToActionBox(expertDrives ? expertAction[place] : proposal[place])
    }
    let authority: Authority = expertDrives ? .expert : .policy
    let decision = Decision(
      authority: authority, takeoverStarted: authority == .expert && previous != .expert,
      handedBack: authority == .policy && previous == .expert)
    previous = authority
    return decision
  }
}

/// Nearest value in [-1, 1]; what is not finite stays as it is.
func clippedToActionBox(_ value: Float) -> Float { value.isFinite ? min(max(value, -1), 1) : value }
