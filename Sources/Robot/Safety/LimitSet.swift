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
  /// Slowed down because the newest command is old.
  public static let age = LimitSet(rawValue: 1 << 9)
}

extension LimitSet: CustomStringConvertible {
  /// What changed a command, in words; empty when nothing did.
  public var description: String {
    let words: [(LimitSet, String)] = [
      (.position, "a joint's range"), (.velocity, "a joint's velocity"), (.acceleration, "a joint's acceleration"),
      (.jerk, "a joint's jerk"), (.toolSpeed, "the tool's speed"), (.workspace, "the workspace box"),
      (.singularity, "slowed down near a singularity"), (.hazard, "slowed down in a hazard"),
      (.catchingUp, "catching up with the command"), (.age, "slowed down, the newest command is old"),
    ]
    return words.filter { contains($0.0) }.map(\.1).joined(separator: "; ")
  }
}
