public import Wire

/// What a learner has taken from its hub, and what it acknowledges. Pure.
///
/// Within a session nothing is missing between two transitions of a spool that arrive, and what was on its way when a session
/// ended comes again before anything else; so whatever is above the last number is the next, gaps of the spool itself included.
public struct TransitionIntake: Sendable {
  /// Last transition of each spool.
  private var newest: [UInt64: UInt64] = [:]
  private var touched: Set<UInt64> = []

  public init() {}

  /// - Returns: whether it is new, and belongs into the replay buffer.
  public mutating func take(_ message: TransitionMessage) -> Bool {
    touched.insert(message.spool)
    guard message.number > newest[message.spool] ?? 0 else { return false }
    newest[message.spool] = message.number
    return true
  }

  /// For the spools of which something has come since the last time, known or new.
  public mutating func acknowledgements() -> [TransitionAcknowledgement] {
    defer { touched.removeAll(keepingCapacity: true) }
    return touched.map { TransitionAcknowledgement(spool: $0, durableThrough: newest[$0] ?? 0) }
  }
}
