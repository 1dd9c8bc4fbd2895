import Foundation
import Physics
import Testing
import Vocabulary

/// Robot files of others, as they come in pip packages: pybullet_data (in pybullet) and example-robot-data.
@Suite("Real robot files load unchanged")
struct RealRobotTests {
  struct RobotFile: CustomTestStringConvertible, Sendable {
    var name: String
    /// The module that brings it, and the path of the folder it counts from.
    var module: String
    var path: String
    /// Folder for `package://`.
    var root: String
    var links: Int
    var movable: Int
    /// Links whose frames a hand can check: where the tool stands with all joints at 0.
    var testDescription: String { name }
  }

  private static let erd = "cmeel.prefix/share"
  static let robots = [
    RobotFile(
      name: "Panda", module: "pybullet_data", path: "pybullet_data/franka_panda/panda.urdf",
      root: "pybullet_data/franka_panda", links: 12, movable: 9),
    RobotFile(
      name: "Kuka iiwa", module: "pybullet_data", path: "pybullet_data/kuka_iiwa/model.urdf",
      root: "pybullet_data/kuka_iiwa", links: 7, movable: 7),
    RobotFile(
      name: "UR5", module: "example_robot_data",
      path: "\(erd)/example-robot-data/robots/ur_description/urdf/ur5_robot.urdf", root: erd, links: 10, movable: 6),
    RobotFile(
      name: "SO-101", module: "example_robot_data",
      path: "\(erd)/example-robot-data/robots/so_arm_description/urdf/so101.urdf", root: erd, links: 7, movable: 6),
  ]

  /// Where the Python that runs oracles keeps its packages.
  static let packages = PythonOracle.packages
  static func isThere(_ robot: RobotFile) -> Bool {
    FileManager.default.fileExists(atPath: "\(packages)/\(robot.path)")
  }
  static let present = robots.filter(isThere)

  private func load(_ robot: RobotFile, into world: inout World) throws -> BodyID {
    try world.addRobot(
      urdf: "\(Self.packages)/\(robot.path)", pose: .identity, fixedBase: true,
      meshRoots: ["\(Self.packages)/\(robot.root)"])
  }

  @Test(
    "the four of them are here to be tested",
    .enabled(
      if: RealRobotTests.present.count == RealRobotTests.robots.count,
      "pybullet or example-robot-data is missing: the files that are here are tested"))
  func allPresent() { #expect(Self.present.count == 4) }

  @Test("links, joints and collision hulls are there", arguments: present)
  func structure(robot: RobotFile) throws {
    var world = try World()
    let body = try load(robot, into: &world)
    let links = world.links(of: body)
    #expect(links.count == robot.links && links.filter(\.isMovable).count == robot.movable)
    // Every mesh is read, the triangles of those that are only seen as well, and each has an extent of its own.
    var meshes = 0
    for index in -1..<links.count {
      let link = index < 0 ? LinkID.base(of: body) : JointID.of(links[index], body, world)
      for shape in 0..<world.visualShapeCount(of: link) {
        guard case .mesh = world.visualShape(shape, of: link).geometry else { continue }
        let mesh = try world.visualMesh(shape, of: link)
        #expect(mesh.vertices.count >= 4 && mesh.triangles.count >= 4)
        #expect(mesh.triangles.allSatisfy { $0.min() >= 0 && Int($0.max()) < mesh.vertices.count })
        let size = mesh.vertices.reduce(SIMD3<Double>.zero) { pointwiseMax($0, SIMD3(abs($1.x), abs($1.y), abs($1.z))) }
        #expect(size.max() > 0.005 && size.max() < 1, "metres, not millimetres")
        meshes += 1
      }
    }
    #expect(meshes >= robot.movable)
    // It hangs together, and stays finite under its own weight.
    world.step(100)
    let finite = world.isFinite
    #expect(finite)
  }

  private struct Question: Encodable {
    var urdf: String
    var search: [String]
    var configurations: [[String: Double]]
  }
  private struct Answer: Decodable {
    struct Joint: Decodable {
      var joint, link: String
      var type: Int
      var lower, upper, force, velocity, mass: Double
    }
    var joints: [Joint]
    var poses: [[[Double]]]
  }

  @Test(
    "pybullet reads the same masses, limits and link frames, to 1e-9",
    .enabled(if: PythonOracle.has("pybullet"), PythonOracle.skipped("pybullet")), arguments: present)
  func oracle(robot: RobotFile) throws {
    var world = try World()
    let body = try load(robot, into: &world)
    let links = world.links(of: body)
    var random = RandomStream(seed: 12)
    var question = Question(
      urdf: "\(Self.packages)/\(robot.path)", search: ["\(Self.packages)/\(robot.root)"], configurations: [])
    for _ in 0..<5 {
      var q: [String: Double] = [:]
      for link in links where link.isMovable {
        q[link.jointName] = random.uniform(link.limits?.lowerBound ?? -1, link.limits?.upperBound ?? 1)
      }
      question.configurations.append(q)
    }
    let answer = try PythonOracle.ask("robot.py", question, as: Answer.self)
    #expect(answer.joints.count == links.count)
    for joint in answer.joints {
      let link = try #require(links.first { $0.name == joint.link })
      #expect(link.jointName == joint.joint && link.isMovable == (joint.type != 4))
      #expect(abs(link.mass - joint.mass) < 1e-12)
      guard link.isMovable, let limits = link.limits else { continue }
      #expect(abs(limits.lowerBound - joint.lower) < 1e-12 && abs(limits.upperBound - joint.upper) < 1e-12)
      #expect(link.maximumForce == joint.force && link.maximumVelocity == joint.velocity)
    }
    for (q, poses) in zip(question.configurations, answer.poses) {
      for (name, position) in q { world.resetJoint(try world.joint(named: name, of: body), position: position) }
      for (joint, expected) in zip(answer.joints, poses) {
        let pose = world.pose(of: try world.link(named: joint.link, of: body))
        #expect(length(pose.position - SIMD3(expected[0], expected[1], expected[2])) < 1e-9)
        let turn = Quaternion(x: expected[3], y: expected[4], z: expected[5], w: expected[6])
        // An angle near 0 costs half the digits.
        #expect(pose.orientation.angle(to: turn) < 1e-7, "\(joint.link)")
      }
    }
  }

  @Test("a mimic joint is told, and not enforced", .enabled(if: isThere(robots[0]), "pybullet_data is missing"))
  func mimic() throws {
    var world = try World()
    let body = try load(Self.robots[0], into: &world)
    let links = world.links(of: body)
    let leader = try world.joint(named: "panda_finger_joint1", of: body)
    let follower = try world.joint(named: "panda_finger_joint2", of: body)
    #expect(links[follower.index].mimic == Mimic(leader: leader.index, multiplier: 1, offset: 0))
    #expect(links[leader.index].mimic == nil)
  }
}

extension JointID {
  fileprivate static func of(_ link: LinkInfo, _ body: BodyID, _ world: borrowing World) -> LinkID {
    // The name was just read from this world.
    (try? world.link(named: link.name, of: body)) ?? .base(of: body)
  }
}
