/// What the guard of a robot allows: `safety` in `robots/<name>/robot.yaml`.
///
/// Position and velocity limits are the joints' own; this adds acceleration, jerk, the tool's limits, the times of the
/// watchdog, and the margins and hystereses of all of them. A default without a source is ours. The guard is software
/// and no safety-rated system: a robot needs an emergency stop of its own.
public struct SafetyLimits: Codable, Equatable, Sendable {
  // Joints

  /// Largest acceleration of each arm joint, arm order.
  public var armRadiansPerSecondSquared: [Double] = []
  /// Largest jerk of each arm joint, arm order.
  public var armRadiansPerSecondCubed: [Double] = []
  /// Where the velocity limit of an arm joint falls towards the ends of its range, arm order; all four are empty where none
  /// does. Towards upper, q̇ ≤ √(armCurveRadiansPerSecondSquared · (armCurveUpperRadians − q)) − armCurveRadiansPerSecond, and
  /// likewise towards lower: the form of the Franka Research 3's limits.
  public var armCurveUpperRadians: [Double] = []
  public var armCurveLowerRadians: [Double] = []
  /// Twice the deceleration along the curve.
  public var armCurveRadiansPerSecondSquared: [Double] = []
  /// What is taken off, so that the curve is 0 before its end.
  public var armCurveRadiansPerSecond: [Double] = []
  /// Largest acceleration of every finger.
  public var fingerMetersPerSecondSquared = 1.0
  /// Largest jerk of every finger.
  public var fingerMetersPerSecondCubed = 50.0
  /// The guard uses 1 less this share of every velocity, acceleration and jerk limit.
  public var marginShare = 0.02
  /// How far from an arm joint's position limits the guard stays.
  public var positionMarginRadians = 0.01
  /// Latched when an arm joint is measured farther than this from where it was commanded.
  public var trackingRadians = 0.2

  // Tool, base frame

  /// Cap of the tool's speed: 250 mm/s, the reduced speed of ISO 10218-1.
  public var maximumToolMetersPerSecond = 0.25
  /// Corners of the box in which the tool stays, base frame, x y z.
  public var workspaceLowMeters = SIMD3(-2.0, -2, -2)
  public var workspaceHighMeters = SIMD3(2.0, 2, 2)
  /// The tool slows down when it is nearer to a face of the box than this.
  public var workspaceMarginMeters = 0.05
  /// Held when the tool is farther outside the box than this; gone on with when it is back inside.
  public var workspaceToleranceMeters = 0.02
  /// Held when the contact force is above this.
  public var maximumForceNewtons = 40.0
  /// Latched when the contact force is above this.
  public var latchForceNewtons = 80.0
  /// Condition number of the tool's Jacobian above which the joints slow down: MoveIt Servo's 17.
  public var singularitySlowConditionNumber = 17.0
  /// Held above this condition number: MoveIt Servo's 30.
  public var singularityStopConditionNumber = 30.0
  /// Force and condition number must fall below this share of their limits before motion goes on.
  public var hysteresisShare = 0.9

  // Watchdog

  /// A command is obeyed for this many policy periods.
  public var validPolicyPeriods = 2.0
  /// From this age of the newest command on the robot slows down, to a twentieth of its speed at the age that stops it; 0 is half
  /// way from one policy period, which every command reaches, to the stop.
  public var ageSlowMilliseconds = 0.0
  /// Latched after this many policy periods without a command that was obeyed: Franka's 20 lost packets.
  public var latchPolicyPeriods = 20.0
  /// Latched after this time at the latest: `cmd_vel_timeout` of diff_drive_controller.
  public var latchSeconds = 0.5
  /// Arming needs a stream that has been fresh for this long: PX4's offboard mode asks for 1 s.
  public var armSeconds = 1.0
  /// Fresh commands in a row that end a hold.
  public var freshCommands = 3
  /// Commands in a row that are not finite, or of a wrong length, that latch.
  public var badCommands = 3

  // Reset and loss of the hub

  /// Share of the joints' velocity limits in RESET, on the way home and while an expert drives out of a hazard.
  public var resetSpeedShare = 0.2
  /// RESET ends by itself after this time at the start; 0 waits for the operator.
  public var resetWaitSeconds = 0.0
  /// Held when RESET has not arrived after this time.
  public var resetTimeoutSeconds = 30.0
  /// Latched for want of commands, the robot goes home after this time; 0 never.
  public var safeHomeAfterSeconds = 0.0
  /// Where home is, arm order; empty means the neutral pose.
  public var homeRadians: [Double] = []
  /// How much of the past a fault leaves behind.
  public var recorderSeconds = 5.0

  public init() {}

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ value: inout Value, _ key: CodingKeys) throws {
      if let given = try keys.decodeIfPresent(Value.self, forKey: key) { value = given }
    }
    armRadiansPerSecondSquared = try keys.decode([Double].self, forKey: .armRadiansPerSecondSquared)
    armRadiansPerSecondCubed = try keys.decode([Double].self, forKey: .armRadiansPerSecondCubed)
    try read(&armCurveUpperRadians, .armCurveUpperRadians)
    try read(&armCurveLowerRadians, .armCurveLowerRadians)
    try read(&armCurveRadiansPerSecondSquared, .armCurveRadiansPerSecondSquared)
    try read(&armCurveRadiansPerSecond, .armCurveRadiansPerSecond)
    try read(&fingerMetersPerSecondSquared, .fingerMetersPerSecondSquared)
    try read(&fingerMetersPerSecondCubed, .fingerMetersPerSecondCubed)
    try read(&marginShare, .marginShare)
    try read(&positionMarginRadians, .positionMarginRadians)
    try read(&trackingRadians, .trackingRadians)
    try read(&maximumToolMetersPerSecond, .maximumToolMetersPerSecond)
    try read(&workspaceLowMeters, .workspaceLowMeters)
    try read(&workspaceHighMeters, .workspaceHighMeters)
    try read(&workspaceMarginMeters, .workspaceMarginMeters)
    try read(&workspaceToleranceMeters, .workspaceToleranceMeters)
    try read(&maximumForceNewtons, .maximumForceNewtons)
    try read(&latchForceNewtons, .latchForceNewtons)
    try read(&singularitySlowConditionNumber, .singularitySlowConditionNumber)
    try read(&singularityStopConditionNumber, .singularityStopConditionNumber)
    try read(&hysteresisShare, .hysteresisShare)
    try read(&validPolicyPeriods, .validPolicyPeriods)
    try read(&ageSlowMilliseconds, .ageSlowMilliseconds)
    try read(&latchPolicyPeriods, .latchPolicyPeriods)
    try read(&latchSeconds, .latchSeconds)
    try read(&armSeconds, .armSeconds)
    try read(&freshCommands, .freshCommands)
    try read(&badCommands, .badCommands)
    try read(&resetSpeedShare, .resetSpeedShare)
    try read(&resetWaitSeconds, .resetWaitSeconds)
    try read(&resetTimeoutSeconds, .resetTimeoutSeconds)
    try read(&safeHomeAfterSeconds, .safeHomeAfterSeconds)
    try read(&homeRadians, .homeRadians)
    try read(&recorderSeconds, .recorderSeconds)
  }
}
