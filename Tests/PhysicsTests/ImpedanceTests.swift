import Foundation
import Physics
import Testing
import Vocabulary

@Suite("Cartesian impedance and pose control")
struct ImpedanceTests {
  /// No drag, and steps short enough that a step's error is small against what is tested.
  private static var configuration: WorldConfiguration {
    var configuration = WorldConfiguration()
    configuration.linearDamping = 0
    configuration.angularDamping = 0
    configuration.stepSeconds = 2e-4
    return configuration
  }

  private static let posture = Array(neutral[0..<7])
  private static let strong = [Double](repeating: 1e4, count: 7)

  private func hold(
    _ scene: borrowing PandaScene, _ impedance: CartesianImpedance, target: Pose, posture: [Double] = Self.posture,
    limits: [Double] = Self.strong
  ) {
    scene.world.setImpedance(
      impedance, of: scene.tool, joints: Array(scene.joints[0..<7]), posture: posture, maximumTorques: limits,
      target: target)
    for finger in scene.joints[7...] { scene.world.setPositionMotor(finger, target: 0, maximumForce: 170) }
  }

  @Test(
    "a critically damped tool goes to a new place as (1 + w t) e^(-w t), w = sqrt(stiffness), in every direction alike",
    arguments: [SIMD3(0.1, 0, 0), SIMD3(0, -0.1, 0), SIMD3(0.03, 0.05, 0.08)])
  func step(offset: SIMD3<Double>) throws {
    let scene = try PandaScene.make(Self.configuration)
    let start = scene.world.pose(of: scene.tool)
    hold(
      scene, CartesianImpedance(), target: Pose(position: start.position + offset, orientation: start.orientation))
    let w = 200.0.squareRoot()
    for sample in 1...10 {
      scene.world.step(250)
      let t = 0.05 * Double(sample)
      let left = start.position + offset - scene.world.pose(of: scene.tool).position
      let expected = offset * ((1 + w * t) * exp(-w * t))
      #expect(length(left - expected) < 0.005 * length(offset), "\(t): \(left), not \(expected)")
      #expect(scene.world.pose(of: scene.tool).orientation.angle(to: start.orientation) < 1e-3)
    }
  }

  @Test("an underdamped tool overshoots by exp(-pi z / sqrt(1 - z^2))")
  func overshoot() throws {
    let scene = try PandaScene.make(Self.configuration)
    let start = scene.world.pose(of: scene.tool)
    var impedance = CartesianImpedance()
    impedance.dampingRatio = 0.4
    hold(
      scene, impedance, target: Pose(position: start.position + SIMD3(0, 0.05, 0), orientation: start.orientation))
    var furthest = 0.0
    for _ in 0..<500 {
      scene.world.step(5)
      furthest = max(furthest, scene.world.pose(of: scene.tool).position.y - start.position.y)
    }
    let expected = 0.05 * (1 + exp(-Double.pi * 0.4 / (1 - 0.16).squareRoot()))
    #expect(abs(furthest - expected) < 5e-4)
  }

  @Test("a turn of the target is followed about its axis with the same law")
  func rotation() throws {
    let scene = try PandaScene.make(Self.configuration)
    let start = scene.world.pose(of: scene.tool)
    let turn = Quaternion(axis: SIMD3(0, 0, 1), radians: 0.4)
    hold(scene, CartesianImpedance(), target: Pose(position: start.position, orientation: turn * start.orientation))
    scene.world.step(500)
    let (w, t) = (200.0.squareRoot(), 0.1)
    let left = scene.world.pose(of: scene.tool).orientation.angle(to: turn * start.orientation)
    #expect(abs(left - 0.4 * (1 + w * t) * exp(-w * t)) < 0.004)
    scene.world.step(4500)
    #expect(scene.world.pose(of: scene.tool).orientation.angle(to: turn * start.orientation) < 1e-4)
    #expect(length(scene.world.pose(of: scene.tool).position - start.position) < 1e-4)
  }

