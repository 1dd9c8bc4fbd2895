/// What a process is in a session. The raw values are those on the wire.
public enum Role: UInt8, Sendable, CaseIterable, CustomStringConvertible {
  /// Binds, arbitrates, grants leases, keeps transitions; all others connect to one.
  case hub = 1
  /// Moves something, and guards it.
  case robot = 2
  /// A person's hands.
  case teleop = 3
  /// Looks on; commands nothing.
  case observer = 4
  /// Runs episodes elsewhere and sends what it lives through, or steps tasks that the hub simulates.
  case actor = 5
  /// Turns transitions into weights.
  case learner = 6

  public var description: String {
    switch self {
    case .hub: "hub"
    case .robot: "robot"
    case .teleop: "teleop"
    case .observer: "observer"
    case .actor: "actor"
    case .learner: "learner"
    }
  }
}
