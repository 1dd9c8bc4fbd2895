public import Vocabulary

extension SpecificationText {
  public static func list(_ robots: [RobotDescription]) -> String {
    var table = TextTable(header: ["robot", "arm joints", "fingers", "tool link", "urdf"], rightAligned: [1, 2])
    for robot in robots {
      table.add(robot.name, "\(robot.armJoints.count)", "\(robot.gripper.joints.count)", robot.toolLink, robot.urdf)
    }
    return table.text()
  }

  public static func robot(_ robot: RobotDescription) -> String {
    var joints = TextTable(
      header: ["  joint", "lower", "upper", "neutral", "position", "max speed", "max force"],
      rightAligned: [1, 2, 3, 5, 6])
    for joint in robot.armJoints {
      joints.add(
        "  \(joint.name)", decimal(joint.lowerRadians, 4), decimal(joint.upperRadians, 4),
        decimal(joint.neutralRadians, 4), "rad", "\(decimal(joint.maximumRadiansPerSecond, 3)) rad/s",
        "\(decimal(joint.motorNewtonMeters, 0)) Nm")
    }
    for joint in robot.gripper.joints {
      joints.add(
        "  \(joint.name)", decimal(joint.lowerMeters, 4), decimal(joint.upperMeters, 4),
        decimal(joint.neutralMeters, 4), "m", "\(decimal(joint.maximumMetersPerSecond, 3)) m/s",
        "\(decimal(joint.motorNewtons, 0)) N")
    }
    var lines = [
      robot.name, String(repeating: "=", count: robot.name.count), "",
      "urdf       robots/\(robot.name)/\(robot.urdf)",
      "tool link  \(robot.toolLink) (end-effector actions move its frame, observations report it)",
      "motors     position gain \(robot.motor.positionGain), velocity gain \(robot.motor.velocityGain) per physics step",
    ]
    if !robot.gripper.joints.isEmpty {
      lines.append(
        "gripper    \(robot.gripper.link), \(robot.gripper.joints.count) fingers, opens to "
          + "\(decimal(robot.gripper.maximumWidthMeters, 3)) m")
    }
    lines += ["source     \(robot.source)", "", joints.text(), "", "Frames and signs: robots/\(robot.name)/README.md"]
    return lines.joined(separator: "\n")
  }
}
