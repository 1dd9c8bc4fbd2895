import Foundation
import Physics
import Testing
import Vocabulary

@Suite("Snapshots")
struct SnapshotTests {
  private struct Scene: ~Copyable {
    var panda: PandaScene
    let cube: BodyID

    static func make(_ solver: SolverKind = .reins) throws -> Scene {
      var configuration = WorldConfiguration()
      configuration.solver = solver
      var panda = try PandaScene.make(configuration)
      let cube = try panda.world.addBox(
        halfExtents: SIMD3(repeating: 0.02), massKilograms: 1, pose: Pose(position: SIMD3(0.04, 0, 0.02)))
      panda.setNeutral()
      return Scene(panda: panda, cube: cube)
    }

    /// Presses the arm down on cube and table, this way and that.
    func act(_ random: inout RandomStream) {
      var targets = neutral
      for index in 0..<7 { targets[index] += random.uniform(-0.4, 0.4) }
      targets[1] += 0.5
      targets[7] = random.uniform(0, 0.04)
      targets[8] = targets[7]
      panda.drive(targets)
      panda.world.setJointTorque(panda.joints[3], newtonMeters: random.uniform(-5, 5))
      panda.world.step(20)
    }
  }

  @Test("after a restore the same commands give the same hashes, step by step, contacts and motor targets included")
  func sameFuture() throws {
    let scene = try Scene.make()
    var contacts = 0
    for seed in 0..<20 as Range<UInt64> {
      scene.panda.world.reset()
      scene.panda.setNeutral()
      var random = RandomStream(seed: seed)
      for _ in 0..<Int(seed) { scene.act(&random) }
      let snapshot = try scene.panda.world.snapshot()
      let (now, stream) = (scene.panda.world.stateHash, random)
      var first: [UInt64] = []
      for _ in 0..<10 {
        scene.act(&random)
        first.append(scene.panda.world.stateHash)
      }
      contacts += scene.panda.world.contactCount(between: scene.cube, scene.panda.table)
      scene.panda.world.restore(snapshot)
      #expect(scene.panda.world.stateHash == now)
      #expect(try scene.panda.world.snapshot() == snapshot)
      random = stream
      for hash in first {
        scene.act(&random)
        #expect(scene.panda.world.stateHash == hash)
      }
    }
    #expect(contacts > 0)
  }

  @Test("a snapshot can be put into another world with the same bodies")
  func anotherWorld() throws {
    let one = try Scene.make()
    let two = try Scene.make()
    var random = RandomStream(seed: 7)
    for _ in 0..<15 { one.act(&random) }
    two.panda.world.restore(try one.panda.world.snapshot())
    #expect(two.panda.world.stateHash == one.panda.world.stateHash)
    var other = random
    for _ in 0..<10 {
      one.act(&random)
      two.act(&other)
      #expect(two.panda.world.stateHash == one.panda.world.stateHash)
    }
  }

  @Test("a snapshot holds what was set from outside since the last step, friction included")
  func outside() throws {
    var scene = try Scene.make()
    scene.panda.world.step()
    try scene.panda.world.setFriction(of: .base(of: scene.cube), lateral: 0.123)
    scene.panda.world.setPose(of: scene.panda.table, Pose(position: SIMD3(-0.3, 0, -0.21)))
    scene.panda.world.resetJoint(scene.panda.joints[1], position: 0.2, velocity: 0.1)
    let (snapshot, hash) = (try scene.panda.world.snapshot(), scene.panda.world.stateHash)
    scene.panda.world.reset()
    try scene.panda.world.setFriction(of: .base(of: scene.cube), lateral: 0.5)
    scene.panda.world.step(10)
    scene.panda.world.restore(snapshot)
    #expect(scene.panda.world.stateHash == hash)
    #expect(scene.panda.world.material(of: .base(of: scene.cube)).friction == 0.123)
  }

  @Test("a world that Bullet steps has no snapshots, and says so")
  func bullet() throws {
    let scene = try Scene.make(.bullet)
    #expect(throws: PhysicsError.outOfRange(parameter: "solver", value: "bullet", allowed: "reins for snapshots")) {
      try scene.panda.world.snapshot()
    }
  }
}
