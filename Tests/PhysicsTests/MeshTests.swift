import Foundation
import Physics
import Testing
import Vocabulary

/// A folder with files in it that is removed with this value.
struct TemporaryFolder: ~Copyable {
  let url: URL

  init(_ files: [String: Data] = [:]) throws {
    url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, content) in files {
      let file = url.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try content.write(to: file)
    }
  }

  var path: String { url.path }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// A box in each format, corners at ± half its size.
enum BoxMesh {
  static let corners: [SIMD3<Double>] = (0..<8).map {
    SIMD3($0 & 1 == 0 ? -1 : 1, $0 & 2 == 0 ? -1 : 1, $0 & 4 == 0 ? -1 : 1)
  }
  /// Corner indices, counter-clockwise from outside.
  static let triangles = [
    [0, 2, 1], [1, 2, 3], [4, 5, 6], [5, 7, 6], [0, 1, 4], [1, 5, 4], [2, 6, 3], [3, 6, 7], [0, 4, 2], [2, 4, 6],
    [1, 3, 5], [3, 7, 5],
  ]

  static func points(_ half: SIMD3<Double>) -> [SIMD3<Double>] { corners.map { $0 * half } }

  static func obj(_ half: SIMD3<Double>, name: String = "box", first: Int = 0) -> String {
    let vertices = points(half).map { "v \($0.x) \($0.y) \($0.z)\n" }.joined()
    let faces = triangles.map { "f " + $0.map { "\(first + $0 + 1)" }.joined(separator: " ") + "\n" }.joined()
    return "o \(name)\n" + vertices + faces
  }

  static func asciiSTL(_ half: SIMD3<Double>) -> String {
    let points = points(half)
    let facets = triangles.map { corners in
      "facet normal 0 0 0\nouter loop\n"
        + corners.map { "vertex \(points[$0].x) \(points[$0].y) \(points[$0].z)\n" }.joined()
        + "endloop\nendfacet\n"
    }
    return "solid box\n" + facets.joined() + "endsolid box\n"
  }

  static func binarySTL(_ half: SIMD3<Double>) -> Data {
    let points = points(half)
    var data = Data(repeating: 0, count: 80)
    func append<T>(_ value: T) { unsafe withUnsafeBytes(of: value) { unsafe data.append(contentsOf: $0) } }
    append(UInt32(triangles.count))
    for corners in triangles {
      for _ in 0..<3 { append(Float(0)) }
      for corner in corners { for axis in 0..<3 { append(Float(points[corner][axis])) } }
      append(UInt16(0))
    }
    return data
  }

  static func dae(_ half: SIMD3<Double>, up: String = "Z_UP", unit: String = "1") -> String {
    let numbers = points(half).flatMap { [$0.x, $0.y, $0.z] }.map { "\($0)" }.joined(separator: " ")
    let indices = triangles.flatMap { $0 }.map { "\($0)" }.joined(separator: " ")
    return """
      <?xml version="1.0"?>
      <COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
        <asset><unit name="unit" meter="\(unit)"/><up_axis>\(up)</up_axis></asset>
        <library_geometries><geometry id="box"><mesh>
          <source id="p"><float_array id="a" count="24">\(numbers)</float_array>
            <technique_common><accessor source="#a" count="8" stride="3">
              <param name="X" type="float"/><param name="Y" type="float"/><param name="Z" type="float"/>
            </accessor></technique_common></source>
          <vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
          <triangles count="12"><input semantic="VERTEX" source="#v" offset="0"/><p>\(indices)</p></triangles>
        </mesh></geometry></library_geometries>
        <library_visual_scenes><visual_scene id="s"><node id="n"><instance_geometry url="#box"/></node></visual_scene>
        </library_visual_scenes>
        <scene><instance_visual_scene url="#s"/></scene>
      </COLLADA>
      """
  }
}

@Suite("Meshes")
struct MeshTests {
  static let half = SIMD3(0.05, 0.1, 0.02)

  static func urdf(_ mesh: String, role: String = "collision") -> String {
    """
    <robot name="thing"><link name="body">
      <inertial><mass value="1"/><inertia ixx="0.01" iyy="0.01" izz="0.01" ixy="0" ixz="0" iyz="0"/></inertial>
      <\(role)><geometry><mesh \(mesh)/></geometry></\(role)>
    </link></robot>
    """
  }

  static let formats: [(String, Data)] = [
    ("box.obj", Data(BoxMesh.obj(half).utf8)), ("box.stl", Data(BoxMesh.asciiSTL(half).utf8)),
    ("binary.STL", BoxMesh.binarySTL(half)), ("box.dae", Data(BoxMesh.dae(half).utf8)),
    // Axes stay as written; units are applied.
    ("up.dae", Data(BoxMesh.dae(half, up: "Y_UP").utf8)),
    ("cm.dae", Data(BoxMesh.dae(half * 100, unit: "0.01").utf8)),
  ]

  private func drop(_ folder: borrowing TemporaryFolder, height: Double) throws -> Double {
    var world = try World()
    _ = try world.addPlane()
    let body = try world.addRobot(
      urdf: folder.url.appending(path: "thing.urdf").path, pose: Pose(position: SIMD3(0, 0, height)), fixedBase: false)
    world.step(1000)
    return world.pose(of: body).position.z
  }

  @Test("every format gives a body that lies on its face, as high as its half extent", arguments: formats)
  func everyFormat(name: String, content: Data) throws {
    let folder = try TemporaryFolder(["thing.urdf": Data(Self.urdf(#"filename="\#(name)""#).utf8), name: content])
    // A hull is rounded outside its points by the margin, 1 mm.
    #expect(abs(try drop(folder, height: 0.05) - 0.021) < 2e-4)
  }

  @Test("a scale stretches each axis; a negative one mirrors", arguments: [("1 1 2", 0.041), ("1 1 -3", 0.061)])
  func scale(scale: String, expected: Double) throws {
    let folder = try TemporaryFolder([
      "thing.urdf": Data(Self.urdf(#"filename="box.obj" scale="\#(scale)""#).utf8),
      "box.obj": Data(BoxMesh.obj(Self.half).utf8),
    ])
    #expect(abs(try drop(folder, height: 0.1) - expected) < 2e-4)
  }

  @Test("each object of a file has a hull of its own: between two pillars there is room")
  func parts() throws {
    func pillar(_ x: Double, _ name: String, _ first: Int) -> String {
      let moved = BoxMesh.points(SIMD3(0.02, 0.1, 0.1)).map { $0 + SIMD3(x, 0, 0) }
      let vertices = moved.map { "v \($0.x) \($0.y) \($0.z)\n" }.joined()
      let faces = BoxMesh.triangles.map { "f " + $0.map { "\(first + $0 + 1)" }.joined(separator: " ") + "\n" }
      return "o \(name)\n" + vertices + faces.joined()
    }
    let folder = try TemporaryFolder([
      "thing.urdf": Data(Self.urdf(#"filename="gate.obj""#).utf8),
      "gate.obj": Data((pillar(-0.1, "left", 0) + pillar(0.1, "right", 8)).utf8),
    ])
    var world = try World()
    _ = try world.addPlane()
    let gate = try world.addRobot(
      urdf: folder.url.appending(path: "thing.urdf").path, pose: Pose(position: SIMD3(0, 0, 0.1)), fixedBase: true)
    let ball = try world.addSphere(radius: 0.05, massKilograms: 1, pose: Pose(position: SIMD3(0, 0, 0.5)))
    world.step(1000)
    #expect(abs(world.pose(of: ball).position.z - 0.05) < 1e-3)
    #expect(world.contactCount(between: ball, gate) == 0)
  }

  @Test("a fine ball keeps at most 256 corners of its hull and rolls on as a ball")
  func thinned() throws {
    var text = ""
    let (rings, sides) = (40, 60)
    for ring in 0...rings {
      for side in 0..<sides {
        let (a, b) = (Double.pi * Double(ring) / Double(rings), 2 * Double.pi * Double(side) / Double(sides))
        text += "v \(0.1 * sin(a) * cos(b)) \(0.1 * sin(a) * sin(b)) \(0.1 * cos(a))\n"
      }
    }
    for ring in 0..<rings {
      for side in 0..<sides {
        let (here, next) = (ring * sides + side + 1, ring * sides + (side + 1) % sides + 1)
        text += "f \(here) \(here + sides) \(next + sides) \(next)\n"
      }
    }
    let folder = try TemporaryFolder([
      "thing.urdf": Data(Self.urdf(#"filename="ball.obj""#).utf8), "ball.obj": Data(text.utf8),
    ])
    #expect(abs(try drop(folder, height: 0.12) - 0.101) < 2e-3)
  }

  @Test("triangles of a visual mesh come with its scale, turned right side out where it mirrors")
  func visual() throws {
    let folder = try TemporaryFolder([
      "thing.urdf": Data(Self.urdf(#"filename="package://box.obj" scale="2 1 -1""#, role: "visual").utf8),
      "box.obj": Data(BoxMesh.obj(Self.half).utf8),
    ])
    var world = try World()
    let body = try world.addRobot(
      urdf: folder.url.appending(path: "thing.urdf").path, pose: .identity, fixedBase: true)
    #expect(world.visualShapeCount(of: .base(of: body)) == 1)
    let mesh = try world.visualMesh(0, of: .base(of: body))
    #expect(mesh.vertices.count == 8 && mesh.triangles.count == 12)
    for vertex in mesh.vertices {
      #expect(abs(abs(vertex.x) - 0.1) < 1e-7 && abs(abs(vertex.y) - 0.1) < 1e-7 && abs(abs(vertex.z) - 0.02) < 1e-7)
    }
    for triangle in mesh.triangles {
      let (a, b, c) = (
        mesh.vertices[Int(triangle.x)], mesh.vertices[Int(triangle.y)], mesh.vertices[Int(triangle.z)]
      )
      let (u, v) = (b - a, c - a)
      let normal = SIMD3(u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x)
      #expect((normal * a).sum() > 0)
    }
  }
}
