import Foundation
import Physics
import Testing
import Vocabulary

@Suite("Determinism")
struct DeterminismTests {
  struct Scene: ~Copyable {
    var panda: PandaScene
    let cube: BodyID
  }

  private func make(_ solver: SolverKind = .reins) throws -> Scene {
    var configuration = WorldConfiguration()
    configuration.solver = solver
    var panda = try PandaScene.make(configuration)
    let cube = try panda.world.addBox(
      halfExtents: SIMD3(repeating: 0.02), massKilograms: 1, pose: Pose(position: SIMD3(0.04, 0, 0.02)))
    return Scene(panda: panda, cube: cube)
  }

  /// An episode with everything in it: a dropped cube, a falling arm that hits it and the table, motors.
  private func play(_ scene: borrowing Scene, seed: UInt64, steps: Int) -> UInt64 {
    var random = RandomStream(seed: seed)
    scene.panda.world.reset()
    scene.panda.setNeutral()
    scene.panda.world.setPose(
      of: scene.cube,
      Pose(position: SIMD3(random.uniform(-0.1, 0.1), random.uniform(-0.1, 0.1), 0.03)))
    for _ in 0..<steps {
      var targets = neutral
      for index in 0..<7 { targets[index] += random.uniform(-0.4, 0.4) }
      targets[1] += 0.4
      targets[7] = random.uniform(0, 0.04)
      targets[8] = targets[7]
      scene.panda.drive(targets)
      scene.panda.world.step(20)
    }
    return scene.panda.world.stateHash
  }

  @Test("the same actions give the same hash after 1,000 resets, and in a world of its own")
  func resets() throws {
    let scene = try make()
    let first = play(scene, seed: 1, steps: 10)
    #expect(scene.panda.world.contactCount(between: scene.cube, scene.panda.table) > 0)
    for episode in 0..<1000 { _ = play(scene, seed: UInt64(episode), steps: 1) }
    #expect(play(scene, seed: 1, steps: 10) == first)
    let other = try make()
    #expect(play(other, seed: 1, steps: 10) == first)
    #expect(play(other, seed: 2, steps: 10) != first)
  }

  @Test("the arm meets the table and the cube in these episodes, so contacts are among what is repeated")
  func contactsHappen() throws {
    let scene = try make()
    var touched = false
    for seed in 0..<20 as Range<UInt64> {
      _ = play(scene, seed: seed, steps: 10)
      touched = touched || scene.panda.world.contactCount(between: scene.panda.robot, scene.panda.table) > 0
    }
    #expect(touched)
  }

  @Test("a reset world has the hash of a new one")
  func resetEqualsNew() throws {
    let used = try make()
    let new = try make()
    let fresh = new.panda.world.stateHash
    _ = play(used, seed: 3, steps: 5)
    #expect(used.panda.world.stateHash != fresh)
    used.panda.world.reset()
    new.panda.world.reset()
    #expect(used.panda.world.stateHash == new.panda.world.stateHash)
  }

  @Test("n steps at once are n single steps")
  func stepping() throws {
    let together = try make()
    let apart = try make()
    together.panda.drive(neutral)
    together.panda.world.step(100)
    apart.panda.drive(neutral)
    for _ in 0..<100 { apart.panda.world.step(1) }
    #expect(together.panda.world.stateHash == apart.panda.world.stateHash)
  }

  /// Each changes one thing that moves the future.
  static let ingredients: [String] = [
    "joint position", "joint velocity", "motor target", "motor force", "motor gain", "motor speed", "cube position",
    "cube orientation", "cube velocity", "cube spin", "friction", "table pose", "one step",
  ]

