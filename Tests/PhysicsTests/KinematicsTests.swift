import Foundation
import Physics
import Testing
import Vocabulary

@Suite("Jacobian and inverse kinematics")
struct KinematicsTests {
  static let point = SIMD3(0.02, -0.03, 0.05)
  /// Behind seven revolute joints, behind a prismatic one as well, and in the middle of the chain.
  static let links = ["panda_grasptarget", "panda_rightfinger", "panda_link4"]

  private func place(_ scene: borrowing PandaScene, _ q: [Double]) {
    for (joint, position) in zip(scene.joints, q) { scene.world.resetJoint(joint, position: position) }
  }

  private func randomPositions(_ random: inout RandomStream, _ scene: borrowing PandaScene) -> [Double] {
    let links = scene.world.links(of: scene.robot)
    var q: [Double] = []
    for joint in scene.joints {
      guard let limits = links[joint.index].limits else { continue }
      q.append(random.uniform(limits.lowerBound, limits.upperBound))
    }
    return q
  }

  @Test("each column is the central difference of the point's pose", arguments: links)
  func jacobian(name: String) throws {
    let scene = try PandaScene.make()
    let link = try scene.world.link(named: name, of: scene.robot)
    var random = RandomStream(seed: 8)
    let (columns, h) = (scene.world.degreesOfFreedom(of: scene.robot), 1e-6)
    #expect(columns == 9)
    for _ in 0..<10 {
      let q = randomPositions(&random, scene)
      place(scene, q)
      var values = [Double](repeating: .nan, count: 6 * columns)
      var span = values.mutableSpan
      scene.world.jacobian(of: link, at: Self.point, into: &span)
      for column in 0..<columns {
        var ends: [Pose] = []
        for sign in [1.0, -1] {
          var moved = q
          moved[column] += sign * h
          place(scene, moved)
          ends.append(scene.world.pose(of: link))
        }
        let linear = (ends[0] * Self.point - ends[1] * Self.point) / (2 * h)
        let turn = ends[0].orientation * ends[1].orientation.conjugate
        let angular = SIMD3(turn.x, turn.y, turn.z) * (turn.w < 0 ? -2 : 2) / (2 * h)
        for row in 0..<3 {
          #expect(abs(values[row * columns + column] - linear[row]) < 1e-8)
          #expect(abs(values[(3 + row) * columns + column] - angular[row]) < 1e-8)
        }
      }
    }
  }

  @Test("Jacobian times joint velocities is the velocity of the point", arguments: links)
  func velocities(name: String) throws {
    let scene = try PandaScene.make()
    let link = try scene.world.link(named: name, of: scene.robot)
    var random = RandomStream(seed: 9)
    let q = randomPositions(&random, scene)
    let speeds = q.map { _ in random.uniform(-1, 1) }
    for index in q.indices {
      scene.world.resetJoint(scene.joints[index], position: q[index], velocity: speeds[index])
    }
    var values = [Double](repeating: 0, count: 54)
    var span = values.mutableSpan
    scene.world.jacobian(of: link, at: Self.point, into: &span)
    let velocity = scene.world.velocity(of: link, at: Self.point)
    for row in 0..<3 {
      let linear = (0..<9).reduce(0) { $0 + values[row * 9 + $1] * speeds[$1] }
      let angular = (0..<9).reduce(0) { $0 + values[(3 + row) * 9 + $1] * speeds[$1] }
      #expect(abs(velocity.linear[row] - linear) < 1e-12 && abs(velocity.angular[row] - angular) < 1e-12)
    }
  }

  @Test("a floating base adds six columns: its own linear and angular velocity")
  func floatingBase() throws {
    var world = try World()
    let start = Pose(position: SIMD3(1, 2, 3), orientation: Quaternion(axis: SIMD3(1, 2, 3), radians: 0.7))
    let robot = try world.addRobot(urdf: pandaURDF, pose: start, fixedBase: false)
    let tool = try world.link(named: "panda_grasptarget", of: robot)
    #expect(world.degreesOfFreedom(of: robot) == 15)
    var values = [Double](repeating: 0, count: 90)
    var span = values.mutableSpan
    world.jacobian(of: tool, into: &span)
    let base = Velocity(linear: SIMD3(0.3, -0.2, 0.5), angular: SIMD3(1, -2, 0.5))
    world.setVelocity(of: robot, base)
    let moved = world.velocity(of: tool)
    let rates = [0.3, -0.2, 0.5, 1, -2, 0.5]
    for row in 0..<3 {
      let linear = (0..<6).reduce(0) { $0 + values[row * 15 + $1] * rates[$1] }
      let angular = (0..<6).reduce(0) { $0 + values[(3 + row) * 15 + $1] * rates[$1] }
      #expect(abs(moved.linear[row] - linear) < 1e-12 && abs(moved.angular[row] - angular) < 1e-12)
    }
  }

