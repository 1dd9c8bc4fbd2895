/// Which limits changed a command in one tick.
public struct LimitSet: OptionSet, Equatable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let position = LimitSet(rawValue: 1 << 0)
  public static let velocity = LimitSet(rawValue: 1 << 1)
  public static let acceleration = LimitSet(rawValue: 1 << 2)
  public static let jerk = LimitSet(rawValue: 1 << 3)
  public static let toolSpeed = LimitSet(rawValue: 1 << 4)
  public static let workspace = LimitSet(rawValue: 1 << 5)
  /// Slowed down because the Jacobian is badly conditioned.
  public static let singularity = LimitSet(rawValue: 1 << 6)
  /// Slowed down because an expert drives out of a hazard.
  public static let hazard = LimitSet(rawValue: 1 << 7)
  /// The command before was limited and this one is being caught up with.
  public static let catchingUp = LimitSet(rawValue: 1 << 8)
}
