/// What a guard refuses to be told; every case says what helps.
public enum SafetyError: Error, Equatable, Sendable, CustomStringConvertible {
  case noLimits(robot: String)
  case tooManyJoints(count: Int, most: Int)
  case badPeriod(name: String, seconds: Double, allowed: String)
  case badSpeedShare(value: Double)
  case badSlowAge(milliseconds: Double, stopMilliseconds: Double)
  case wrongMode(wanted: String, mode: GuardMode, allowed: String)
  case notMeasured
  case streamTooYoung(freshSeconds: Double, neededSeconds: Double)
  case hazard(StopReason)
  case badPose(joint: Int, value: Double, lower: Double, upper: Double)
  case poseCount(count: Int, joints: Int)

  public var description: String {
    switch self {
    case .noLimits(let robot):
      "robots/\(robot)/robot.yaml has no safety section: add one, a robot is not driven without"
    case .tooManyJoints(let count, let most): "the robot has \(count) joints, the guard takes at most \(most)"
    case .badPeriod(let name, let seconds, let allowed): "the \(name) period is \(seconds) s, allowed is \(allowed)"
    case .badSpeedShare(let value): "the largest share of speed is \(value), allowed is above 0, at most 1"
    case .badSlowAge(let slow, let stop):
      "safety.ageSlowMilliseconds is \(slow), allowed is below \(stop), at which a command stops the robot: lower it, or 0 to "
        + "have it follow the policy's period"
    case .wrongMode(let wanted, let mode, let allowed): "the robot is \(mode), to \(wanted) it must be \(allowed)"
    case .notMeasured: "the robot was not measured yet: tick first"
    case .streamTooYoung(let fresh, let needed):
      "fresh commands came for \(fresh) s, arming needs \(needed) s: start the policy and wait"
    case .hazard(let reason): "\(reason): \(reason.latchedWayOut)"
    case .badPose(let joint, let value, let lower, let upper):
      "the pose has \(value) for joint \(joint), allowed is \(lower)...\(upper)"
    case .poseCount(let count, let joints): "the pose has \(count) values, the robot \(joints) joints"
    }
  }
}
