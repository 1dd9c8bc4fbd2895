import Foundation
import Physics
import Testing
import Vocabulary

/// A correct robot of two links, and what can be spoiled in it.
private struct Robot {
  var inertial = #"<mass value="1"/><inertia ixx="1" ixy="0" ixz="0" iyy="1" iyz="0" izz="1"/>"#
  var collision = #"<geometry><box size="1 1 1"/></geometry>"#
  var joint = #"type="revolute""#
  var ends = #"<parent link="base"/><child link="arm"/>"#
  var axis = #"<axis xyz="0 0 1"/>"#
  var limit = #"<limit lower="-1" upper="1" effort="1" velocity="1"/>"#
  var more = ""

  var text: String {
    """
    <robot name="r"><link name="base"/>
      <link name="arm"><inertial>\(inertial)</inertial><collision>\(collision)</collision></link>
      <joint name="hinge" \(joint)>\(ends)\(axis)\(limit)</joint>\(more)
    </robot>
    """
  }

  static func with(_ change: (inout Robot) -> Void) -> String {
    var robot = Robot()
    change(&robot)
    return robot.text
  }
}

@Suite("Bad URDF files")
struct URDFErrorTests {
  enum Kind: String, Sendable {
    case malformed, invalidValue, unsupported, unknownReference, duplicateName, unreachable, tooLarge, missingFile
  }

  static func kind(_ error: PhysicsError) -> (Kind, PhysicsError.Defect)? {
    switch error {
    case .malformed(let defect): (.malformed, defect)
    case .invalidValue(let defect): (.invalidValue, defect)
    case .unsupported(let defect): (.unsupported, defect)
    case .unknownReference(let defect): (.unknownReference, defect)
    case .duplicateName(let defect): (.duplicateName, defect)
    case .unreachable(let defect): (.unreachable, defect)
    case .tooLarge(let defect): (.tooLarge, defect)
    default: nil
    }
  }

