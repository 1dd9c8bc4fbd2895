import Foundation
import Physics
import Testing

@Suite("Bad MJCF files")
struct MJCFErrorTests {
  typealias Kind = URDFErrorTests.Kind

  static func joint(_ attributes: String) -> String {
    #"<body name="a"><geom size="1"/><body name="b"><joint name="j" \#(attributes)/><geom size="1"/></body></body>"#
  }

  static func geom(_ attributes: String) -> String { "<body name=\"a\"><geom name=\"g\" \(attributes)/></body>" }

  static let body = geom(#"size="1""#)

  static let cases: [(String, String, String, Kind, String)] = [
    ("no body", "", "", .malformed, "worldbody"),
    ("two robots", body + body, "", .unsupported, "body a"),
    ("a ground in the robot's file", #"<geom name="floor" type="plane"/>"# + body, "", .unsupported, "geom floor"),
    ("a mesh", geom(#"type="mesh" mesh="m""#), "", .unsupported, "geom g"),
    ("no size", geom(""), "", .malformed, "geom g"),
    ("NaN size", geom(#"size="nan""#), "", .invalidValue, "geom g"),
    ("infinite position", geom(#"size="1" pos="0 0 inf""#), "", .invalidValue, "geom g"),
    ("huge number", geom(#"size="1" pos="0 0 1e300""#), "", .invalidValue, "geom g"),
    ("negative radius", geom(#"size="-1""#), "", .invalidValue, "geom g"),
    ("two numbers for a position", geom(#"size="1" pos="0 0""#), "", .invalidValue, "geom g"),
    ("a capsule of one size", geom(#"type="capsule" size="1""#), "", .invalidValue, "geom g"),
    ("a capsule without length", geom(#"type="capsule" size="1" fromto="0 0 0 0 0 0""#), "", .invalidValue, "geom g"),
    ("a zero quaternion", geom(#"size="1" quat="0 0 0 0""#), "", .invalidValue, "geom g"),
    ("zaxis", geom(#"size="1" zaxis="0 0 1""#), "", .unsupported, "geom g"),
    ("a geom's mass", geom(#"size="1" mass="1""#), "", .unsupported, "geom g"),
    ("negative friction", geom(#"size="1" friction="-1""#), "", .invalidValue, "geom g"),
    ("half a bit mask", geom(#"size="1" contype="0.5""#), "", .invalidValue, "geom g"),
    ("unknown class", geom(#"size="1" class="c""#), "", .unknownReference, "geom g"),
    ("ball joint", joint(#"type="ball""#), "", .unsupported, "joint j"),
    ("free joint inside", joint(#"type="free""#), "", .unsupported, "joint j"),
    ("zero axis", joint(#"axis="0 0 0""#), "", .invalidValue, "joint j"),
    ("limits without a range", joint(#"limited="true""#), "", .malformed, "joint j"),
    ("crossed limits", joint(#"limited="true" range="1 -1""#), "", .invalidValue, "joint j"),
    ("limited: maybe", joint(#"limited="maybe""#), "", .invalidValue, "joint j"),
    (
      "joint without name", #"<body name="a"><joint axis="1 0 0"/><geom size="1"/></body>"#, "", .malformed,
      "joint in line 1"
    ),
    (
      "same joint twice",
      #"<body name="a"><joint name="j"/><joint name="j"/><geom size="1"/></body>"#, "", .duplicateName, "joint j"
    ),
    (
      "same body twice", #"<body name="a"><geom size="1"/><body name="a"><geom size="1"/></body></body>"#, "",
      .duplicateName, "body a"
    ),
    ("a body without mass behind a joint", #"<body name="a"><joint name="j"/></body>"#, "", .invalidValue, "joint j"),
    ("a floating root without mass", #"<body name="a"/>"#, "", .invalidValue, "body a"),
    (
      "negative mass", #"<body name="a"><inertial mass="-1"/><geom size="1"/></body>"#, "", .invalidValue,
      "inertial in line 1"
    ),
    ("a mass without a shape", #"<body name="a"><inertial mass="1"/></body>"#, "", .invalidValue, "body a"),
    ("a composite", #"<body name="a"><composite/></body>"#, "", .unsupported, "body a"),
    ("an equality constraint", body, "<equality/>", .unsupported, "mujoco"),
    ("inertias from the file", body, #"<compiler inertiafromgeom="false"/>"#, .unsupported, "compiler"),
    ("angles in grads", body, #"<compiler angle="grad"/>"#, .invalidValue, "compiler"),
    (
      "frames in global coordinates", #"<body name="a" pos="0 0 1"><geom size="1"/></body>"#,
      #"<compiler coordinate="global"/>"#, .unsupported, "body a"
    ),
    (
      "a class twice", body, #"<default><default class="c"/><default class="c"/></default>"#, .duplicateName,
      "default c"
    ),
    (
      "collisions between some bodies only",
      #"<body name="a"><geom size="1"/><body name="b"><geom size="1" conaffinity="0"/>"#
        + #"<body name="c"><geom size="1" conaffinity="0"/></body></body></body>"#, "", .unsupported, "worldbody"
    ),
    (
      "a tower of bodies",
      String(repeating: #"<body><geom size="1"/>"#, count: 10_000) + String(repeating: "</body>", count: 10_000), "",
      .tooLarge, "file"
    ),
    (
      "a crowd of bodies",
      "<body><geom size=\"1\"/>" + String(repeating: #"<body><geom size="1"/></body>"#, count: 300) + "</body>", "",
      .tooLarge, "body link0_257"
    ),
  ]

  @Test("a file that is wrong is refused with the place and the remedy", arguments: cases)
  func refused(name: String, body: String, head: String, kind: Kind, element: String) throws {
    let file = try TemporaryMJCF(body, head: head)
    let path = file.path
    let error = try #require(throws: PhysicsError.self, "\(name)") {
      var world = try World()
      _ = try world.addRobot(mjcf: path)
    }
    let (found, defect) = try #require(URDFErrorTests.kind(error), "\(name): \(error)")
    #expect(found == kind, "\(name): \(error)")
    #expect(defect.element == element, "\(name): \(error)")
    #expect(!defect.value.isEmpty && !defect.remedy.isEmpty, "\(name)")
  }

  @Test("a missing file, and one that is no MJCF")
  func noFile() throws {
    var world = try World()
    #expect(throws: PhysicsError.self) { _ = try world.addRobot(mjcf: "nowhere.xml") }
    #expect(throws: PhysicsError.self) { _ = try world.addRobot(mjcf: pandaURDF) }
  }

  @Test("cut off anywhere, it is an error or a robot, never a crash")
  func cutOff() throws {
    let text = "<mujoco><worldbody>\(MJCFTests.armed)</worldbody></mujoco>"
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xml")
    defer { try? FileManager.default.removeItem(at: url) }
    var refusals = 0
    for count in stride(from: 0, to: text.count, by: 7) {
      try String(text.prefix(count)).write(to: url, atomically: true, encoding: .utf8)
      var world = try World()
      do { _ = try world.addRobot(mjcf: url.path) } catch { refusals += 1 }
    }
    #expect(refusals == (text.count + 6) / 7)
  }
}
