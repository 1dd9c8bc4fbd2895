import Foundation
import Physics
import Testing
import Vocabulary

@Suite("Equation of motion")
struct DynamicsTests {
  /// Drag and joint damping are not in the equation.
  private static var dragless: WorldConfiguration {
    var configuration = WorldConfiguration()
    configuration.linearDamping = 0
    configuration.angularDamping = 0
    return configuration
  }

  private func matrix(_ world: borrowing World, _ body: BodyID) -> [[Double]] {
    let count = world.degreesOfFreedom(of: body)
    var values = [Double](repeating: .nan, count: count * count)
    var span = values.mutableSpan
    world.massMatrix(of: body, into: &span)
    return (0..<count).map { row in Array(values[row * count..<(row + 1) * count]) }
  }

  private func bias(_ world: borrowing World, _ body: BodyID) -> [Double] {
    var values = [Double](repeating: .nan, count: world.degreesOfFreedom(of: body))
    var span = values.mutableSpan
    world.biasForces(of: body, into: &span)
    return values
  }

  private func forces(_ world: borrowing World, _ body: BodyID, _ accelerations: [Double]) -> [Double] {
    var values = [Double](repeating: .nan, count: accelerations.count)
    var span = values.mutableSpan
    world.inverseDynamics(of: body, accelerations: accelerations.span, into: &span)
    return values
  }

  /// A rod of mass m hanging on a hinge about y, its middle l below: what a textbook says about it.
  private static let pendulum = """
    <robot name="pendulum">
      <link name="base"/>
      <link name="rod"><inertial><mass value="2"/><origin xyz="0 0 -0.3"/>
        <inertia ixx="0.07" iyy="0.06" izz="0.01" ixy="0" ixz="0" iyz="0"/></inertial></link>
      <joint name="hinge" type="continuous"><parent link="base"/><child link="rod"/><axis xyz="0 1 0"/></joint>
    </robot>
    """

  @Test("a pendulum: M = I + m l², h = m g l sin q", arguments: [0, 0.4, -2.0])
  func pendulum(angle: Double) throws {
    let file = try TemporaryURDF(Self.pendulum)
    var world = try World(Self.dragless)
    let robot = try world.addRobot(urdf: file.path, pose: .identity, fixedBase: true)
    world.resetJoint(try world.joint(named: "hinge", of: robot), position: angle, velocity: 3)
    #expect(abs(matrix(world, robot)[0][0] - (0.06 + 2 * 0.09)) < 1e-15)
    #expect(abs(bias(world, robot)[0] - 2 * 9.81 * 0.3 * sin(angle)) < 1e-14)
  }

