import Foundation
import Physics
import Testing
import Vocabulary

/// Our step against Bullet's: same laws, so the same motion up to rounding where nothing touches.
@Suite("Own step")
struct SolverTests {
  private func scene(_ solver: SolverKind, gravity: Double = -9.81) throws -> PandaScene {
    var configuration = WorldConfiguration()
    configuration.solver = solver
    configuration.gravity.z = gravity
    return try PandaScene.make(configuration)
  }

  /// Largest difference of a joint position in `steps` steps, radians or metres; `command` is called before each.
  private func difference(
    steps: Int, gravity: Double = -9.81, _ command: (borrowing PandaScene, Int) -> Void
  ) throws -> Double {
    let own = try scene(.reins, gravity: gravity)
    let bullet = try scene(.bullet, gravity: gravity)
    var most = 0.0
    for step in 0..<steps {
      command(own, step)
      command(bullet, step)
      own.world.step()
      bullet.world.step()
      for (a, b) in zip(own.positions, bullet.positions) { most = max(most, abs(a - b)) }
      #expect(own.world.contactCount(between: own.robot, own.table) == 0, "step \(step)")
    }
    return most
  }

  @Test("an arm without motors coasts as in Bullet, to 1e-9 over 1,000 steps")
  func coasting() throws {
    let most = try difference(steps: 1000, gravity: 0) { scene, step in
      guard step == 0 else { return }
      for (place, joint) in scene.joints.enumerated() {
        scene.world.disableMotor(joint)
        let speed = place < 7 ? 0.3 * (place % 2 == 0 ? 1 : -1) : 0
        scene.world.resetJoint(joint, position: place < 7 ? neutral[place] : 0.02, velocity: speed)
      }
    }
    #expect(most < 1e-9, "\(most)")
  }

  @Test("an arm without motors falls as in Bullet, to 1e-9 until it meets the table")
  func falling() throws {
    let most = try difference(steps: 90) { scene, step in
      guard step == 0 else { return }
      for (place, joint) in scene.joints.enumerated() {
        scene.world.disableMotor(joint)
        if place >= 7 { scene.world.resetJoint(joint, position: 0.02) }
      }
    }
    #expect(most < 1e-9, "\(most)")
  }

  @Test("a driven arm moves as in Bullet, to 1e-9 over 1,000 steps")
  func driven() throws {
    let most = try difference(steps: 1000) { scene, step in
      if step == 0 { for joint in scene.joints[7...] { scene.world.resetJoint(joint, position: 0.01) } }
      let phase = Double(step) * 0.01
      var targets = neutral
      for index in 0..<7 { targets[index] += 0.3 * sin(phase * (1 + 0.2 * Double(index))) }
      targets[1] -= 0.4
      targets[7] = 0.02 - 0.01 * cos(phase)
      targets[8] = targets[7]
      scene.drive(targets)
    }
    #expect(most < 1e-9, "\(most)")
  }

  @Test("a thrown box tumbles as in Bullet, to 1e-9 over 300 steps")
  func tumbling() throws {
    var most = 0.0
    var poses: [[Pose]] = []
    for solver in SolverKind.allCases {
      var configuration = WorldConfiguration()
      configuration.solver = solver
      var world = try World(configuration)
      let box = try world.addBox(
        halfExtents: SIMD3(0.1, 0.2, 0.05), massKilograms: 2, pose: Pose(position: SIMD3(0, 0, 1)))
      world.setVelocity(of: box, Velocity(linear: SIMD3(1, 0.2, 3), angular: SIMD3(4, -3, 6)))
      var path: [Pose] = []
      for _ in 0..<300 {
        world.step()
        path.append(world.pose(of: box))
      }
      poses.append(path)
    }
    for (a, b) in zip(poses[0], poses[1]) {
      most = max(most, length(a.position - b.position))
      most = max(most, min(angle(a.orientation, b.orientation), 1))
    }
    #expect(most < 1e-9, "\(most)")
  }

  private func angle(_ a: Quaternion, _ b: Quaternion) -> Double {
    let dot = abs(a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w)
    return max(0, 1 - dot)
  }

  @Test("a cube that is dropped, pushed and dragged stays within 0.1 mm of Bullet's over 50 steps in contact")
  func contact() throws {
    var paths: [[SIMD3<Double>]] = []
    for solver in SolverKind.allCases {
      var scene = try scene(solver)
      let cube = try scene.world.addBox(
        halfExtents: SIMD3(repeating: 0.02), massKilograms: 1, pose: Pose(position: SIMD3(0.04, 0, 0.0201)))
      scene.setNeutral()
      scene.world.setVelocity(of: cube, Velocity(linear: SIMD3(0.3, 0.1, 0), angular: .zero))
      var path: [SIMD3<Double>] = []
      for _ in 0..<50 {
        scene.drive(neutral)
        scene.world.step()
        path.append(scene.world.pose(of: cube).position)
      }
      #expect(scene.world.contactCount(between: cube, scene.table) > 0)
      paths.append(path)
    }
    var most = 0.0
    for (a, b) in zip(paths[0], paths[1]) { most = max(most, length(a - b)) }
    #expect(most < 1e-4, "\(most)")
  }
}