  @Test("every ingredient of the future changes the hash", arguments: ingredients)
  func sensitivity(ingredient: String) throws {
    var scene = try make()
    scene.panda.setNeutral()
    let before = scene.panda.world.stateHash
    let joint = scene.panda.joints[2]
    let tiny = 1e-13
    let pose = scene.panda.world.pose(of: scene.cube)
    switch ingredient {
    case "joint position": scene.panda.world.resetJoint(joint, position: neutral[2] + tiny)
    case "joint velocity": scene.panda.world.resetJoint(joint, position: neutral[2], velocity: tiny)
    case "motor target": scene.panda.world.setPositionMotor(joint, target: tiny, maximumForce: 0, positionGain: 0)
    case "motor force":
      scene.panda.world.setPositionMotor(joint, target: 0, maximumForce: tiny, positionGain: 0, velocityGain: 0)
    case "motor gain": scene.panda.world.setPositionMotor(joint, target: 0, maximumForce: 0, velocityGain: 0)
    case "motor speed": scene.panda.world.setVelocityMotor(joint, target: tiny, maximumForce: 0, velocityGain: 0)
    case "cube position":
      scene.panda.world.setPose(of: scene.cube, Pose(position: pose.position + SIMD3(0, tiny, 0)))
    case "cube orientation":
      scene.panda.world.setPose(
        of: scene.cube,
        Pose(position: pose.position, orientation: Quaternion(axis: SIMD3(1, 0, 0), radians: tiny)))
    case "cube velocity":
      scene.panda.world.setVelocity(of: scene.cube, Velocity(linear: SIMD3(0, 0, tiny), angular: .zero))
    case "cube spin":
      scene.panda.world.setVelocity(of: scene.cube, Velocity(linear: .zero, angular: SIMD3(0, 0, tiny)))
    case "friction": try scene.panda.world.setFriction(of: .base(of: scene.cube), lateral: 0.5 + tiny)
    case "table pose":
      scene.panda.world.setPose(of: scene.panda.table, Pose(position: SIMD3(-0.3, 0, -0.2 - tiny)))
    default: scene.panda.world.step()
    }
    #expect(scene.panda.world.stateHash != before)
  }

  /// Steps from the same pose with the given velocity, then every position and velocity set to the same values.
  private func afterSteps(
    _ steps: Int = 1, height: Double, falling: Double, solver: SolverKind = .reins
  ) throws -> (hash: UInt64, contacts: Int) {
    let scene = try make(solver)
    let pose = Pose(position: SIMD3(0.04, 0, height))
    scene.panda.world.setPose(of: scene.cube, pose)
    scene.panda.world.setVelocity(of: scene.cube, Velocity(linear: SIMD3(0, 0, -falling), angular: .zero))
    scene.panda.world.step(steps)
    scene.panda.setNeutral()
    scene.panda.world.setPose(of: scene.cube, pose)
    scene.panda.world.setVelocity(of: scene.cube, .zero)
    let contacts = scene.panda.world.contactCount(between: scene.cube, scene.panda.table)
    return (scene.panda.world.stateHash, contacts)
  }

  @Test("equal positions with other contact impulses in Bullet's cache have another hash")
  func contactHistory() throws {
    let (gentle, hard) = (try afterSteps(height: 0.0199, falling: 0), try afterSteps(height: 0.0199, falling: 1))
    #expect(gentle.contacts == 4 && hard.contacts == 4)
    #expect(gentle.hash != hard.hash)
    #expect(try afterSteps(height: 0.0199, falling: 1).hash == hard.hash)
  }

  /// Bullet orders contacts by what touched before; our step does not, and its state is smaller by that.
  @Test("equal positions with another state of the search for pairs have another hash where Bullet searches")
  func searchHistory() throws {
    for solver in SolverKind.allCases {
      let one = try afterSteps(1, height: 1, falling: 0, solver: solver)
      let two = try afterSteps(2, height: 1, falling: 0, solver: solver)
      #expect(one.contacts == 0 && two.contacts == 0)
      #expect((one.hash == two.hash) == (solver == .reins))
    }
  }

  @Test("friction set on the blueprint outlives a reset")
  func frictionStays() throws {
    var scene = try make()
    try scene.panda.world.setFriction(of: scene.cube, lateral: 0.123)
    scene.panda.world.reset()
    #expect(scene.panda.world.material(of: .base(of: scene.cube)).friction == 0.123)
  }
}