  @Test("the pull to another posture moves the elbow and leaves the tool still")
  func nullSpace() throws {
    let scene = try PandaScene.make(Self.configuration)
    let start = scene.world.pose(of: scene.tool)
    var posture = Self.posture
    posture[0] += 0.5
    posture[2] -= 0.8
    var impedance = CartesianImpedance()
    impedance.postureStiffness = 20
    hold(scene, impedance, target: start, posture: posture)
    let elbow = scene.world.pose(of: scene.joints[3].link).position
    for _ in 0..<20 {
      scene.world.step(500)
      #expect(length(scene.world.pose(of: scene.tool).position - start.position) < 2e-4)
      #expect(scene.world.pose(of: scene.tool).orientation.angle(to: start.orientation) < 1e-3)
    }
    #expect(length(scene.world.pose(of: scene.joints[3].link).position - elbow) > 0.02)
  }

  @Test("a tool that is held back pushes with gain times error times effective mass, and the wrench says so")
  func force() throws {
    var scene = try PandaScene.make()
    let peg = try scene.world.attachBox(
      to: scene.tool, halfExtents: SIMD3(0.01, 0.01, 0.03), massKilograms: 0.05,
      linkFromBox: Pose(position: SIMD3(0, 0, 0.03)))
    _ = try scene.world.addBox(
      halfExtents: SIMD3(0.2, 0.2, 0.05), massKilograms: 0, pose: Pose(position: SIMD3(0, 0, 0.05)))
    scene.setNeutral()
    let start = scene.world.pose(of: scene.tool)
    // The peg ends 0.06 m below the tool: it meets the block's top, 0.1 m high, on the way down.
    let target = Pose(position: SIMD3(start.position.x, 0, 0.14), orientation: Quaternion(x: 1, y: 0, z: 0, w: 0))
    hold(scene, CartesianImpedance(), target: target)
    scene.world.step(2000)
    let tool = scene.world.pose(of: scene.tool)
    #expect(abs(tool.position.z - 0.16) < 2e-3)
    let wrench = scene.world.contactWrench(on: peg, about: tool.position)
    let sensor = scene.world.contactWrench(
      on: try scene.world.link(named: "panda_hand", of: scene.robot), about: tool.position)
    #expect(wrench == sensor)

    // Λ = (J M⁻¹ Jᵀ)⁻¹ over the arm's joints, by elimination here.
    var (jacobian, mass) = ([Double](repeating: 0, count: 54), [Double](repeating: 0, count: 81))
    var span = jacobian.mutableSpan
    scene.world.jacobian(of: scene.tool, into: &span)
    var square = mass.mutableSpan
    scene.world.massMatrix(of: scene.robot, into: &square)
    let columns = (0..<6).map { row in (0..<7).map { jacobian[row * 9 + $0] } }
    let inertia = (0..<7).map { row in (0..<7).map { mass[row * 9 + $0] } }
    let answers = columns.map { solve(inertia, $0) }
    let mobility = columns.map { row in answers.map { answer in zip(row, answer).reduce(0) { $0 + $1.0 * $1.1 } } }
    let offset = target.position - tool.position
    let turn = target.orientation * tool.orientation.conjugate
    let twist = SIMD3(turn.x, turn.y, turn.z) * (turn.w < 0 ? -2 : 2)
    let push = solve(mobility, [offset.x, offset.y, offset.z, twist.x, twist.y, twist.z].map { 200 * $0 })
    #expect(wrench.force.z > 5)
    for axis in 0..<3 {
      #expect(abs(wrench.force[axis] + push[axis]) < 0.05 * wrench.force.z, "\(wrench) \(push)")
      #expect(abs(wrench.torque[axis] + push[3 + axis]) < 0.05 * wrench.force.z * 0.1, "\(wrench) \(push)")
    }
  }

