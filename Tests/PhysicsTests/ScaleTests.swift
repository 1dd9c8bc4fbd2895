import Physics
import Testing
import Vocabulary

@Suite("Scaled bodies")
struct ScaleTests {
  @Test(
    "a scaled box rests at its new half height and presses with its new weight",
    arguments: [(1.0, 1.0), (2, 1), (0.5, 3)])
  func rests(size: Double, mass: Double) throws {
    var world = try World()
    let ground = try world.addPlane()
    let box = try world.addBox(
      halfExtents: SIMD3(0.1, 0.1, 0.05), massKilograms: 2, pose: Pose(position: SIMD3(0, 0, 0.05)))
    try world.scale(box, size: size, mass: mass)
    world.setPose(of: box, Pose(position: SIMD3(0, 0, 0.05 * size)))
    world.step(500)
    #expect(abs(world.pose(of: box).position.z - 0.05 * size) < 1e-3)
    let weight = world.contacts(between: box, ground).map(\.normalForce).reduce(0, +)
    #expect(abs(abs(weight) - 2 * mass * 9.81) < 0.01 * 2 * mass * 9.81)
  }

  @Test("factors count from what was added: scaled back, the future is what it was")
  func back() throws {
    func fall(_ world: borrowing World, _ box: BodyID) -> UInt64 {
      world.setPose(
        of: box, Pose(position: SIMD3(0, 0, 0.3), orientation: Quaternion(axis: SIMD3(1, 2, 3), radians: 1)))
      world.step(200)
      return world.stateHash
    }
    var world = try World()
    _ = try world.addPlane()
    let box = try world.addBox(halfExtents: SIMD3(0.1, 0.07, 0.05), massKilograms: 2, pose: .identity)
    let first = fall(world, box)
    try world.scale(box, size: 1.7, mass: 0.3)
    #expect(fall(world, box) != first)
    for factor in [0.1, 0.7, 3, 1] { try world.scale(box, size: factor, mass: factor) }
    #expect(fall(world, box) == first)
  }

  @Test("without drag a body falls n (n + 1) / 2 g dt² in n steps")
  func drag() throws {
    var world = try World()
    let ball = try world.addSphere(radius: 0.1, massKilograms: 1, pose: .identity)
    try world.setDamping(linear: 0, angular: 0)
    world.reset()
    world.step(100)
    let dt = world.configuration.stepSeconds
    #expect(abs(world.pose(of: ball).position.z + 100 * 101 / 2 * 9.81 * dt * dt) < 1e-9)
    #expect(world.configuration.linearDamping == 0)
  }

  @Test("a plane and impossible factors are refused")
  func refused() throws {
    var world = try World()
    let plane = try world.addPlane()
    let ball = try world.addSphere(radius: 0.1, massKilograms: 1, pose: .identity)
    #expect(throws: PhysicsError.self) { try world.scale(plane, size: 2, mass: 1) }
    for factor in [0, -1, .nan, .infinity] {
      #expect(throws: PhysicsError.self) { try world.scale(ball, size: factor, mass: 1) }
      #expect(throws: PhysicsError.self) { try world.scale(ball, size: 1, mass: factor) }
    }
    #expect(throws: PhysicsError.self) { try world.setDamping(linear: -1, angular: 0) }
  }
}
