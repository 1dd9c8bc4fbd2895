import Foundation
import Physics
import Testing
import Vocabulary

/// The same robot file, cube, plane, gains, iterations and residual threshold in pybullet and here, stepped alike.
///
/// Where things touch the two cannot agree to the last digits: pybullet finds contact points of a whole link, keeps and
/// orders them by what touched before, and both stop their iterations when the error is small, not when it is gone
/// (docs/adr/0008).
@Suite(
  "Motion against pybullet",
  .enabled(if: PythonOracle.has("pybullet_data"), PythonOracle.skipped("pybullet_data")))
struct MotionOracleTests {
  struct Cube: Codable {
    var position: [Double]
    var velocity: [Double]
  }

  struct Case: Codable {
    var gravity = -9.81
    var motors = false
    var starts = [0, 0.1, 0, -1.85, 0, 2.26, 0.79, 0.02, 0.02]
    var speeds = [Double](repeating: 0, count: 9)
    var targets: [[Double]] = []
    var cube: Cube?
    var steps = 1000
  }

  private struct Question: Codable {
    var urdf = ""
    var joints = drivenJoints
    var forces = motorForces
    var cases: [Case]
  }

  private struct Answer: Codable {
    struct Path: Codable {
      var joints: [[Double]]
      var cube: [[Double]]
    }
    var urdf: String
    var cases: [Path]
  }

  /// Largest difference of a joint's position, rad or m, and of the cube's, m, over a case.
  private func differences(_ asked: Case, _ solver: SolverKind) throws -> (joints: Double, cube: Double) {
    let answer = try PythonOracle.ask("motion.py", Question(cases: [asked]), as: Answer.self)
    let path = try #require(answer.cases.first)
    var configuration = WorldConfiguration()
    configuration.solver = solver
    configuration.gravity.z = asked.gravity
    var world = try World(configuration)
    _ = try world.addPlane(material: Material())
    let robot = try world.addRobot(urdf: answer.urdf, pose: Pose(position: SIMD3(-0.6, 0, 0)), fixedBase: true)
    var joints: [JointID] = []
    for name in drivenJoints { joints.append(try world.joint(named: name, of: robot)) }
    var cube: BodyID?
    if let given = asked.cube {
      let place = SIMD3(given.position[0], given.position[1], given.position[2])
      cube = try world.addBox(
        halfExtents: SIMD3(repeating: 0.02), massKilograms: 1, pose: Pose(position: place), material: Material())
    }
    for (place, joint) in joints.enumerated() {
      world.resetJoint(joint, position: asked.starts[place], velocity: asked.speeds[place])
    }
    if let cube, let given = asked.cube {
      let speed = SIMD3(given.velocity[0], given.velocity[1], given.velocity[2])
      world.setVelocity(of: cube, Velocity(linear: speed, angular: .zero))
    }
    var (joint, moved) = (0.0, 0.0)
    for step in 0..<asked.steps {
      if asked.motors {
        for (place, driven) in joints.enumerated() {
          world.setPositionMotor(driven, target: asked.targets[step][place], maximumForce: motorForces[place])
        }
      }
      world.step()
      for (place, driven) in joints.enumerated() {
        joint = max(joint, abs(world.jointPosition(driven) - path.joints[step][place]))
      }
      if let cube {
        let place = path.cube[step]
        moved = max(moved, length(world.pose(of: cube).position - SIMD3(place[0], place[1], place[2])))
      }
    }
    return (joint, moved)
  }

  @Test("without motors joints agree to 1e-9 over 1,000 steps", arguments: SolverKind.allCases)
  func coasting(solver: SolverKind) throws {
    var asked = Case()
    asked.gravity = 0
    asked.speeds = [0.3, -0.3, 0.3, -0.3, 0.3, -0.3, 0.3, 0, 0]
    let found = try differences(asked, solver).joints
    #expect(found < 1e-9, "\(found)")
  }

  @Test("with motors joints agree to 1e-9 over 1,000 steps of smooth motion", arguments: SolverKind.allCases)
  func driven(solver: SolverKind) throws {
    var asked = Case()
    asked.motors = true
    for step in 0..<asked.steps {
      let phase = Double(step) * 0.01
      var targets = asked.starts
      for index in 0..<7 { targets[index] += 0.3 * sin(phase * (1 + 0.2 * Double(index))) }
      targets[7] = 0.02 - 0.01 * sin(phase)
      targets[8] = targets[7]
      asked.targets.append(targets)
    }
    let found = try differences(asked, solver).joints
    #expect(found < 1e-9, "\(found)")
  }

  @Test("a cube that lands and slides agrees to 0.1 mm over 50 steps in contact", arguments: SolverKind.allCases)
  func sliding(solver: SolverKind) throws {
    var asked = Case()
    asked.cube = Cube(position: [0.1, 0, 0.0205], velocity: [0.3, 0.1, 0])
    asked.motors = true
    asked.steps = 50
    asked.targets = Array(repeating: asked.starts, count: 50)
    let found = try differences(asked, solver)
    #expect(found.cube < 1e-4, "\(found.cube)")
    #expect(found.joints < 1e-9, "\(found.joints)")
  }
}
