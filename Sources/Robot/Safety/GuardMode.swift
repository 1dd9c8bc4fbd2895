public import Vocabulary

/// What the guard lets happen. The raw values are those of the wire's `RobotMode`.
public enum GuardMode: UInt8, Sendable, CaseIterable {
  /// Nothing moves until an operator arms it.
  case disarmed = 1
  /// Ready; the first fresh command moves the robot.
  case armed = 2
  case policy = 3
  case expert = 4
  /// Stopped; goes on by itself, but for the reasons of which `StopReason.leavesByItself` says no.
  case hold = 5
  /// Stopped until `clear`.
  case latched = 6
  /// On the way to the task's start, or waiting there.
  case reset = 7

  /// Who commands; only `.policy` and `.expert` make transitions. In RESET learning goes on and nothing is stored.
  public var authority: Authority {
    switch self {
    case .policy: .policy
    case .expert: .expert
    case .disarmed, .armed, .hold, .latched, .reset: .none
    }
  }
}
