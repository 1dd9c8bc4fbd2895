/// What the actions of a tool form move. Every target is counted from the measured pose.
public enum ToolControl: String, Codable, Sendable, CaseIterable {
  /// Position only, 3 elements; the task's orientation is kept. Inverse kinematics and position motors.
  case position
  /// Position and a rotation vector, 6 elements. Inverse kinematics that also pulls the arm to its neutral posture, and
  /// position motors.
  case pose
  /// The same 6 elements move the target of a Cartesian impedance.
  case impedance
}

/// What the actions of a joint form are.
public enum JointControl: String, Codable, Sendable, CaseIterable {
  /// Turns from the measured angle, by position motors.
  case position
  /// Speeds, by velocity motors.
  case velocity
  /// Torques, without motors: nothing carries the arm's weight but the policy.
  case torque
}
