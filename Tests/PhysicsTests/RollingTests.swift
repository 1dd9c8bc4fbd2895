import Foundation
import Physics
import Testing
import Vocabulary

@Suite("Rolling and spinning friction")
struct RollingTests {
  private func world() throws -> World {
    var configuration = WorldConfiguration()
    configuration.linearDamping = 0
    configuration.angularDamping = 0
    return try World(configuration)
  }

  /// Rolling: contact force N, its point of attack ahead by the coefficient b; about the contact point (7/5) m r² α =
  /// −b m g, so a = −(5/7) g b / r.
  @Test("a rolling ball loses (5/7) g b / r per second", arguments: [0.001, 0.002, 0.004])
  func rolling(coefficient: Double) throws {
    var world = try world()
    let radius = 0.05
    _ = try world.addPlane(material: Material(friction: 1))
    let ball = try world.addSphere(
      radius: radius, massKilograms: 2, pose: Pose(position: SIMD3(0, 0, radius)),
      material: Material(friction: 1, rollingFriction: coefficient))
    world.setVelocity(of: ball, Velocity(linear: SIMD3(1, 0, 0), angular: SIMD3(0, 1 / radius, 0)))
    world.step(50)
    let before = world.velocity(of: ball)
    world.step(200)
    let after = world.velocity(of: ball)
    let expected = 5.0 / 7 * 9.81 * coefficient / radius * 0.4
    #expect(abs(before.linear.x - after.linear.x - expected) < 0.02 * expected, "\(before) \(after) \(expected)")
    #expect(abs(after.angular.y * radius - after.linear.x) < 0.01)
  }

  /// About the vertical only the spinning coefficient b acts: (2/5) m r² α = −b m g.
  @Test("a ball that spins on the spot loses (5/2) g b / r² per second", arguments: [0.0005, 0.001])
  func spinning(coefficient: Double) throws {
    var world = try world()
    let radius = 0.05
    _ = try world.addPlane(material: Material(friction: 1))
    let ball = try world.addSphere(
      radius: radius, massKilograms: 2, pose: Pose(position: SIMD3(0, 0, radius)),
      material: Material(friction: 1, spinningFriction: coefficient))
    world.setVelocity(of: ball, Velocity(linear: .zero, angular: SIMD3(0, 0, 10)))
    world.step(50)
    let before = world.velocity(of: ball).angular.z
    world.step(100)
    let lost = before - world.velocity(of: ball).angular.z
    let expected = 2.5 * 9.81 * coefficient / (radius * radius) * 0.2
    #expect(abs(lost - expected) < 0.02 * expected, "\(lost) \(expected)")
  }

  @Test("without these coefficients a ball rolls and spins on")
  func free() throws {
    var world = try world()
    _ = try world.addPlane(material: Material(friction: 1))
    let ball = try world.addSphere(
      radius: 0.05, massKilograms: 2, pose: Pose(position: SIMD3(0, 0, 0.05)), material: Material(friction: 1))
    world.setVelocity(of: ball, Velocity(linear: SIMD3(1, 0, 0), angular: SIMD3(0, 20, 5)))
    world.step(500)
    let after = world.velocity(of: ball)
    #expect(abs(after.linear.x - 1) < 1e-3 && abs(after.angular.y - 20) < 0.02 && abs(after.angular.z - 5) < 0.02)
  }
}