  @Test("poses that some joint positions reach are reached from the neutral pose")
  func reachable() throws {
    let scene = try PandaScene.make()
    var solver = InverseKinematics(joints: Array(scene.joints[0..<7]))
    solver.maximumChange = .infinity
    var random = RandomStream(seed: 10)
    var reached = 0
    for _ in 0..<100 {
      var q = neutral
      for index in 0..<7 { q[index] += random.uniform(-0.5, 0.5) }
      place(scene, q)
      let target = scene.world.pose(of: scene.tool)
      place(scene, neutral)
      let before = scene.world.stateHash
      var positions = [Double](repeating: 0, count: 7)
      var span = positions.mutableSpan
      let left = scene.world.inverseKinematics(solver, link: scene.tool, target: target, into: &span)
      #expect(scene.world.stateHash == before)
      for index in 0..<7 { scene.world.resetJoint(scene.joints[index], position: positions[index]) }
      let found = scene.world.pose(of: scene.tool)
      let error = (length(found.position - target.position), found.orientation.angle(to: target.orientation))
      #expect(abs(error.0 - left.metres) < 1e-9 && abs(error.1 - left.radians) < 1e-6)
      if error.0 < 1e-5 && error.1 < 1e-5 { reached += 1 }
    }
    #expect(reached == 100)
  }

  @Test("solutions keep the joint limits, also where the target is out of reach")
  func limits() throws {
    let scene = try PandaScene.make()
    let solver = InverseKinematics(joints: Array(scene.joints[0..<7]))
    let links = scene.world.links(of: scene.robot)
    var random = RandomStream(seed: 11)
    for _ in 0..<100 {
      let target = Pose(
        position: SIMD3(random.uniform(-1.5, 1.5), random.uniform(-1.5, 1.5), random.uniform(-1, 2)),
        orientation: Quaternion(
          axis: SIMD3(random.gaussian(), random.gaussian(), random.gaussian()), radians: random.uniform(0, 3)))
      var positions = [Double](repeating: 0, count: 7)
      var span = positions.mutableSpan
      let left = scene.world.inverseKinematics(solver, link: scene.tool, target: target, into: &span)
      #expect(left.metres.isFinite && left.radians.isFinite)
      for index in 0..<7 {
        let range = try #require(links[scene.joints[index].index].limits)
        #expect(range.contains(positions[index]))
      }
    }
  }

  @Test("with the orientation free, a point in reach is found whatever the limits take away")
  func positionOnly() throws {
    let scene = try PandaScene.make()
    var solver = InverseKinematics(joints: Array(scene.joints[0..<7]))
    solver.metresPerRadian = 0
    solver.maximumChange = .infinity
    var positions = [Double](repeating: 0, count: 7)
    var span = positions.mutableSpan
    let left = scene.world.inverseKinematics(
      solver, link: scene.tool, target: Pose(position: SIMD3(-0.2, 0.3, 0.5)), into: &span)
    #expect(left.metres < 1e-6)
  }

  @Test("one call moves no joint further than it may, and repeated calls get there", arguments: [0.05, 0.5])
  func boundedChange(most: Double) throws {
    let scene = try PandaScene.make()
    var solver = InverseKinematics(joints: Array(scene.joints[0..<7]))
    solver.maximumChange = most
    let target = Pose(position: SIMD3(-0.1, 0.4, 0.3), orientation: Quaternion(x: 1, y: 0, z: 0, w: 0))
    var positions = Array(neutral[0..<7])
    var left = (metres: Double.infinity, radians: Double.infinity)
    for _ in 0..<Int(2 / most) {
      let before = positions
      var span = positions.mutableSpan
      let residual = scene.world.inverseKinematics(solver, link: scene.tool, target: target, from: &span)
      for index in 0..<7 { #expect(abs(positions[index] - before[index]) <= most + 1e-12) }
      #expect(residual.metres < left.metres || residual.metres < 1e-5)
      left = (residual.metres, residual.radians)
    }
    #expect(left.metres < 1e-5 && left.radians < 1e-5)
  }

  @Test("one joint alone solves its plane: the angle of the target")
  func oneJoint() throws {
    let scene = try PandaScene.make()
    var solver = InverseKinematics(joints: [scene.joints[0]])
    solver.maximumChange = 1
    let tool = scene.world.pose(of: scene.tool)
    let turn = Quaternion(axis: SIMD3(0, 0, 1), radians: 0.8)
    let base = SIMD3(-0.6, 0, 0)
    let target = Pose(
      position: base + turn.rotate(tool.position - base), orientation: turn * tool.orientation)
    var positions = [0.0]
    var span = positions.mutableSpan
    _ = scene.world.inverseKinematics(solver, link: scene.tool, target: target, into: &span)
    #expect(abs(positions[0] - 0.8) < 1e-5)
  }
}
