import Safety
import Vocabulary

/// The numbers of Franka's documentation, written down once more: tests of the guard read no files.
enum Panda {
  static let names = (1...7).map { "panda_joint\($0)" }
  static let upper = [2.8973, 1.7628, 2.8973, -0.0698, 2.8973, 3.7525, 2.8973]
  static let lower = [-2.8973, -1.7628, -2.8973, -3.0718, -2.8973, -0.0175, -2.8973]
  static let velocity = [2.175, 2.175, 2.175, 2.175, 2.61, 2.61, 2.61]
  static let acceleration = [15, 7.5, 10, 12.5, 15, 20, 20.0]
  static let jerk = [7500, 3750, 5000, 6250, 7500, 10000, 10000.0]
  static let neutral = [0, 0.41, 0, -1.85, 0, 2.26, 0.79]

  static let joints = (0..<7).map {
    JointLimits(
      lower: lower[$0], upper: upper[$0], velocity: velocity[$0], acceleration: acceleration[$0], jerk: jerk[$0])
  }

  /// Without margins and with a tool that is never the bound, unless `change` says otherwise.
  static func robot(_ change: (inout SafetyLimits) -> Void = { _ in }) -> RobotDescription {
    var robot = RobotDescription()
    robot.name = "panda"
    robot.toolLink = "panda_grasptarget"
    robot.armJoints = (0..<7).map {
      .init(
        name: names[$0], lowerRadians: lower[$0], upperRadians: upper[$0], maximumRadiansPerSecond: velocity[$0],
        motorNewtonMeters: 87, neutralRadians: neutral[$0])
    }
    robot.gripper.joints = (1...2).map {
      .init(
        name: "finger\($0)", lowerMeters: 0, upperMeters: 0.04, maximumMetersPerSecond: 0.05, motorNewtons: 70,
        neutralMeters: 0.02)
    }
    var limits = SafetyLimits()
    limits.armRadiansPerSecondSquared = acceleration
    limits.armRadiansPerSecondCubed = jerk
    limits.marginShare = 0
    limits.positionMarginRadians = 0
    limits.trackingRadians = 3
    change(&limits)
    robot.safety = limits
    return robot
  }
}

/// The Franka Research 3's table of the same documentation ("Limits for Franka Research 3"); the constants of its
/// position-dependent velocity limits are the same in libfranka's `rate_limiting.h` (Apache-2.0). That the curves begin a little
/// beyond the position limits is theirs.
enum FR3 {
  static let upper = [2.7437, 1.7837, 2.9007, -0.1518, 2.8065, 4.5169, 3.0159]
  static let lower = [-2.7437, -1.7837, -2.9007, -3.0421, -2.8065, 0.5445, -3.0159]
  static let velocity = [2.62, 2.62, 2.62, 2.62, 5.26, 4.18, 5.26]
  static let curveUpper = [2.7501, 1.7918, 2.9065, -0.1458, 2.8101, 4.5205, 3.0196]
  static let curveLower = [-2.7501, -1.7918, -2.9065, -3.0481, -2.8101, 0.54092, -3.0196]
  static let curveFactor = [12, 5.17, 7, 8, 34, 11, 34.0]
  static let curveOffset = [0.3, 0.2, 0.2, 0.3, 0.35, 0.35, 0.35]

  /// q̇ of a joint at a position, towards its upper end and towards its lower.
  static func mostUp(_ joint: Int, _ q: Double) -> Double { most(joint, distance: curveUpper[joint] - q) }
  static func mostDown(_ joint: Int, _ q: Double) -> Double { most(joint, distance: q - curveLower[joint]) }

  private static func most(_ joint: Int, distance: Double) -> Double {
    min(velocity[joint], max(0, -curveOffset[joint] + max(0, curveFactor[joint] * distance).squareRoot()))
  }

  static let joints = (0..<7).map { joint in
    var limits = JointLimits(
      lower: lower[joint], upper: upper[joint], velocity: velocity[joint], acceleration: 10, jerk: 5000)
    let (factor, offset) = (curveFactor[joint], curveOffset[joint])
    limits.upperCurve = VelocityCurve(position: curveUpper[joint], factor: factor, offset: offset)
    limits.lowerCurve = VelocityCurve(position: curveLower[joint], factor: factor, offset: offset)
    return limits
  }

  /// With the Panda's names, fingers and neutral pose, which the FR3 has, too; without margins.
  static func robot(_ change: (inout SafetyLimits) -> Void = { _ in }) -> RobotDescription {
    var robot = Panda.robot {
      $0.armRadiansPerSecondSquared = Array(repeating: 10, count: 7)
      $0.armRadiansPerSecondCubed = Array(repeating: 5000, count: 7)
      ($0.armCurveUpperRadians, $0.armCurveLowerRadians) = (curveUpper, curveLower)
      ($0.armCurveRadiansPerSecondSquared, $0.armCurveRadiansPerSecond) = (curveFactor, curveOffset)
      change(&$0)
    }
    robot.name = "fr3"
    for joint in 0..<7 {
      robot.armJoints[joint].lowerRadians = lower[joint]
      robot.armJoints[joint].upperRadians = upper[joint]
      robot.armJoints[joint].maximumRadiansPerSecond = velocity[joint]
    }
    return robot
  }
}

/// Universal Robots' positions and velocities, our accelerations and jerks: a jerk limit that is slow to act.
enum UR5e {
  static let joints = [6.2831, 6.2831, 3.1415, 6.2831, 6.2831, 6.2831].map {
    JointLimits(lower: -$0, upper: $0, velocity: 3.1415, acceleration: 5, jerk: 100)
  }

  /// Six joints and the Panda's fingers; without margins.
  static func robot(_ change: (inout SafetyLimits) -> Void = { _ in }) -> RobotDescription {
    var robot = Panda.robot {
      $0.armRadiansPerSecondSquared = joints.map(\.acceleration)
      $0.armRadiansPerSecondCubed = joints.map(\.jerk)
      change(&$0)
    }
    robot.name = "ur5e"
    robot.armJoints = joints.enumerated().map {
      .init(
        name: "joint\($0)", lowerRadians: $1.lower, upperRadians: $1.upper, maximumRadiansPerSecond: $1.velocity,
        motorNewtonMeters: 28, neutralRadians: 0)
    }
    return robot
  }
}
