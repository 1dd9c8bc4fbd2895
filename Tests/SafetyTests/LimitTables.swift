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

/// The FR3's table of the same documentation; of its position-dependent velocity limits only joint 1's was at hand, and
/// the others stand with their constant ones.
enum FR3 {
  static let joints: [JointLimits] = {
    let upper = [2.7437, 1.7837, 2.9007, -0.1518, 2.8065, 4.5169, 3.0159]
    let lower = [-2.7437, -1.7837, -2.9007, -3.0421, -2.8065, 0.5445, -3.0159]
    let velocity = [2.62, 2.62, 2.62, 2.62, 5.26, 4.18, 5.26]
    var joints = (0..<7).map {
      JointLimits(lower: lower[$0], upper: upper[$0], velocity: velocity[$0], acceleration: 10, jerk: 5000)
    }
    joints[0].upperCurve = VelocityCurve(position: 2.7501, factor: 12, offset: 0.3)
    joints[0].lowerCurve = VelocityCurve(position: -2.7501, factor: 12, offset: 0.3)
    return joints
  }()
}

/// Universal Robots' positions and velocities, our accelerations and jerks: a jerk limit that is slow to act.
enum UR5e {
  static let joints = [6.2831, 6.2831, 3.1415, 6.2831, 6.2831, 6.2831].map {
    JointLimits(lower: -$0, upper: $0, velocity: 3.1415, acceleration: 5, jerk: 100)
  }
}
