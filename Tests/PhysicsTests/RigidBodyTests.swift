import Foundation
import Physics
import Testing
import Vocabulary

/// No drag, so that closed forms hold.
private var dragless: WorldConfiguration {
  var configuration = WorldConfiguration()
  configuration.linearDamping = 0
  configuration.angularDamping = 0
  return configuration
}

@Suite("Rigid bodies")
struct RigidBodyTests {
  @Test("free fall is the sum of semi-implicit Euler: z = z0 - g h^2 n (n + 1) / 2")
  func freeFall() throws {
    var world = try World(dragless)
    let ball = try world.addSphere(radius: 0.1, massKilograms: 2, pose: Pose(position: SIMD3(1, 2, 10)))
    let h = 1.0 / 500
    for n in 1...500 {
      world.step()
      let steps = Double(n)
      #expect(abs(world.pose(of: ball).position.z - (10 - 9.81 * h * h * steps * (steps + 1) / 2)) < 1e-11)
      #expect(abs(world.velocity(of: ball).linear.z + 9.81 * h * steps) < 1e-11)
    }
    #expect(world.pose(of: ball).position.x == 1)
  }

  @Test("drag removes the share d (1 + |v|) of the velocity per second")
  func drag() throws {
    var configuration = WorldConfiguration()
    configuration.gravity = .zero
    var world = try World(configuration)
    let ball = try world.addSphere(radius: 0.1, massKilograms: 2, pose: .identity)
    world.setVelocity(of: ball, Velocity(linear: SIMD3(3, 0, 0), angular: .zero))
    var speed = 3.0
    for _ in 0..<100 {
      world.step()
      speed -= speed * configuration.linearDamping * (1 + speed) / 500
      #expect(abs(world.velocity(of: ball).linear.x - speed) < 1e-12)
    }
  }

  @Test("a torque-free ball keeps its spin; orientation is the integral of it")
  func spin() throws {
    var configuration = dragless
    configuration.gravity = .zero
    var world = try World(configuration)
    let ball = try world.addSphere(radius: 0.1, massKilograms: 1, pose: .identity)
    world.setVelocity(of: ball, Velocity(linear: .zero, angular: SIMD3(0, 0, 2)))
    world.step(250)
    #expect(abs(world.velocity(of: ball).angular.z - 2) < 1e-12)
    #expect(world.pose(of: ball).orientation.angle(to: Quaternion(axis: SIMD3(0, 0, 1), radians: 1)) < 1e-9)
  }

  @Test("a box comes to rest on a table and its contacts carry its weight")
  func rest() throws {
    var world = try World()
    let table = try world.addBox(
      halfExtents: SIMD3(0.5, 0.5, 0.2), massKilograms: 0, pose: Pose(position: SIMD3(0, 0, -0.2)))
    let box = try world.addBox(
      halfExtents: SIMD3(repeating: 0.02), massKilograms: 1, pose: Pose(position: SIMD3(0, 0, 0.05)))
    world.step(1000)
    #expect(abs(world.pose(of: box).position.z - 0.02) < 1e-4)
    #expect(length(world.velocity(of: box).linear) < 1e-4)
    let contacts = world.contacts(between: box, table)
    #expect(contacts.count == 4 && contacts.count == world.contactCount(between: table, box))
    #expect(abs(contacts.reduce(0) { $0 + $1.normalForce } - 9.81) < 0.02)
    for contact in contacts {
      #expect(length(contact.normal - SIMD3(0, 0, 1)) < 1e-6)
      #expect(abs(abs(contact.position.x) - 0.02) < 1e-3 && abs(contact.position.z) < 1e-3)
    }
    #expect(length(world.contacts(between: table, box)[0].normal - SIMD3(0, 0, -1)) < 1e-6)
  }

  @Test(
    "on a slope a box stays where tan(slope) is under the product of frictions and else slides at g (sin - mu cos)",
    arguments: [0.2, 0.3, 0.45, 0.6])
  func frictionCone(slope: Double) throws {
    var configuration = dragless
    // Gravity is turned instead of the ground.
    configuration.gravity = SIMD3(9.81 * sin(slope), 0, -9.81 * cos(slope))
    var world = try World(configuration)
    _ = try world.addPlane(material: Material(friction: 0.8))
    let box = try world.addBox(
      halfExtents: SIMD3(0.1, 0.1, 0.02), massKilograms: 1, pose: Pose(position: SIMD3(0, 0, 0.02)),
      material: Material(friction: 0.5))
    let friction = 0.4
    world.step(100)
    let before = world.velocity(of: box).linear.x
    world.step(250)
    let gained = world.velocity(of: box).linear.x - before
    let expected = max(0, 9.81 * (sin(slope) - friction * cos(slope))) * 0.5
    // One per cent of what friction takes in half a second.
    #expect(abs(gained - expected) < 0.01 * friction * 9.81 * 0.5, "gained \(gained), expected \(expected)")
  }

