public import Vocabulary

/// What an action moves; it is part of the id.
public enum ActionForm: String, Codable, Sendable, CaseIterable {
  /// The tool in x, y and z, through inverse kinematics.
  case tool
  /// Each arm joint.
  case joints

  /// The action space on a robot; the gripper comes last.
  public func space(control: ControlDefinition, robot: RobotDescription) -> ActionSpace {
    var elements: [ActionElement] =
      switch self {
      case .tool: ["x", "y", "z"].map { ActionElement(name: $0, scale: control.toolMeters, unit: "m") }
      case .joints: robot.armJoints.map { Self.element($0, control) }
      }
    if self == .tool && control.tool != .position {
      elements += ["roll", "pitch", "yaw"].map { ActionElement(name: $0, scale: control.toolRadians, unit: "rad") }
    }
    if control.gripper == .free {
      elements.append(ActionElement(name: "gripper", scale: control.gripperMeters, unit: "m"))
    }
    return ActionSpace(elements: elements)
  }

  private static func element(_ joint: RobotDescription.ArmJoint, _ control: ControlDefinition) -> ActionElement {
    switch control.joints {
    case .position: ActionElement(name: joint.name, scale: control.jointRadians, unit: "rad")
    case .velocity: ActionElement(name: joint.name, scale: control.jointRadiansPerSecond, unit: "rad/s")
    case .torque: ActionElement(name: joint.name, scale: control.torqueShare * joint.motorNewtonMeters, unit: "N m")
    }
  }
}
