extension SafetyLimits {
  /// Checks the values and their relations; called once, at load.
  ///
  /// - Parameter armJoints: of the robot, in command order.
  public func validated(armJoints: [RobotDescription.ArmJoint]) throws(ConfigError) -> Self {
    try checkJoints(armJoints)
    try checkCurves(armJoints)
    try checkTool()
    try checkTimes()
    return self
  }

  private func checkJoints(_ joints: [RobotDescription.ArmJoint]) throws(ConfigError) {
    for (key, values) in [
      ("armRadiansPerSecondSquared", armRadiansPerSecondSquared),
      ("armRadiansPerSecondCubed", armRadiansPerSecondCubed),
    ] {
      guard values.count == joints.count else {
        throw .outOfRange(key: key, value: "\(values.count) values", allowed: "\(joints.count), one for each arm joint")
      }
      for (index, value) in values.enumerated() { try Self.positive("\(key)[\(index)]", value, atMost: 1e6) }
    }
    try Self.positive("fingerMetersPerSecondSquared", fingerMetersPerSecondSquared, atMost: 1e4)
    try Self.positive("fingerMetersPerSecondCubed", fingerMetersPerSecondCubed, atMost: 1e6)
    try check("marginShare", marginShare, in: 0...0.5)
    try check("positionMarginRadians", positionMarginRadians, in: 0...0.2)
    for (index, joint) in joints.enumerated() {
      guard joint.upperRadians - joint.lowerRadians > 2 * positionMarginRadians else {
        throw .outOfRange(
          key: "positionMarginRadians", value: "\(positionMarginRadians)",
          allowed: "less than half the range of armJoints[\(index)]")
      }
    }
    try Self.positive("trackingRadians", trackingRadians, atMost: 3)
    guard homeRadians.isEmpty || homeRadians.count == joints.count else {
      throw .outOfRange(
        key: "homeRadians", value: "\(homeRadians.count) values",
        allowed: "none or \(joints.count), one for each arm joint")
    }
    for (index, joint) in joints.enumerated() where !homeRadians.isEmpty {
      try check("homeRadians[\(index)]", homeRadians[index], in: joint.lowerRadians...joint.upperRadians)
    }
  }

  private func checkCurves(_ joints: [RobotDescription.ArmJoint]) throws(ConfigError) {
    let columns = [
      ("armCurveUpperRadians", armCurveUpperRadians), ("armCurveLowerRadians", armCurveLowerRadians),
      ("armCurveRadiansPerSecondSquared", armCurveRadiansPerSecondSquared),
      ("armCurveRadiansPerSecond", armCurveRadiansPerSecond),
    ]
    if columns.allSatisfy(\.1.isEmpty) { return }
    for (key, values) in columns where values.count != joints.count {
      throw .outOfRange(
        key: key, value: "\(values.count) values",
        allowed: "\(joints.count), one for each arm joint, or no curve at all")
    }
    for (index, joint) in joints.enumerated() {
      try check("armCurveUpperRadians[\(index)]", armCurveUpperRadians[index], in: joint.neutralRadians...100)
      try check("armCurveLowerRadians[\(index)]", armCurveLowerRadians[index], in: -100...joint.neutralRadians)
      let factor = armCurveRadiansPerSecondSquared[index]
      try Self.positive("armCurveRadiansPerSecondSquared[\(index)]", factor, atMost: 1e4)
      // Both curves must leave the neutral pose.
      let room = min(
        armCurveUpperRadians[index] - joint.neutralRadians, joint.neutralRadians - armCurveLowerRadians[index])
      let most = max(0, factor * room).squareRoot()
      try check("armCurveRadiansPerSecond[\(index)]", armCurveRadiansPerSecond[index], in: 0...most)
    }
  }

  private func checkTool() throws(ConfigError) {
    try Self.positive("maximumToolMetersPerSecond", maximumToolMetersPerSecond, atMost: 10)
    for axis in 0..<3 {
      let (low, high) = (workspaceLowMeters[axis], workspaceHighMeters[axis])
      guard low.isFinite, high.isFinite, abs(low) <= 100, abs(high) <= 100, low < high else {
        throw .outOfRange(
          key: "workspaceLowMeters[\(axis)]", value: "\(low)",
          allowed: "below workspaceHighMeters[\(axis)] (\(high)), both within 100 m")
      }
    }
    try Self.positive("workspaceMarginMeters", workspaceMarginMeters, atMost: 1)
    try check("workspaceToleranceMeters", workspaceToleranceMeters, in: 0...1)
    try Self.positive("maximumForceNewtons", maximumForceNewtons, atMost: 1e4)
    try check("latchForceNewtons", latchForceNewtons, in: maximumForceNewtons...1e5)
    try check("singularitySlowConditionNumber", singularitySlowConditionNumber, in: 1...1e6)
    guard singularityStopConditionNumber > singularitySlowConditionNumber, singularityStopConditionNumber <= 1e7 else {
      throw .outOfRange(
        key: "singularityStopConditionNumber", value: "\(singularityStopConditionNumber)",
        allowed: "above singularitySlowConditionNumber (\(singularitySlowConditionNumber)), at most 1e7")
    }
    try check("hysteresisShare", hysteresisShare, in: 0.1...1)
  }

  private func checkTimes() throws(ConfigError) {
    try check("validPolicyPeriods", validPolicyPeriods, in: 1...100)
    try check("ageSlowMilliseconds", ageSlowMilliseconds, in: 0...60_000)
    guard latchPolicyPeriods > validPolicyPeriods, latchPolicyPeriods <= 1000 else {
      throw .outOfRange(
        key: "latchPolicyPeriods", value: "\(latchPolicyPeriods)",
        allowed: "above validPolicyPeriods (\(validPolicyPeriods)), at most 1000")
    }
    try check("latchSeconds", latchSeconds, in: 0.01...60)
    try check("armSeconds", armSeconds, in: 0...60)
    try check("freshCommands", freshCommands, in: 1...1000)
    try check("badCommands", badCommands, in: 1...1000)
    try check("resetSpeedShare", resetSpeedShare, in: 0.01...1)
    try check("resetWaitSeconds", resetWaitSeconds, in: 0...3600)
    try check("resetTimeoutSeconds", resetTimeoutSeconds, in: 0.1...3600)
    try check("safeHomeAfterSeconds", safeHomeAfterSeconds, in: 0...3600)
    try check("recorderSeconds", recorderSeconds, in: 0.1...60)
  }

  private static func positive(_ key: String, _ value: Double, atMost most: Double) throws(ConfigError) {
    if value > 0 && value <= most { return }
    throw .outOfRange(key: key, value: "\(value)", allowed: "above 0, at most \(most)")
  }
}
