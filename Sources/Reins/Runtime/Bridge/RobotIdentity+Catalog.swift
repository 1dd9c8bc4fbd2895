import Foundation
import Recording
import Vocabulary
import Wire

extension TaskCatalog {
  /// What a robot of `robots/` is on the wire: its name, the hash over robot.yaml followed by the URDF, its joints.
  func identity(ofRobot name: String) throws -> RobotIdentity {
    let description = try robot(named: name)
    let folder = root.appendingPathComponent("robots/\(name)")
    let yaml = try readFile(folder.appendingPathComponent("robot.yaml").path, limit: 1 << 20)
    let urdf = try readFile(folder.appendingPathComponent(description.urdf).path, limit: 1 << 26)
    let arm = description.armJoints.map {
      JointIdentity(
        name: $0.name, unit: "rad", lower: $0.lowerRadians, upper: $0.upperRadians,
        maximumVelocity: $0.maximumRadiansPerSecond)
    }
    let fingers = description.gripper.joints.map {
      JointIdentity(
        name: $0.name, unit: "m", lower: $0.lowerMeters, upper: $0.upperMeters,
        maximumVelocity: $0.maximumMetersPerSecond)
    }
    return RobotIdentity(name: name, digest: SHA256Digest(hashing: yaml + urdf), joints: arm + fingers)
  }
}