  @Test("a lone body: mass, inertia, weight, and the gyroscopic torque ω × I ω")
  func box() throws {
    var world = try World(Self.dragless)
    let turn = Quaternion(axis: SIMD3(1, -2, 0.5), radians: 1.1)
    let body = try world.addBox(
      halfExtents: SIMD3(0.1, 0.2, 0.3), massKilograms: 6, pose: Pose(position: SIMD3(1, 2, 3), orientation: turn))
    let spin = SIMD3(1.0, -2, 3)
    world.setVelocity(of: body, Velocity(linear: SIMD3(4, 5, 6), angular: spin))
    let moments = SIMD3(0.13, 0.1, 0.05) * 6 / 3
    let mass = matrix(world, body)
    for axis in 0..<3 {
      var unit = SIMD3<Double>.zero
      unit[axis] = 1
      let column = turn.rotate(moments * turn.conjugate.rotate(unit))
      for row in 0..<3 {
        #expect(abs(mass[row][axis] - (row == axis ? 6 : 0)) < 1e-15)
        #expect(abs(mass[3 + row][3 + axis] - column[row]) < 1e-15)
        #expect(abs(mass[3 + row][axis]) < 1e-15 && abs(mass[row][3 + axis]) < 1e-15)
      }
    }
    let momentum = turn.rotate(moments * turn.conjugate.rotate(spin))
    let torque = SIMD3(
      spin.y * momentum.z - spin.z * momentum.y, spin.z * momentum.x - spin.x * momentum.z,
      spin.x * momentum.y - spin.y * momentum.x)
    let h = bias(world, body)
    #expect(abs(h[0]) < 1e-13 && abs(h[1]) < 1e-13 && abs(h[2] - 6 * 9.81) < 1e-13)
    for axis in 0..<3 { #expect(abs(h[3 + axis] - torque[axis]) < 1e-14) }
  }

  private func shake(_ world: borrowing World, _ joints: [JointID], seed: UInt64) -> [Double] {
    var random = RandomStream(seed: seed)
    var torques: [Double] = []
    for joint in joints {
      world.resetJoint(joint, position: random.uniform(-1, 1), velocity: random.uniform(-2, 2))
      torques.append(random.uniform(-20, 20))
    }
    return torques
  }

  /// Bullet gets accelerations by another algorithm, articulated bodies, and adds them to the velocities.
  @Test("M a + h is the torque that gave the arm its acceleration in Bullet's step", arguments: 0..<5 as Range<UInt64>)
  func articulatedBodies(seed: UInt64) throws {
    let scene = try PandaScene.make(Self.dragless)
    // Clear of the joint limits.
    let joints = scene.joints
    _ = shake(scene.world, Array(joints[0..<7]), seed: seed)
    scene.world.resetJoint(joints[3], position: -1.5, velocity: 1)
    scene.world.resetJoint(joints[5], position: 1.5, velocity: -1)
    for finger in 7...8 { scene.world.resetJoint(joints[finger], position: 0.02, velocity: 0.1) }
    var torques: [Double] = []
    var random = RandomStream(seed: seed + 100)
    for joint in joints {
      torques.append(random.uniform(-5, 5))
      scene.world.setJointTorque(joint, newtonMeters: torques[torques.count - 1])
    }
    let before = joints.map { scene.world.jointVelocity($0) }
    let (mass, h) = (matrix(scene.world, scene.robot), bias(scene.world, scene.robot))
    for joint in joints { scene.world.disableMotor(joint) }
    // Without the row of a limit the step adds these accelerations and nothing else.
    scene.world.step()
    let gained = joints.indices.map { (scene.world.jointVelocity(joints[$0]) - before[$0]) * 500 }
    for row in joints.indices {
      let left = joints.indices.reduce(h[row]) { $0 + mass[row][$1] * gained[$1] }
      #expect(abs(left - torques[row]) < 1e-9)
    }
  }

  /// Three links that sway on a base that tumbles.
  private static let floater = """
    <robot name="floater">
      <link name="hull"><inertial><mass value="3"/><origin xyz="0.1 0 0.05" rpy="0.3 0 0"/>
        <inertia ixx="0.2" iyy="0.3" izz="0.25" ixy="0.01" ixz="0" iyz="0.02"/></inertial></link>
      <link name="a"><inertial><mass value="1.5"/><origin xyz="0 0.1 -0.2"/>
        <inertia ixx="0.02" iyy="0.03" izz="0.01" ixy="0" ixz="0" iyz="0"/></inertial></link>
      <link name="b"><inertial><mass value="1"/><origin xyz="0.05 0 -0.1"/>
        <inertia ixx="0.01" iyy="0.02" izz="0.01" ixy="0" ixz="0" iyz="0"/></inertial></link>
      <link name="c"><inertial><mass value="0.5"/><origin xyz="0 0 0.2"/>
        <inertia ixx="0.01" iyy="0.01" izz="0.005" ixy="0" ixz="0" iyz="0"/></inertial></link>
      <joint name="one" type="continuous"><parent link="hull"/><child link="a"/><origin xyz="0.3 0 0"/>
        <axis xyz="0 1 0"/></joint>
      <joint name="two" type="continuous"><parent link="a"/><child link="b"/><origin xyz="0 0 -0.4"/>
        <axis xyz="1 1 0"/></joint>
      <joint name="three" type="prismatic"><parent link="hull"/><child link="c"/><origin xyz="-0.3 0 0" rpy="0 0.5 0"/>
        <axis xyz="0 0 1"/><limit lower="-9" upper="9" effort="9" velocity="9"/></joint>
    </robot>
    """

  @Test("a floating base: M v is the momentum, and M a + h is what acts", arguments: 0..<5 as Range<UInt64>)
  func floating(seed: UInt64) throws {
    let file = try TemporaryURDF(Self.floater)
    var configuration = Self.dragless
    configuration.stepSeconds = 1e-6
    var world = try World(configuration)
    let start = Pose(position: SIMD3(1, 2, 3), orientation: Quaternion(axis: SIMD3(1, 2, 3), radians: 0.7))
    let robot = try world.addRobot(urdf: file.path, pose: start, fixedBase: false)
    var joints: [JointID] = []
    for name in ["one", "two", "three"] { joints.append(try world.joint(named: name, of: robot)) }
    let torques = shake(world, joints, seed: seed)
    for index in joints.indices { world.setJointTorque(joints[index], newtonMeters: torques[index]) }
    let base = Velocity(linear: SIMD3(0.3, -0.2, 0.5), angular: SIMD3(1, -2, 0.5))
    world.setVelocity(of: robot, base)

    func state() -> [Double] {
      let now = world.velocity(of: robot)
      var values = [now.linear.x, now.linear.y, now.linear.z, now.angular.x, now.angular.y, now.angular.z]
      for joint in joints { values.append(world.jointVelocity(joint)) }
      return values
    }
    let (mass, h, before) = (matrix(world, robot), bias(world, robot), state())
    var momentum = SIMD3<Double>.zero
    for (index, kilograms) in [(-1, 3.0), (0, 1.5), (1, 1), (2, 0.5)] {
      let link = index < 0 ? LinkID.base(of: robot) : joints[index].link
      momentum += kilograms * world.comVelocity(of: link).linear
    }
    for axis in 0..<3 {
      #expect(abs((0..<9).reduce(0) { $0 + mass[axis][$1] * before[$1] } - momentum[axis]) < 1e-13)
    }
    world.step()
    let gained = zip(state(), before).map { ($0 - $1) / 1e-6 }
    for row in 0..<9 {
      let left = (0..<9).reduce(h[row]) { $0 + mass[row][$1] * gained[$1] }
      // The link frame's velocity is read where the step has carried it: an error of the order of the step.
      #expect(abs(left - (row < 6 ? 0 : torques[row - 6])) < 2e-4)
    }
  }

  @Test("the inverse of the dynamics is M a + h, symmetric, and allocates a positive energy to every motion")
  func inverse() throws {
    let scene = try PandaScene.make()
    _ = shake(scene.world, scene.joints, seed: 3)
    var random = RandomStream(seed: 4)
    let accelerations = scene.joints.map { _ in random.uniform(-5, 5) }
    let (mass, h) = (matrix(scene.world, scene.robot), bias(scene.world, scene.robot))
    let asked = forces(scene.world, scene.robot, accelerations)
    var energy = 0.0
    for row in 0..<9 {
      let given = (0..<9).reduce(0) { $0 + mass[row][$1] * accelerations[$1] }
      #expect(abs(asked[row] - h[row] - given) < 1e-11)
      energy += accelerations[row] * given
      for column in 0..<9 { #expect(mass[row][column] == mass[column][row]) }
    }
    #expect(energy > 0)
  }

  @Test("torques equal to h hold the arm still against gravity")
  func gravityCompensation() throws {
    let scene = try PandaScene.make()
    let start = scene.positions
    for _ in 0..<500 {
      let h = bias(scene.world, scene.robot)
      for (joint, torque) in zip(scene.joints, h) { scene.world.setJointTorque(joint, newtonMeters: torque) }
      scene.world.step()
    }
    for (now, then) in zip(scene.positions, start) { #expect(abs(now - then) < 1e-9) }
  }

  private struct Question: Encodable {
    struct Case: Encodable { var q, qd, qdd: [Double] }
    var urdf: String
    var cases: [Case]
  }
  private struct Answer: Decodable {
    struct Case: Decodable {
      var mass: [[Double]]
      var forces: [Double]
    }
    var cases: [Case]
  }

  @Test(
    "pybullet has the same mass matrix and torques, to 1e-9",
    .enabled(if: PythonOracle.has("pybullet"), PythonOracle.skipped("pybullet")))
  func pybullet() throws {
    let scene = try PandaScene.make()
    var random = RandomStream(seed: 5)
    func draw(_ size: Double) -> [Double] { scene.joints.map { _ in random.uniform(-size, size) } }
    var question = Question(urdf: pandaURDF, cases: [])
    for _ in 0..<20 { question.cases.append(.init(q: draw(1), qd: draw(2), qdd: draw(5))) }
    let answer = try PythonOracle.ask("dynamics.py", question, as: Answer.self)
    #expect(answer.cases.count == 20)
    for (given, expected) in zip(question.cases, answer.cases) {
      for index in scene.joints.indices {
        scene.world.resetJoint(scene.joints[index], position: given.q[index], velocity: given.qd[index])
      }
      let mass = matrix(scene.world, scene.robot)
      let torques = forces(scene.world, scene.robot, given.qdd)
      for row in 0..<9 {
        #expect(abs(torques[row] - expected.forces[row]) < 1e-9)
        for column in 0..<9 { #expect(abs(mass[row][column] - expected.mass[row][column]) < 1e-9) }
      }
    }
  }
}
