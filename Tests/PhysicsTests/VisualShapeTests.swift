import Foundation
import Physics
import Testing
import Vocabulary

@Suite("What can be seen")
struct VisualShapeTests {
  private func world(_ links: String) throws -> (URL, String) {
    let file = FileManager.default.temporaryDirectory.appending(path: "reins-\(UUID().uuidString).urdf")
    let text = "<robot name=\"r\"><material name=\"blue\"><color rgba=\"0 0 1 0.5\"/></material>\(links)</robot>"
    try text.write(to: file, atomically: true, encoding: .utf8)
    return (file, file.path)
  }

  private static let box = "<geometry><box size=\"0.2 0.4 0.6\"/></geometry>"

  @Test("a link shows its visual elements with their places and colours, not what it collides with")
  func visuals() throws {
    let (file, path) = try world(
      """
      <link name="a">
        <visual><origin xyz="1 2 3"/>\(Self.box)<material name="blue"/></visual>
        <visual><geometry><cylinder radius="0.1" length="0.5"/></geometry></visual>
        <visual><geometry><sphere radius="0.3"/></geometry><material name="m"><color rgba="1 0.25 0 1"/></material></visual>
        <collision>\(Self.box)</collision>
      </link>
      """)
    defer { try? FileManager.default.removeItem(at: file) }
    var world = try World()
    let body = try world.addRobot(urdf: path, pose: .identity, fixedBase: true)
    #expect(
      world.visualShapes(of: .base(of: body)) == [
        VisualShape(
          geometry: .box(halfExtents: SIMD3(0.1, 0.2, 0.3)), linkFromShape: Pose(position: SIMD3(1, 2, 3)),
          color: SIMD4(0, 0, 1, 0.5)),
        VisualShape(geometry: .cylinder(radius: 0.1, halfLength: 0.25)),
        VisualShape(geometry: .sphere(radius: 0.3), color: SIMD4(1, 0.25, 0, 1)),
      ])
  }

  @Test("a link without visual elements shows what it collides with, in no colour")
  func fallback() throws {
    let (file, path) = try world("<link name=\"a\"><collision>\(Self.box)</collision></link>")
    defer { try? FileManager.default.removeItem(at: file) }
    var world = try World()
    let body = try world.addRobot(urdf: path, pose: .identity, fixedBase: true)
    #expect(
      world.visualShapes(of: .base(of: body)) == [VisualShape(geometry: .box(halfExtents: SIMD3(0.1, 0.2, 0.3)))])
  }

  @Test("a visual shape of no size is refused")
  func wrong() throws {
    let (file, path) = try world(
      "<link name=\"a\"><visual><geometry><sphere radius=\"nan\"/></geometry></visual></link>")
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(throws: PhysicsError.self) {
      var world = try World()
      _ = try world.addRobot(urdf: path, pose: .identity, fixedBase: true)
    }
  }

  @Test("rigid bodies show themselves, in the order in which they were added")
  func rigid() throws {
    var world = try World()
    let plane = try world.addPlane(height: -0.5)
    let ball = try world.addSphere(radius: 0.2, massKilograms: 1, pose: .identity)
    let can = try world.addCylinder(radius: 0.1, height: 0.4, massKilograms: 1, pose: .identity)
    #expect(world.bodyCount == 3 && world.body(at: 0) == plane && world.body(at: 2) == can && can.index == 2)
    let seen = [plane, ball, can].flatMap { world.visualShapes(of: .base(of: $0)).map(\.geometry) }
    #expect(seen == [.plane(height: -0.5), .sphere(radius: 0.2), .cylinder(radius: 0.1, halfLength: 0.2)])
  }
}
