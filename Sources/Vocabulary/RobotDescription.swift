/// What a robot is beside its URDF: `robots/<name>/robot.yaml`.
///
/// The URDF holds kinematics, masses and the hardware's limits; this holds what the simulation and the tasks need to
/// know about driving it. Joint order is the order of commands.
public struct RobotDescription: Codable, Equatable, Sendable {
  /// Folder name, for example `panda`.
  public var name = ""
  /// The `<Robot>` part of the task ids, for example `UR5e`; empty means the name with a capital.
  public var idPrefix = ""
  /// The `N` of `-vN` of this robot's tasks; -1 means the task file's own, which is that of its source and its robot.
  public var taskVersion = -1
  /// File name beside robot.yaml.
  public var urdf = "robot.urdf"
  /// The link whose frame is the tool: what end-effector actions move and observations report.
  public var toolLink = ""
  /// Where the base stands, seen from the place that a task gives to it, world axes.
  public var mountOffsetMeters = SIMD3(0.0, 0, 0)
  public var armJoints: [ArmJoint] = []
  public var gripper = Gripper()
  public var motor = Motor()
  /// What the guard allows; without it the robot can be simulated but not driven.
  public var safety: SafetyLimits?
  /// Where the numbers come from, for people.
  public var source = ""

  /// A driven revolute joint of the arm.
  public struct ArmJoint: Codable, Equatable, Sendable {
    /// As in the URDF.
    public var name: String
    public var lowerRadians: Double
    public var upperRadians: Double
    public var maximumRadiansPerSecond: Double
    /// What the simulated motor may exert; the hardware's own limit is the URDF's `effort`.
    public var motorNewtonMeters: Double
    public var neutralRadians: Double

    public init(
      name: String, lowerRadians: Double, upperRadians: Double, maximumRadiansPerSecond: Double,
      motorNewtonMeters: Double, neutralRadians: Double
    ) {
      self.name = name
      self.lowerRadians = lowerRadians
      self.upperRadians = upperRadians
      self.maximumRadiansPerSecond = maximumRadiansPerSecond
      self.motorNewtonMeters = motorNewtonMeters
      self.neutralRadians = neutralRadians
    }
  }

  /// A driven prismatic finger.
  public struct FingerJoint: Codable, Equatable, Sendable {
    /// As in the URDF.
    public var name: String
    public var lowerMeters: Double
    public var upperMeters: Double
    public var maximumMetersPerSecond: Double
    public var motorNewtons: Double
    public var neutralMeters: Double

    public init(
      name: String, lowerMeters: Double, upperMeters: Double, maximumMetersPerSecond: Double, motorNewtons: Double,
      neutralMeters: Double
    ) {
      self.name = name
      self.lowerMeters = lowerMeters
      self.upperMeters = upperMeters
      self.maximumMetersPerSecond = maximumMetersPerSecond
      self.motorNewtons = motorNewtons
      self.neutralMeters = neutralMeters
    }
  }

  /// Fingers that open symmetrically; the width is the sum of their positions.
  public struct Gripper: Codable, Equatable, Sendable {
    /// Empty for a robot without a gripper.
    public var joints: [FingerJoint] = []
    /// The link that carries the fingers; empty without a gripper.
    public var link = ""
    /// Outer extents, along the tool's x and y, at which the shut fingertips meet what they strike, metres; zero where
    /// nothing is struck.
    public var shutTipMeters = SIMD2(0.0, 0)
    public init() {}

    /// The widest opening, metres.
    public var maximumWidthMeters: Double { joints.reduce(0) { $0 + $1.upperMeters } }
  }

  /// Gains of the position motors, pure numbers.
  public struct Motor: Codable, Equatable, Sendable {
    /// Share of the position error that a motor tries to remove in one physics step; pybullet's default.
    public var positionGain = 0.1
    /// Share of the velocity error that a motor tries to remove in one physics step; pybullet's default.
    public var velocityGain = 1.0
    public init() {}
  }

  public init() {}

  /// Driven joints, arm first, then fingers: names in command order.
  public var drivenJoints: [String] { armJoints.map(\.name) + gripper.joints.map(\.name) }

  /// Checks the relations between values; called once, at load.
  public func validated() throws(ConfigError) -> Self {
    if name.isEmpty { throw .missingKey(path: "name") }
    if toolLink.isEmpty { throw .missingKey(path: "toolLink") }
    guard (-1...9999).contains(taskVersion) else {
      throw .outOfRange(key: "taskVersion", value: "\(taskVersion)", allowed: "-1...9999")
    }
    if !idPrefix.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) {
      throw .outOfRange(key: "idPrefix", value: idPrefix, allowed: "letters and digits")
    }
    for axis in 0..<3 where !(abs(mountOffsetMeters[axis]) <= 10) {
      throw .outOfRange(key: "mountOffsetMeters", value: "\(mountOffsetMeters)", allowed: "at most 10 m each way")
    }
    if armJoints.isEmpty { throw .missingKey(path: "armJoints") }
    var seen: Set<String> = []
    for joint in drivenJoints where !seen.insert(joint).inserted {
      throw .outOfRange(key: "armJoints.name", value: joint, allowed: "each joint once")
    }
    for (index, joint) in armJoints.enumerated() {
      try Self.check(
        "armJoints[\(index)]", unit: "Radians", low: joint.lowerRadians, neutral: joint.neutralRadians,
        high: joint.upperRadians, speed: joint.maximumRadiansPerSecond, force: joint.motorNewtonMeters)
    }
    for (index, joint) in gripper.joints.enumerated() {
      try Self.check(
        "gripper.joints[\(index)]", unit: "Meters", low: joint.lowerMeters, neutral: joint.neutralMeters,
        high: joint.upperMeters, speed: joint.maximumMetersPerSecond, force: joint.motorNewtons)
    }
    for axis in 0..<2 where !(0...1).contains(gripper.shutTipMeters[axis]) {
      throw .outOfRange(key: "gripper.shutTipMeters", value: "\(gripper.shutTipMeters)", allowed: "0...1 each")
    }
    for (key, gain) in [("motor.positionGain", motor.positionGain), ("motor.velocityGain", motor.velocityGain)]
    where !(gain > 0 && gain <= 1) {
      throw .outOfRange(key: key, value: "\(gain)", allowed: "above 0, at most 1")
    }
    try checkSafety()
    return self
  }

  private func checkSafety() throws(ConfigError) {
    do {
      _ = try safety?.validated(armJoints: armJoints)
    } catch .outOfRange(let key, let value, let allowed) {
      throw .outOfRange(key: "safety.\(key)", value: value, allowed: allowed)
    }
  }

  private static func check(
    _ path: String, unit: String, low: Double, neutral: Double, high: Double, speed: Double, force: Double
  ) throws(ConfigError) {
    guard low.isFinite, high.isFinite, low < high else {
      throw .outOfRange(
        key: "\(path).lower\(unit)", value: "\(low)", allowed: "finite and below upper\(unit) (\(high))")
    }
    guard (low...high).contains(neutral) else {
      throw .outOfRange(key: "\(path).neutral\(unit)", value: "\(neutral)", allowed: "\(low)...\(high)")
    }
    guard speed.isFinite, speed > 0 else {
      throw .outOfRange(key: "\(path).maximum\(unit)PerSecond", value: "\(speed)", allowed: "finite and above 0")
    }
    guard force.isFinite, force > 0 else {
      throw .outOfRange(
        key: path + (unit == "Radians" ? ".motorNewtonMeters" : ".motorNewtons"), value: "\(force)",
        allowed: "finite and above 0")
    }
  }
}