  /// x of A x = b, Gauss without pivoting: the matrices here are positive definite.
  private func solve(_ a: [[Double]], _ b: [Double]) -> [Double] {
    var (a, b) = (a, b)
    for column in b.indices {
      for row in b.indices where row > column {
        let factor = a[row][column] / a[column][column]
        for k in b.indices { a[row][k] -= factor * a[column][k] }
        b[row] -= factor * b[column]
      }
    }
    var x = b
    for row in b.indices.reversed() {
      var sum = b[row]
      for k in b.indices where k > row { sum -= a[row][k] * x[k] }
      x[row] = sum / a[row][row]
    }
    return x
  }

  @Test("it is state: in the hash, in a snapshot, gone after a reset")
  func state() throws {
    let scene = try PandaScene.make()
    let start = scene.world.pose(of: scene.tool)
    let moved = Pose(position: start.position + SIMD3(0.05, 0, 0), orientation: start.orientation)
    let idle = scene.world.stateHash
    hold(scene, CartesianImpedance(), target: start)
    let held = scene.world.stateHash
    scene.world.setImpedanceTarget(of: scene.robot, moved)
    let other = scene.world.stateHash
    #expect(idle != held && held != other)
    let snapshot = try scene.world.snapshot()
    scene.world.step(100)
    let after = scene.world.stateHash
    scene.world.setImpedanceTarget(of: scene.robot, start)
    scene.world.step(10)
    scene.world.restore(snapshot)
    scene.world.step(100)
    #expect(scene.world.stateHash == after)
    scene.world.reset()
    scene.setNeutral()
    let z = scene.world.pose(of: scene.tool).position.z
    scene.world.step(100)
    #expect(scene.world.pose(of: scene.tool).position.z < z - 0.01)
  }

  @Test("torques stay within their limits: a weak arm sinks")
  func weak() throws {
    let scene = try PandaScene.make()
    let start = scene.world.pose(of: scene.tool)
    hold(scene, CartesianImpedance(), target: start, limits: Array(repeating: 5, count: 7))
    scene.world.step(100)
    #expect(scene.world.pose(of: scene.tool).position.z < start.position.z - 0.01)
    for joint in scene.joints[0..<7] { #expect(abs(scene.world.jointTorque(joint)) <= 5) }
  }

  @Test("delta poses by inverse kinematics follow a 6-D twist to 1e-3, and the posture does not disturb it")
  func twist() throws {
    let scene = try PandaScene.make()
    var solver = InverseKinematics(joints: Array(scene.joints[0..<7]))
    solver.posture = Self.posture.enumerated().map { $0.offset == 2 ? 0.6 : $0.element }
    let (v, w) = (SIMD3(0.05, -0.08, 0.04), SIMD3(0.2, 0.3, -0.5))
    let start = scene.world.pose(of: scene.tool)
    let elbow = scene.world.pose(of: scene.joints[3].link).position
    let steps = 50
    for step in 1...steps {
      let now = scene.world.pose(of: scene.tool)
      let turn = Quaternion(axis: w / length(w), radians: length(w) / Double(steps))
      let target = Pose(position: now.position + v / Double(steps), orientation: turn * now.orientation)
      var positions = [Double](repeating: 0, count: 7)
      var span = positions.mutableSpan
      _ = scene.world.inverseKinematics(solver, link: scene.tool, target: target, into: &span)
      for index in 0..<7 { scene.world.resetJoint(scene.joints[index], position: positions[index]) }
      let share = Double(step) / Double(steps)
      let reached = scene.world.pose(of: scene.tool)
      #expect(length(reached.position - start.position - v * share) < 1e-3)
      let wanted = Quaternion(axis: w / length(w), radians: length(w) * share) * start.orientation
      #expect(reached.orientation.angle(to: wanted) < 1e-3)
    }
    // Joint 3 was asked to go to 0.6 where the tool leaves it free to.
    #expect(scene.world.jointPosition(scene.joints[2]) > 0.2)
    #expect(length(scene.world.pose(of: scene.joints[3].link).position - elbow) > 0.02)
  }
}
