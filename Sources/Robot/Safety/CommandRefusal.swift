/// Why a command was not obeyed in this tick.
public enum CommandRefusal: UInt8, Sendable, CaseIterable, CustomStringConvertible {
  /// It was obeyed, or none was given.
  case none = 0
  case stale = 1
  /// Its epoch is below the highest that was obeyed.
  case oldEpoch = 2
  case notFinite = 3
  case wrongCount = 4
  /// Nobody's: `.none` commands nothing.
  case noAuthority = 5
  /// The policy's, while an expert drives.
  case outranked = 6
  /// The policy's answer to an observation from before the robot was given to it.
  case beforeRelease = 7
  /// Fresh and right, but the mode lets no command move the robot.
  case notDriving = 8

  public var description: String {
    switch self {
    case .none: "obeyed"
    case .stale: "the command is too old"
    case .oldEpoch: "the command's epoch is over"
    case .notFinite: "the command holds a value that is not finite"
    case .wrongCount: "the command has a wrong number of joints"
    case .noAuthority: "the command has no authority"
    case .outranked: "an expert drives"
    case .beforeRelease: "the command answers an observation from before the robot was handed back"
    case .notDriving: "the guard's mode obeys no command"
    }
  }
}
