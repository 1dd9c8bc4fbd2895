/// Why the robot is held or latched, and what helps.
public enum StopReason: UInt8, Sendable, CaseIterable, CustomStringConvertible {
  case none = 0
  /// The watchdog: no command was obeyed for `validPolicyPeriods`.
  case commandStale = 1
  case hubLost = 2
  case commandNotFinite = 3
  /// As many values as the robot has joints were expected.
  case commandCount = 4
  case force = 5
  case workspace = 6
  case singularity = 7
  /// The robot is not where it was commanded.
  case tracking = 8
  /// The robot's own measurements are not finite or incomplete.
  case reading = 9
  case operatorStop = 10
  /// RESET did not arrive in time.
  case resetTimeout = 11

  /// HOLD ends without an operator, when the cause is gone and fresh commands come.
  public var leavesByItself: Bool { self != .operatorStop && self != .resetTimeout }

  public var description: String {
    switch self {
    case .none: ""
    case .commandStale: "no fresh command came in time"
    case .hubLost: "the hub is silent"
    case .commandNotFinite: "a command held a value that is not finite"
    case .commandCount: "a command had a wrong number of joints"
    case .force: "the contact force is above its limit"
    case .workspace: "the tool is outside the workspace box"
    case .singularity: "the arm is near a singularity"
    case .tracking: "the arm is not where it was commanded"
    case .reading: "the robot's measurements are missing or not finite"
    case .operatorStop: "the operator stopped it"
    case .resetTimeout: "the way to the start took too long"
    }
  }

  /// What an operator does about a hold for this reason.
  public var holdWayOut: String {
    switch self {
    case .none: ""
    case .commandStale, .hubLost: "it goes on by itself when commands come again"
    case .commandNotFinite, .commandCount: "it goes on by itself when the commands are right again"
    case .force, .workspace, .singularity: "take over and drive it out slowly, or reset"
    case .reading: "it goes on by itself when measurements come again"
    case .operatorStop: "say ready, or reset"
    case .resetTimeout: "take over and drive it free, or reset again"
    case .tracking: latchedWayOut
    }
  }

  /// What an operator does about a latch for this reason.
  public var latchedWayOut: String {
    switch self {
    case .none: ""
    case .commandStale, .hubLost: "see that hub and policy run, then clear and arm"
    case .commandNotFinite, .commandCount: "mend the policy, then clear and arm"
    case .force: "free the arm, then clear and arm"
    case .tracking: "free the arm and check its brakes and its power, then clear and arm"
    case .reading: "mend the robot's driver, then clear and arm"
    case .workspace, .singularity, .operatorStop, .resetTimeout: "clear and arm"
    }
  }
}
