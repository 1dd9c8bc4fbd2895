import Foundation
import Physics
import Testing
import Vocabulary

@Suite("Panda")
struct PandaTests {
  /// Franka's documentation: Craig's Denavit-Hartenberg parameters a (m), d (m), alpha (rad) of joints 1 to 7.
  static let parameters: [(a: Double, d: Double, alpha: Double)] = [
    (0, 0.333, 0), (0, 0, -.pi / 2), (0, 0.316, .pi / 2), (0.0825, 0, .pi / 2), (-0.0825, 0.384, -.pi / 2),
    (0, 0, .pi / 2), (0.088, 0, .pi / 2),
  ]

  /// A 4 x 4 matrix, row-major, from Craig's convention: turn about x, move along x, turn about z, move along z.
  static func link(_ p: (a: Double, d: Double, alpha: Double), _ q: Double) -> [Double] {
    let (ca, sa, cq, sq) = (cos(p.alpha), sin(p.alpha), cos(q), sin(q))
    let rows: [[Double]] = [
      [cq, -sq, 0, p.a], [sq * ca, cq * ca, -sa, -sa * p.d], [sq * sa, cq * sa, ca, ca * p.d], [0, 0, 0, 1],
    ]
    return rows.flatMap { $0 }
  }

  static func product(_ a: [Double], _ b: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: 16)
    for row in 0..<4 {
      for column in 0..<4 {
        for k in 0..<4 { result[row * 4 + column] += a[row * 4 + k] * b[k * 4 + column] }
      }
    }
    return result
  }

  @Test("every link lies where the product of Denavit-Hartenberg matrices puts it")
  func forwardKinematics() throws {
    let scene = try PandaScene.make()
    var random = RandomStream(seed: 4)
    for _ in 0..<50 {
      let q = (0..<7).map { _ in random.uniform(-2.5, 2.5) }
      for (joint, position) in zip(scene.joints, q) { scene.world.resetJoint(joint, position: position) }
      var matrix: [Double] = [1, 0, 0, -0.6, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
      for index in 0..<7 {
        matrix = Self.product(matrix, Self.link(Self.parameters[index], q[index]))
        let pose = scene.world.pose(of: scene.joints[index].link)
        for axis in 0..<3 {
          var unit = SIMD3<Double>.zero
          unit[axis] = 1
          let turned = pose.orientation.rotate(unit)
          for row in 0..<3 { #expect(abs(turned[row] - matrix[row * 4 + axis]) < 1e-12) }
          #expect(abs(pose.position[axis] - matrix[axis * 4 + 3]) < 1e-12)
        }
      }
      // Flange 0.107 m, hand turned by -45 degrees, tool 0.105 m further.
      let hand = Self.product(matrix, Self.link((a: 0, d: 0.107 + 0.105, alpha: 0), -.pi / 4))
      let tool = scene.world.pose(of: scene.tool)
      for row in 0..<3 { #expect(abs(tool.position[row] - hand[row * 4 + 3]) < 1e-12) }
      let alongX = tool.orientation.rotate(SIMD3(1, 0, 0))
      for row in 0..<3 { #expect(abs(alongX[row] - hand[row * 4]) < 1e-12) }
    }
  }

  @Test("in the neutral pose the tool points down, 0.2 m above the table's middle")
  func neutralTool() throws {
    let scene = try PandaScene.make()
    let tool = scene.world.pose(of: scene.tool)
    #expect(length(tool.position - SIMD3(0.0384, 0, 0.1974)) < 1e-4)
    #expect(tool.orientation.angle(to: Quaternion(x: 1, y: 0, z: 0, w: 0)) < 0.005)
  }

  @Test("motors hold the neutral pose against gravity and move to another")
  func motorsHold() throws {
    let scene = try PandaScene.make()
    scene.drive(neutral)
    scene.world.step(500)
    for (position, target) in zip(scene.positions, neutral) { #expect(abs(position - target) < 1e-3) }
    var targets = neutral
    targets[0] = 0.5
    targets[3] = -1.5
    scene.drive(targets)
    scene.world.step(1000)
    for (position, target) in zip(scene.positions, targets) { #expect(abs(position - target) < 1e-3) }
  }

  @Test("the gripper lifts a 1 kg cube of 4 cm from the table and holds it")
  func graspAndLift() throws {
    var scene = try PandaScene.make()
    let cube = try scene.world.addBox(
      halfExtents: SIMD3(repeating: 0.02), massKilograms: 1, pose: Pose(position: SIMD3(0.05, 0, 0.02)))
    scene.setNeutral()
    let arm = InverseKinematics(joints: Array(scene.joints[0..<7]))
    let down = Quaternion(x: 1, y: 0, z: 0, w: 0)
    func move(_ scene: borrowing PandaScene, to position: SIMD3<Double>, finger: Double, substeps: Int) {
      var targets = [Double](repeating: 0, count: 7)
      var span = targets.mutableSpan
      let left = scene.world.inverseKinematics(
        arm, link: scene.tool, target: Pose(position: position, orientation: down), into: &span)
      #expect(left.metres < 1e-4)
      scene.drive(targets + [finger, finger])
      scene.world.step(substeps)
    }
    move(scene, to: SIMD3(0.05, 0, 0.1), finger: 0.04, substeps: 500)
    move(scene, to: SIMD3(0.05, 0, 0.02), finger: 0.04, substeps: 500)
    move(scene, to: SIMD3(0.05, 0, 0.02), finger: 0, substeps: 250)
    #expect(scene.world.contactCount(between: scene.robot, cube) >= 2)
    for height in stride(from: 0.04, through: 0.2, by: 0.02) {
      move(scene, to: SIMD3(0.05, 0, height), finger: 0, substeps: 100)
    }
    let lifted = scene.world.pose(of: cube)
    #expect(lifted.position.z > 0.19, "\(lifted)")
    scene.world.step(2500)
    let held = scene.world.pose(of: cube)
    #expect(abs(held.position.z - lifted.position.z) < 0.005, "\(held)")
  }
}
