public import Vocabulary

/// The guard between commands and a robot: one value, ticked at the control rate.
///
/// Every tick yields joint positions within the limits of `robots/<name>/robot.yaml` and a verdict, whatever the command.
/// Time is passed in; a tick takes no memory and no lock. States: DISARMED → ARMED → POLICY | EXPERT → HOLD → LATCHED, and
/// RESET; `docs/safety.md` has the table. This is software, not a safety-rated system: it needs a robot that has its own
/// limits and an emergency stop beside it.
public struct SafetyGuard: Sendable {
  public let limits: SafetyLimits
  public let armJointCount: Int
  public let jointCount: Int
  /// Δt, s.
  public let controlPeriod: Double
  /// What the joints obey: limits with their margins.
  public let jointLimits: [JointLimits]

  public internal(set) var mode = GuardMode.disarmed
  /// Why it is held or latched.
  public internal(set) var reason = StopReason.none
  /// The last seconds of ticks.
  public internal(set) var recorder: FlightRecorder
  /// Ticks in which a command was not reached for its age.
  public internal(set) var agedTicks: UInt64 = 0

  var joints: [JointLimiter]
  var plans: [JointPlan]
  var desired: [Double]
  var home: [Double]
  var gate: CommandGate
  var slowdown: AgeSlowdown
  let tool: ToolLimiter
  var hazards: Hazards = []
  /// Hazards that an expert or RESET may drive out of.
  var tolerated: Hazards = []
  var badReadings = 0
  /// The joints' positions are those that were measured at some time.
  var isSettled = false
  var route = ResetRoute()
  /// When this mode began.
  var modeSince: UInt64 = 0
  /// The watchdog counts from here at the earliest.
  var watchSince: UInt64 = 0
  var clock: UInt64 = 0
  /// Who gave the positions in `desired`.
  var desiredAuthority = Authority.none

  /// - Parameters:
  ///   - robot: validated; must have a `safety` section.
  ///   - controlPeriod: seconds between two ticks.
  ///   - policyPeriod: seconds between two commands.
  ///   - maximumSpeedShare: of every joint's velocity limit, fingers included; the tool's cap is left as it is.
  ///   - highestEpoch: that a guard before this one has obeyed; lower ones are refused.
  public init(
    _ robot: RobotDescription, controlPeriod: Double, policyPeriod: Double, maximumSpeedShare: Double = 1,
    highestEpoch: UInt64 = 0
  ) throws(SafetyError) {
    guard let limits = robot.safety else { throw .noLimits(robot: robot.name) }
    let joints = Self.jointLimits(robot, limits, speedShare: maximumSpeedShare)
    guard joints.count <= SafeCommand.maximumJointCount else {
      throw .tooManyJoints(count: joints.count, most: SafeCommand.maximumJointCount)
    }
    guard maximumSpeedShare > 0, maximumSpeedShare <= 1 else { throw .badSpeedShare(value: maximumSpeedShare) }
    guard (1e-4...1).contains(controlPeriod) else {
      throw .badPeriod(name: "control", seconds: controlPeriod, allowed: "0.0001...1")
    }
    let longest = limits.latchSeconds / limits.validPolicyPeriods
    guard policyPeriod >= controlPeriod * (1 - 1e-9), policyPeriod < longest else {
      throw .badPeriod(
        name: "policy", seconds: policyPeriod,
        allowed: "\(controlPeriod) (a control period) to below \(longest) (safety.latchSeconds / validPolicyPeriods)")
    }
    self.limits = limits
    self.controlPeriod = controlPeriod
    armJointCount = robot.armJoints.count
    jointCount = joints.count
    jointLimits = joints
    let neutral = robot.armJoints.map(\.neutralRadians) + robot.gripper.joints.map(\.neutralMeters)
    self.joints = zip(joints, neutral).map { JointLimiter($0, period: controlPeriod, at: $1) }
    plans = Array(repeating: JointPlan(), count: joints.count)
    desired = neutral
    home = limits.homeRadians.isEmpty ? neutral : limits.homeRadians + neutral[armJointCount...]
    gate = CommandGate(
      limits, jointCount: joints.count, policyPeriodNanoseconds: UInt64((policyPeriod * 1e9).rounded()),
      highestEpoch: highestEpoch)
    slowdown = try AgeSlowdown(limits, policyPeriod: policyPeriod, stopNanoseconds: gate.validNanoseconds)
    tool = ToolLimiter(limits, period: controlPeriod)
    let ticks = (limits.recorderSeconds / controlPeriod).rounded(.up)
    recorder = FlightRecorder(jointCount: joints.count, capacity: max(1, Int(ticks)))
  }

  /// The age of the newest command from which the robot slows down.
  public var slowNanoseconds: UInt64 { slowdown.slowNanoseconds }
  /// How long a command is obeyed.
  public var validNanoseconds: UInt64 { gate.validNanoseconds }
  /// The silence that latches.
  public var latchNanoseconds: UInt64 { gate.latchNanoseconds }
  /// The highest epoch that was obeyed.
  public var epoch: UInt64 { gate.highestEpoch }

  var isAtRest: Bool {
    for joint in joints where !joint.isAtRest { return false }
    return true
  }

  private static func jointLimits(
    _ robot: RobotDescription, _ limits: SafetyLimits, speedShare: Double
  ) -> [JointLimits] {
    var joints: [JointLimits] = []
    for (index, joint) in robot.armJoints.enumerated() {
      var one = JointLimits(
        lower: joint.lowerRadians, upper: joint.upperRadians, velocity: joint.maximumRadiansPerSecond * speedShare,
        acceleration: limits.armRadiansPerSecondSquared[index], jerk: limits.armRadiansPerSecondCubed[index])
      if !limits.armCurveRadiansPerSecond.isEmpty {
        let (factor, offset) = (limits.armCurveRadiansPerSecondSquared[index], limits.armCurveRadiansPerSecond[index])
        one.upperCurve = VelocityCurve(position: limits.armCurveUpperRadians[index], factor: factor, offset: offset)
        one.lowerCurve = VelocityCurve(position: limits.armCurveLowerRadians[index], factor: factor, offset: offset)
      }
      joints.append(one.withMargin(share: limits.marginShare, distance: limits.positionMarginRadians))
    }
    for finger in robot.gripper.joints {
      // Without a distance: shut is where a finger must get.
      joints.append(
        JointLimits(
          lower: finger.lowerMeters, upper: finger.upperMeters, velocity: finger.maximumMetersPerSecond * speedShare,
          acceleration: limits.fingerMetersPerSecondSquared, jerk: limits.fingerMetersPerSecondCubed
        ).withMargin(share: limits.marginShare, distance: 0))
    }
    return joints
  }
}