  static func inertia(_ values: String) -> String {
    Robot.with { $0.inertial = #"<mass value="1"/><inertia \#(values)/>"# }
  }

  static func more(_ text: String) -> String { Robot.with { $0.more = text } }

  static let link = #"<link name="lost"/>"#
  static let loop = """
    <link name="a"/><link name="b"/>
    <joint name="ab" type="fixed"><parent link="a"/><child link="b"/></joint>
    <joint name="ba" type="fixed"><parent link="b"/><child link="a"/></joint>
    """
  static let deep = String(repeating: "<a>", count: 10_000) + String(repeating: "</a>", count: 10_000)
  static let crowd = (0..<300).map { number in
    #"<link name="x\#(number)"/><joint name="j\#(number)" type="fixed"><parent link="base"/>"#
      + #"<child link="x\#(number)"/></joint>"#
  }.joined()

  static let cases: [(String, String, Kind, String)] = [
    ("no XML at all", "hello", .malformed, ""),
    ("cut off", String(Robot().text.prefix(120)), .malformed, ""),
    ("another root element", "<model/>", .malformed, "file"),
    ("no links", #"<robot name="r"/>"#, .malformed, "robot"),
    (
      "negative mass", Robot.with { $0.inertial = $0.inertial.replacing("value=\"1\"", with: "value=\"-1\"") },
      .invalidValue, "link arm"
    ),
    (
      "NaN mass", Robot.with { $0.inertial = $0.inertial.replacing("value=\"1\"", with: "value=\"nan\"") },
      .invalidValue, "link arm"
    ),
    (
      "infinite mass", Robot.with { $0.inertial = $0.inertial.replacing("value=\"1\"", with: "value=\"inf\"") },
      .invalidValue, "link arm"
    ),
    (
      "a mass with a unit", Robot.with { $0.inertial = $0.inertial.replacing("value=\"1\"", with: "value=\"1kg\"") },
      .invalidValue, "link arm"
    ),
    (
      "zero mass behind a joint",
      Robot.with { $0.inertial = $0.inertial.replacing("value=\"1\"", with: "value=\"0\"") },
      .invalidValue, "link arm"
    ),
    ("no inertia", Robot.with { $0.inertial = #"<mass value="1"/>"# }, .malformed, "link arm"),
    ("negative moment", inertia(#"ixx="1" ixy="0" ixz="0" iyy="-1" iyz="0" izz="1""#), .invalidValue, "link arm"),
    ("NaN moment", inertia(#"ixx="1" ixy="0" ixz="0" iyy="nan" iyz="0" izz="1""#), .invalidValue, "link arm"),
    ("indefinite tensor", inertia(#"ixx="1" ixy="2" ixz="0" iyy="1" iyz="0" izz="1""#), .invalidValue, "link arm"),
    (
      "no moment behind a joint", inertia(#"ixx="0" ixy="0" ixz="0" iyy="1" iyz="0" izz="1""#), .invalidValue,
      "link arm"
    ),
    ("missing moment", inertia(#"ixx="1" ixy="0" ixz="0" iyy="1" iyz="0""#), .malformed, "link arm"),
    ("mesh", Robot.with { $0.collision = #"<geometry><mesh/></geometry>"# }, .malformed, "link arm"),
    (
      "negative radius", Robot.with { $0.collision = #"<geometry><sphere radius="-1"/></geometry>"# }, .invalidValue,
      "link arm"
    ),
    ("two sizes", Robot.with { $0.collision = #"<geometry><box size="1 1"/></geometry>"# }, .invalidValue, "link arm"),
    ("no geometry", Robot.with { $0.collision = "" }, .malformed, "link arm"),
    ("NaN origin", Robot.with { $0.collision += #"<origin xyz="0 nan 0"/>"# }, .invalidValue, "link arm"),
    ("huge number", Robot.with { $0.collision += #"<origin xyz="0 1e300 0"/>"# }, .invalidValue, "link arm"),
    ("floating joint", Robot.with { $0.joint = #"type="floating""# }, .unsupported, "joint hinge"),
    ("no joint type", Robot.with { $0.joint = "" }, .unsupported, "joint hinge"),
    ("mimic of itself", Robot.with { $0.limit += #"<mimic joint="hinge"/>"# }, .unknownReference, "joint hinge"),
    ("mimic of nobody", Robot.with { $0.limit += #"<mimic joint="other"/>"# }, .unknownReference, "joint hinge"),
    ("zero axis", Robot.with { $0.axis = #"<axis xyz="0 0 0"/>"# }, .invalidValue, "joint hinge"),
    ("no limit", Robot.with { $0.limit = "" }, .malformed, "joint hinge"),
    (
      "crossed limits", Robot.with { $0.limit = #"<limit lower="1" upper="-1" effort="1" velocity="1"/>"# },
      .invalidValue, "joint hinge"
    ),
    (
      "NaN limit", Robot.with { $0.limit = #"<limit lower="nan" upper="1" effort="1" velocity="1"/>"# }, .invalidValue,
      "joint hinge"
    ),
    (
      "negative effort", Robot.with { $0.limit = #"<limit lower="0" upper="1" effort="-1" velocity="1"/>"# },
      .invalidValue, "joint hinge"
    ),
    ("negative damping", Robot.with { $0.limit += #"<dynamics damping="-1"/>"# }, .invalidValue, "joint hinge"),
    (
      "unknown parent", Robot.with { $0.ends = #"<parent link="nobody"/><child link="arm"/>"# }, .unknownReference,
      "joint hinge"
    ),
    ("no child", Robot.with { $0.ends = #"<parent link="base"/>"# }, .malformed, "joint hinge"),
    ("two links of one name", more(#"<link name="arm"/>"#), .duplicateName, "link arm"),
    (
      "two joints of one name",
      more(#"<link name="b"/><joint name="hinge" type="fixed"><parent link="arm"/><child link="b"/></joint>"#),
      .duplicateName, "joint hinge"
    ),
    ("a link without a name", more("<link/>"), .malformed, "link"),
    ("a link that nothing joins", more(link), .unreachable, "link lost"),
    ("a detached loop", more(loop), .unreachable, "link a"),
    (
      "two parents", more(#"<joint name="again" type="fixed"><parent link="base"/><child link="arm"/></joint>"#),
      .unreachable, "joint again"
    ),
    ("only a loop", "<robot name=\"r\">\(loop)</robot>", .unreachable, "link a"),
    (
      "unknown contact option",
      more(#"<link name="c"><contact><stickiness value="1"/></contact></link>"#), .unsupported, "link c"
    ),
    (
      "negative friction",
      more(#"<link name="c"><contact><lateral_friction value="-1"/></contact></link>"#), .invalidValue, "link c"
    ),
    (
      "stiffness without damping",
      more(#"<link name="c"><contact><stiffness value="1"/></contact></link>"#), .malformed, "link c"
    ),
    ("ten thousand levels", "<robot>\(deep)</robot>", .tooLarge, "file"),
    ("three hundred links", more(crowd), .tooLarge, ""),
  ]

  @Test("is refused with its kind, its place and a remedy", arguments: cases)
  func refused(name: String, text: String, kind: Kind, element: String) throws {
    let file = try TemporaryURDF(text)
    var world = try World()
    do {
      _ = try world.addRobot(urdf: file.path, pose: .identity, fixedBase: true)
      Issue.record("\(name): accepted")
    } catch {
      let (found, defect) = try #require(Self.kind(error), "\(error)")
      #expect(found == kind, "\(error)")
      #expect(element.isEmpty || defect.element == element, "\(error)")
      #expect(defect.file == file.path && !defect.value.isEmpty && !defect.remedy.isEmpty, "\(error)")
    }
    // The world is as it was.
    let ball = try world.addSphere(radius: 1, massKilograms: 1, pose: .identity)
    world.step()
    #expect(world.links(of: ball).isEmpty)
  }

  @Test("the robot that all these spoil is accepted, with a massless frame on a fixed joint")
  func accepted() throws {
    let frame = #"<link name="tip"/><joint name="t" type="fixed"><parent link="arm"/><child link="tip"/></joint>"#
    let file = try TemporaryURDF(Self.more(frame))
    var world = try World()
    let robot = try world.addRobot(urdf: file.path, pose: .identity, fixedBase: true)
    #expect(world.links(of: robot).map(\.name) == ["arm", "tip"])
  }

  @Test("a massless root may be fixed but cannot float")
  func masslessRoot() throws {
    let file = try TemporaryURDF(Robot().text)
    var world = try World()
    do {
      _ = try world.addRobot(urdf: file.path, pose: .identity, fixedBase: false)
      Issue.record("accepted")
    } catch {
      #expect(Self.kind(error)?.0 == .invalidValue)
    }
  }

  @Test("a missing file and a folder are named")
  func missing() throws {
    var world = try World()
    for path in ["/nowhere/robot.urdf", FileManager.default.temporaryDirectory.path] {
      do {
        _ = try world.addRobot(urdf: path, pose: .identity, fixedBase: true)
        Issue.record("accepted")
      } catch PhysicsError.missingFile(let named, let reason) {
        #expect(named == path && !reason.isEmpty)
      }
    }
  }

  @Test("every file cut off or with one byte changed is read or refused, never a crash")
  func mutations() throws {
    let text = Array(Robot().text.utf8)
    var random = RandomStream(seed: 12)
    var refused = 0
    for round in 0..<400 {
      var bytes = text
      if round % 2 == 0 {
        bytes = Array(text.prefix(random.index(below: text.count)))
      } else {
        bytes[random.index(below: text.count)] = UInt8(random.integer(in: 1...255))
      }
      let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).urdf")
      try Data(bytes).write(to: url)
      var world = try World()
      do {
        _ = try world.addRobot(urdf: url.path, pose: .identity, fixedBase: true)
        world.step()
      } catch {
        #expect(Self.kind(error) != nil, "\(error)")
        refused += 1
      }
      try FileManager.default.removeItem(at: url)
    }
    #expect(refused >= 190)
  }
}
