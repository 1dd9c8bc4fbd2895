import Foundation
import Physics
import Testing
import Vocabulary

@Suite("Resets")
struct ResetTests {
  private struct Scene: ~Copyable {
    var panda: PandaScene
    let cube: BodyID

    static func make(_ solver: SolverKind) throws -> Scene {
      var configuration = WorldConfiguration()
      configuration.solver = solver
      var panda = try PandaScene.make(configuration)
      let cube = try panda.world.addBox(
        halfExtents: SIMD3(repeating: 0.02), massKilograms: 1, pose: Pose(position: SIMD3(0.04, 0, 0.02)))
      return Scene(panda: panda, cube: cube)
    }

    /// Hashes of an arm that is pressed down on cube and table.
    func future() -> [UInt64] {
      panda.setNeutral()
      var targets = neutral
      targets[1] += 0.6
      panda.drive(targets)
      return (0..<20).map { _ in
        panda.world.step(10)
        return panda.world.stateHash
      }
    }
  }

  /// Everything that a reset has to take back.
  static let pasts = [
    "steps", "joints", "motors", "torques", "impedance", "cube thrown", "table moved", "contacts", "restored",
  ]

  @Test(
    "after any past, a reset world has the hash and the future of one that was just made", arguments: pasts,
    SolverKind.allCases)
  func likeNew(past: String, solver: SolverKind) throws {
    let used = try Scene.make(solver)
    let new = try Scene.make(solver)
    new.panda.world.reset()
    switch past {
    case "joints":
      for joint in used.panda.joints { used.panda.world.resetJoint(joint, position: 0.01, velocity: 0.3) }
    case "motors": used.panda.drive(neutral.map { $0 + 0.1 })
    case "torques":
      used.panda.world.disableMotor(used.panda.joints[3])
      used.panda.world.setJointTorque(used.panda.joints[3], newtonMeters: 3)
    case "impedance":
      used.panda.world.setImpedance(
        CartesianImpedance(), of: used.panda.tool, joints: Array(used.panda.joints[0..<7]),
        posture: Array(neutral[0..<7]), maximumTorques: Array(motorForces[0..<7]),
        target: used.panda.world.pose(of: used.panda.tool))
    case "cube thrown":
      used.panda.world.setVelocity(of: used.cube, Velocity(linear: SIMD3(1, 2, 3), angular: SIMD3(3, 2, 1)))
    case "table moved": used.panda.world.setPose(of: used.panda.table, Pose(position: SIMD3(-0.3, 0, -0.1)))
    case "contacts":
      _ = used.future()
      #expect(used.panda.world.contactCount(between: used.cube, used.panda.table) > 0)
    case "restored":
      guard solver == .reins else { return }
      _ = used.future()
      used.panda.world.restore(try used.panda.world.snapshot())
    default: break
    }
    used.panda.world.step(3)
    #expect(used.panda.world.stateHash != new.panda.world.stateHash)
    used.panda.world.reset()
    #expect(used.panda.world.stateHash == new.panda.world.stateHash)
    #expect(used.panda.world.contactCount(between: used.cube, used.panda.table) == 0)
    #expect(used.future() == new.future())
  }

  @Test("what is part of the blueprint outlives a reset and acts from it on: friction, size, mass and drag")
  func blueprint() throws {
    func changed(_ scene: inout Scene) throws {
      try scene.panda.world.setFriction(of: scene.cube, lateral: 0.1)
      try scene.panda.world.scale(scene.cube, size: 1.5, mass: 3)
      try scene.panda.world.setDamping(linear: 0.5, angular: 0.7)
      scene.panda.world.reset()
    }
    var used = try Scene.make(.reins)
    var new = try Scene.make(.reins)
    _ = used.future()
    // Twice: what was rebuilt once is put back the second time.
    try changed(&used)
    _ = used.future()
    used.panda.world.reset()
    try changed(&new)
    let unchanged = try Scene.make(.reins)
    unchanged.panda.world.reset()
    let future = new.future()
    #expect(used.future() == future)
    #expect(unchanged.future() != future)
  }

  @Test("drag that is set between two resets acts from the second on, as in a world that was made with it")
  func drag() throws {
    var scene = try Scene.make(.reins)
    _ = scene.future()
    try scene.panda.world.setDamping(linear: 0.5, angular: 0.7)
    scene.panda.world.reset()
    var configuration = WorldConfiguration()
    configuration.linearDamping = 0.5
    configuration.angularDamping = 0.7
    var panda = try PandaScene.make(configuration)
    let cube = try panda.world.addBox(
      halfExtents: SIMD3(repeating: 0.02), massKilograms: 1, pose: Pose(position: SIMD3(0.04, 0, 0.02)))
    let made = Scene(panda: panda, cube: cube)
    #expect(scene.future() == made.future())
  }
}
