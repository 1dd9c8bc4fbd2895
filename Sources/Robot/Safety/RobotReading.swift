/// What a robot measured; a port fills one in place every tick, so that nothing is allocated.
public struct RobotReading: Equatable, Sendable {
  /// rad, m: arm joints, then fingers.
  public var jointPositions: [Double]
  /// rad/s, m/s.
  public var jointVelocities: [Double]
  /// The tool frame's origin in the base frame.
  public var toolMeters = SIMD3<Double>(0, 0, 0)
  /// ∂(tool position)/∂(arm joints), base frame, 3 rows of one value per arm joint, row-major; m/rad.
  public var toolJacobian: [Double]
  /// Norm of the estimated contact force at the tool.
  public var contactForceNewtons = 0.0
  /// Largest over smallest singular value of the tool's Jacobian, ≥ 1; infinite at a singularity.
  public var conditionNumber = 1.0
  /// The hub was heard from within its heartbeat's time.
  public var isHubAlive = true

  public init(armJointCount: Int, fingerCount: Int) {
    jointPositions = Array(repeating: 0, count: armJointCount + fingerCount)
    jointVelocities = jointPositions
    toolJacobian = Array(repeating: 0, count: 3 * armJointCount)
  }

  func isComplete(armJointCount: Int, jointCount: Int) -> Bool {
    guard jointPositions.count == jointCount, jointVelocities.count == jointCount,
      toolJacobian.count == 3 * armJointCount
    else { return false }
    var sum = contactForceNewtons - contactForceNewtons
    // x − x is 0, or NaN for what is not finite.
    for joint in 0..<jointCount {
      sum += jointPositions[joint] - jointPositions[joint] + (jointVelocities[joint] - jointVelocities[joint])
    }
    for value in toolJacobian { sum += value - value }
    for axis in 0..<3 { sum += toolMeters[axis] - toolMeters[axis] }
    return sum == 0 && !conditionNumber.isNaN
  }
}
