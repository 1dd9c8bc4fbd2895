import Foundation
import Physics
import Vocabulary

/// Folder of the package, found from this file.
let packageFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

let pandaURDF = packageFolder.appending(path: "robots/panda/robot.urdf").path

/// Neutral pose of panda-gym's tasks, radians and metres, driven joints in order.
let neutral = [0, 0.41, 0, -1.85, 0, 2.26, 0.79, 0, 0]

let motorForces: [Double] = [87, 87, 87, 87, 12, 120, 120, 170, 170]

let drivenJoints = (1...7).map { "panda_joint\($0)" } + ["panda_finger_joint1", "panda_finger_joint2"]

/// A Panda whose base stands 0.6 m behind the origin on a table with its top at z = 0, as panda-gym has it.
struct PandaScene: ~Copyable {
  var world: World
  let robot: BodyID
  let table: BodyID
  let joints: [JointID]
  let tool: LinkID

  private init(world: consuming World, robot: BodyID, table: BodyID, joints: [JointID], tool: LinkID) {
    self.world = world
    self.robot = robot
    self.table = table
    self.joints = joints
    self.tool = tool
    setNeutral()
  }

  static func make(_ configuration: WorldConfiguration = WorldConfiguration()) throws -> PandaScene {
    var world = try World(configuration)
    let table = try world.addBox(
      halfExtents: SIMD3(0.55, 0.35, 0.2), massKilograms: 0, pose: Pose(position: SIMD3(-0.3, 0, -0.2)))
    let robot = try world.addRobot(urdf: pandaURDF, pose: Pose(position: SIMD3(-0.6, 0, 0)), fixedBase: true)
    var joints: [JointID] = []
    for name in drivenJoints { joints.append(try world.joint(named: name, of: robot)) }
    let tool = try world.link(named: "panda_grasptarget", of: robot)
    return PandaScene(world: world, robot: robot, table: table, joints: joints, tool: tool)
  }

  func setNeutral() {
    for (joint, position) in zip(joints, neutral) { world.resetJoint(joint, position: position) }
  }

  func drive(_ targets: [Double]) {
    for index in joints.indices {
      world.setPositionMotor(joints[index], target: targets[index], maximumForce: motorForces[index])
    }
  }

  var positions: [Double] {
    var values: [Double] = []
    for joint in joints { values.append(world.jointPosition(joint)) }
    return values
  }
}

/// A URDF file that is removed with this value.
struct TemporaryURDF: ~Copyable {
  let path: String

  init(_ text: String) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).urdf")
    try text.write(to: url, atomically: true, encoding: .utf8)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

func length(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }
