import Foundation
import Physics
import Testing
import Vocabulary

@Suite("Meshes that cannot be")
struct MeshErrorTests {
  private func load(
    _ mesh: String, role: String = "collision", files: [String: Data], roots: [String] = []
  ) throws {
    var all = files
    all["robot/thing.urdf"] = Data(MeshTests.urdf(mesh, role: role).utf8)
    let folder = try TemporaryFolder(all)
    try Self.load(
      folder.url.appending(path: "robot/thing.urdf").path, roots: roots.map { folder.url.appending(path: $0).path })
  }

  private static func load(_ path: String, roots: [String]) throws {
    var world = try World()
    _ = try world.addRobot(urdf: path, pose: .identity, fixedBase: true, meshRoots: roots)
  }

  /// Draws the base of a robot: reads its visual mesh.
  private static func draw(_ path: String) throws {
    var world = try World()
    let body = try world.addRobot(urdf: path, pose: .identity, fixedBase: true)
    _ = try world.visualMesh(0, of: .base(of: body))
  }

  private func failure(
    _ mesh: String, role: String = "collision", files: [String: Data] = [:], roots: [String] = []
  ) throws -> PhysicsError {
    do {
      try load(mesh, role: role, files: files, roots: roots)
    } catch let error as PhysicsError {
      return error
    }
    throw PythonOracle.Failed(text: "accepted: \(mesh)")
  }

  static let box = Data(BoxMesh.obj(MeshTests.half).utf8)

  @Test("a package path is found below a root, a relative one beside the robot file, both only there")
  func roots() throws {
    let files = ["meshes/a.obj": Self.box, "robot/b.obj": Self.box, "c.obj": Self.box]
    try load(#"filename="package://a.obj""#, files: files, roots: ["meshes"])
    try load(#"filename="b.obj""#, files: files)
    try load(#"filename="package://b.obj""#, files: files)
    try load(#"filename="../meshes/a.obj""#, files: files, roots: ["meshes"])
    for role in ["collision", "visual"] {
      guard
        case .missingFile("package://a.obj", let reason) = try failure(
          #"filename="package://a.obj""#, role: role, files: files)
      else { throw PythonOracle.Failed(text: "not missing") }
      #expect(reason.contains("link body") && reason.contains("mesh roots"))
    }
  }

  @Test(
    "what lies outside all roots is refused, by whatever way it is named",
    arguments: ["../c.obj", "package://../c.obj", "package://x/../../c.obj", "link.obj", "package://link.obj"],
    ["collision", "visual"])
  func escape(name: String, role: String) throws {
    let folder = try TemporaryFolder([
      "c.obj": Self.box, "robot/x/d.obj": Self.box,
      "robot/thing.urdf": Data(MeshTests.urdf(#"filename="\#(name)""#, role: role).utf8),
    ])
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "robot/link.obj"), withDestinationURL: folder.url.appending(path: "c.obj"))
    let path = folder.url.appending(path: "robot/thing.urdf").path
    let error = try #require(throws: PhysicsError.self) { try Self.load(path, roots: []) }
    guard case .invalidValue(let defect) = error else { throw error }
    #expect(defect.element == "link body" && defect.value.contains(name) && defect.remedy.contains("roots"))
  }

  @Test("an absolute path and another scheme are refused")
  func schemes() throws {
    guard case .invalidValue = try failure(#"filename="/etc/passwd""#) else { throw PythonOracle.Failed(text: "/") }
    guard case .unsupported = try failure(#"filename="file:///etc/passwd""#) else {
      throw PythonOracle.Failed(text: "file")
    }
  }

  @Test("a root that is not there is told at once")
  func missingRoot() throws {
    guard case .missingFile(let path, _) = try failure(#"filename="a.obj""#, roots: ["nowhere"]) else {
      throw PythonOracle.Failed(text: "not missing")
    }
    #expect(path.hasSuffix("nowhere"))
  }

  static let flat = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 1 1 0\nf 1 2 3\nf 2 4 3\n"
  static let far = "v 0 0 0\nv 1e7 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 2 4\nf 1 3 4\n"
  static let huge = Data(repeating: 0x20, count: (64 << 20) + 1)

  @Test(
    "content that is no solid mesh is a typed error with the remedy",
    arguments: [
      ("flat.obj", Data(flat.utf8), "invalidValue", "thickness"), ("far.obj", Data(far.utf8), "invalidValue", "export"),
      ("line.obj", Data("v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n".utf8), "invalidValue", "thickness"),
      ("empty.obj", Data(), "malformed", "extension"),
      ("none.stl", Data("solid a\nendsolid a\n".utf8), "malformed", "extension"),
      ("wrong.stl", Data("this is no STL".utf8), "malformed", "extension"),
      ("cut.stl", BoxMesh.binarySTL(MeshTests.half).prefix(300), "malformed", "extension"),
      ("wrong.dae", Data("<html></html>".utf8), "malformed", "extension"),
      ("deep.dae", Data(String(repeating: "<node>", count: 100).utf8), "tooLarge", "flatten"),
      (
        "bomb.dae", Data(("<a>" + String(repeating: "<instance_node url='#a'/>", count: 17) + "</a>").utf8), "tooLarge",
        "copies"
      ),
      ("huge.stl", huge, "tooLarge", "decimate"), ("mesh.step", box, "unsupported", "convert"),
      ("noending", box, "unsupported", "convert"),
    ])
  func content(name: String, content: Data, kind: String, remedy: String) throws {
    let error = try failure(#"filename="\#(name)""#, files: ["robot/\(name)": content])
    let (found, defect): (String, PhysicsError.Defect?) =
      switch error {
      case .invalidValue(let defect): ("invalidValue", defect)
      case .malformed(let defect): ("malformed", defect)
      case .tooLarge(let defect): ("tooLarge", defect)
      case .unsupported(let defect): ("unsupported", defect)
      default: ("\(error)", nil)
      }
    #expect(found == kind)
    #expect(defect?.element.contains("link body") == true && defect?.element.contains(name) == true)
    #expect(defect?.remedy.contains(remedy) == true)
  }

  @Test("a mesh that is only seen may be flat, and is told wrong when it is drawn")
  func visual() throws {
    try load(#"filename="flat.obj""#, role: "visual", files: ["robot/flat.obj": Data(Self.flat.utf8)])
    let folder = try TemporaryFolder([
      "thing.urdf": Data(MeshTests.urdf(#"filename="a.stl""#, role: "visual").utf8), "a.stl": Data("no".utf8),
    ])
    let path = folder.url.appending(path: "thing.urdf").path
    try Self.load(path, roots: [])
    let error = try #require(throws: PhysicsError.self) { try Self.draw(path) }
    guard case .malformed(let defect) = error else { throw error }
    #expect(defect.element.contains("a.stl"))
  }

  @Test("a scale of 0, two numbers or words is refused", arguments: ["1 0 1", "1 1", "a b c", "nan 1 1"])
  func scale(scale: String) throws {
    let error = try failure(#"filename="b.obj" scale="\#(scale)""#, files: ["robot/b.obj": Self.box])
    guard case .invalidValue = error else { throw PythonOracle.Failed(text: "\(error)") }
  }

  @Test("a material file that a mesh names is not opened")
  func noOtherFile() throws {
    let text = "mtllib /dev/zero\n" + BoxMesh.obj(MeshTests.half)
    try load(#"filename="b.obj""#, files: ["robot/b.obj": Data(text.utf8)])
  }
}