  @Test("friction is a circle: sliding along the diagonal is braked as along an axis", arguments: [0, 0.5, .pi / 4])
  func isotropicFriction(direction: Double) throws {
    var world = try World(dragless)
    _ = try world.addPlane(material: Material(friction: 1))
    let box = try world.addBox(
      halfExtents: SIMD3(0.1, 0.1, 0.01), massKilograms: 1, pose: Pose(position: SIMD3(0, 0, 0.01)),
      material: Material(friction: 0.2))
    world.step(100)
    let start = SIMD3(cos(direction), sin(direction), 0)
    world.setVelocity(of: box, Velocity(linear: start, angular: .zero))
    world.step(100)
    let left = world.velocity(of: box).linear
    #expect(abs(length(left) - (1 - 0.2 * 9.81 * 0.2)) < 0.01)
    #expect(abs(left.y * start.x - left.x * start.y) < 0.01)
  }

  @Test("a collision keeps momentum, and restitution e leaves the share e of the approach", arguments: [0.0, 0.5, 1.0])
  func collision(restitution: Double) throws {
    var configuration = dragless
    configuration.gravity = .zero
    var world = try World(configuration)
    let material = Material(friction: 0, restitution: restitution.squareRoot())
    let light = try world.addSphere(
      radius: 0.05, massKilograms: 1, pose: Pose(position: SIMD3(-0.2, 0, 0)), material: material)
    let heavy = try world.addSphere(
      radius: 0.05, massKilograms: 3, pose: Pose(position: SIMD3(0.2, 0, 0)), material: material)
    world.setVelocity(of: light, Velocity(linear: SIMD3(2, 0, 0), angular: .zero))
    world.setVelocity(of: heavy, Velocity(linear: SIMD3(-1, 0, 0), angular: .zero))
    world.step(150)
    let (a, b) = (world.velocity(of: light).linear.x, world.velocity(of: heavy).linear.x)
    #expect(abs(a + 3 * b - (2 - 3)) < 1e-9)
    // What Bullet adds to push the overlap of one step apart is the rest.
    #expect(abs((b - a) - restitution * 3) < 0.3)
  }

  @Test("a cylinder stands on its end and a sphere lies on its radius")
  func otherShapes() throws {
    var world = try World()
    _ = try world.addPlane()
    let cylinder = try world.addCylinder(
      radius: 0.03, height: 0.1, massKilograms: 1, pose: Pose(position: SIMD3(0, 0, 0.06)))
    let sphere = try world.addSphere(radius: 0.05, massKilograms: 1, pose: Pose(position: SIMD3(1, 0, 0.06)))
    world.step(1000)
    #expect(abs(world.pose(of: cylinder).position.z - 0.05) < 1e-3)
    #expect(abs(world.pose(of: sphere).position.z - 0.05) < 1e-3)
  }

  @Test("a moved static body takes its surface along")
  func movedTable() throws {
    var world = try World()
    let table = try world.addBox(
      halfExtents: SIMD3(0.5, 0.5, 0.1), massKilograms: 0, pose: Pose(position: SIMD3(5, 0, 0)))
    let ball = try world.addSphere(radius: 0.05, massKilograms: 1, pose: Pose(position: SIMD3(0, 0, 0.3)))
    world.setPose(of: table, Pose(position: SIMD3(0, 0, 0.1)))
    world.step(1000)
    #expect(abs(world.pose(of: ball).position.z - 0.25) < 1e-3)
  }

  @Test("a NaN velocity is found at once")
  func divergence() throws {
    var world = try World()
    let ball = try world.addSphere(radius: 0.05, massKilograms: 1, pose: .identity)
    let fine = world.isFinite
    world.setVelocity(of: ball, Velocity(linear: SIMD3(0, .nan, 0), angular: .zero))
    let broken = world.isFinite
    world.reset()
    let mended = world.isFinite
    #expect(fine && !broken && mended)
  }

  @Test(
    "impossible values are refused with the parameter's name",
    arguments: [
      (SIMD3(-1.0, 1, 1), 1.0, "halfExtents[0]"), (SIMD3(1.0, .nan, 1), 1, "halfExtents[1]"),
      (SIMD3(1.0, 1, 1), -1, "massKilograms"), (SIMD3(1.0, 1, 1), .infinity, "massKilograms"),
    ])
  func badBoxes(extents: SIMD3<Double>, mass: Double, parameter: String) throws {
    var world = try World()
    do {
      _ = try world.addBox(halfExtents: extents, massKilograms: mass, pose: .identity)
      Issue.record("accepted")
    } catch PhysicsError.outOfRange(let name, _, _) {
      #expect(name == parameter)
    }
  }

  @Test("a pose without an orientation, a negative friction and a step of 0 s are refused")
  func badSettings() throws {
    var world = try World()
    let none = Pose(position: .zero, orientation: Quaternion(x: 0, y: 0, z: 0, w: 0))
    #expect(throws: PhysicsError.self) { _ = try world.addSphere(radius: 1, massKilograms: 1, pose: none) }
    #expect(throws: PhysicsError.outOfRange(parameter: "material.friction", value: "-1.0", allowed: "0.0...1000.0")) {
      _ = try world.addPlane(material: Material(friction: -1))
    }
    var configuration = WorldConfiguration()
    configuration.stepSeconds = 0
    #expect(throws: PhysicsError.outOfRange(parameter: "stepSeconds", value: "0.0", allowed: "above 0.0, at most 0.1"))
    {
      _ = try World(configuration)
    }
  }
}
