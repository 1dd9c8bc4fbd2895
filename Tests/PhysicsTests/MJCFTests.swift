import Foundation
import Physics
import Testing
import Vocabulary

/// A MJCF file that is removed with this value.
struct TemporaryMJCF: ~Copyable {
  let path: String

  /// - Parameter body: the elements inside `<worldbody>`.
  init(_ body: String, head: String = "") throws {
    let text = "<mujoco model=\"test\">\(head)<worldbody>\(body)</worldbody></mujoco>"
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xml")
    try text.write(to: url, atomically: true, encoding: .utf8)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("Robots from MJCF files")
struct MJCFTests {
  /// A ball of 0.25 m with an arm of two capsules.
  static let armed = """
    <body name="ball" pos="0 0 2">
      <geom size="0.25"/>
      <body name="upper" pos="0.25 0 0">
        <joint name="turn" type="hinge" axis="0 0 1" range="-90 45" limited="true"/>
        <joint name="lift" type="hinge" axis="0 2 0"/>
        <geom type="capsule" fromto="0 0 0 0.5 0 0" size="0.0625"/>
        <body name="lower" pos="0.5 0 0">
          <geom type="capsule" size="0.0625 0.25" euler="0 90 0" pos="0.25 0 0"/>
        </body>
      </body>
    </body>
    """

  @Test("a joint is a link without mass in front of its body; a body without joints is fixed to its parent")
  func structure() throws {
    var world = try World()
    let file = try TemporaryMJCF(Self.armed)
    let robot = try world.addRobot(mjcf: file.path)
    let links = world.links(of: robot)
    let base = world.baseName(of: robot)
    #expect(base == "ball")
    #expect(links.map(\.name) == ["link0_2", "link0_3", "upper", "lower"])
    #expect(links.map(\.jointName) == ["turn", "lift", "jointfix_upper", "jointfix_lower"])
    #expect(links.map(\.jointType) == [.revolute, .continuous, .fixed, .fixed])
    #expect(links.map(\.parent) == [-1, 0, 1, 2])
    #expect(links[0].mass == 0 && links[1].mass == 0)
    let limits = try #require(links[0].limits)
    #expect(abs(limits.lowerBound + .pi / 2) < 1e-6 && abs(limits.upperBound - .pi / 4) < 1e-6)
    #expect(links[1].limits == nil)
    let freedom = world.degreesOfFreedom(of: robot)
    #expect(freedom == 8)
  }

  @Test("a mass is the volume at 1000 kg/m³; a ball has the moments of a ball")
  func masses() throws {
    var world = try World()
    let file = try TemporaryMJCF(Self.armed)
    let robot = try world.addRobot(mjcf: file.path)
    let links = world.links(of: robot)
    let capsule = 1000 * Double.pi * 0.0625 * 0.0625 * (4.0 / 3 * 0.0625 + 0.5)
    #expect(abs(links[2].mass - capsule) < 1e-9 && abs(links[3].mass - capsule) < 1e-9)
    let ball = 1000 * 4.0 / 3 * Double.pi * 0.25 * 0.25 * 0.25
    let moments = world.inertia(of: .base(of: robot))
    for axis in 0..<3 { #expect(abs(moments[axis] - 0.4 * ball * 0.25 * 0.25) < 1e-9) }
    // The centre of mass of a capsule given by its ends is its middle, of any other shape the body's origin.
    let (upper, lower) = (try world.link(named: "upper", of: robot), try world.link(named: "lower", of: robot))
    let (middle, origin) = (world.comPosition(of: upper), world.comPosition(of: lower))
    #expect(middle == [0.5, 0, 2] && origin == [0.75, 0, 2])
  }

  @Test("a root with joints hangs on a fixed base, a free root falls")
  func bases() throws {
    for (joint, falls) in [
      (#"<joint name="x" type="slide" axis="1 0 0"/>"#, false), ("<freejoint/>", true), ("", true),
    ] {
      var world = try World()
      let file = try TemporaryMJCF("<body name=\"b\" pos=\"0 0 1\">\(joint)<geom size=\"0.1\"/></body>")
      let robot = try world.addRobot(mjcf: file.path)
      let link = try world.link(named: "b", of: robot)
      let before = world.comPosition(of: link).z
      #expect(before == 1)
      world.step(100)
      let after = world.comPosition(of: link).z
      #expect((after < 0.9) == falls)
    }
  }

  @Test("an axis of length l turns the link at l times the joint's velocity: pybullet's reading")
  func axisLength() throws {
    var world = try World()
    let file = try TemporaryMJCF(Self.armed)
    let robot = try world.addRobot(mjcf: file.path)
    let lift = try world.joint(named: "lift", of: robot)
    world.resetJoint(lift, position: 0, velocity: 0.5)
    let upper = try world.link(named: "upper", of: robot)
    let turning = world.velocity(of: upper).angular
    #expect(turning == [0, 1, 0])
  }

  @Test("classes inherit: the root default, a nested class, a childclass, the element's own words")
  func classes() throws {
    let head = """
      <default>
        <geom friction="0.9"/>
        <default class="slippery"><geom friction="0.25"/><joint limited="true"/></default>
      </default>
      """
    let file = try TemporaryMJCF(
      """
      <body name="a"><geom size="0.1"/>
        <body name="b" childclass="slippery"><joint name="j" axis="1 0 0" range="0 10"/><geom size="0.1"/>
          <body name="c"><geom size="0.1" class="main"/></body>
          <body name="d"><geom size="0.1" friction="0.5"/></body>
        </body>
      </body>
      """, head: head)
    var world = try World()
    let robot = try world.addRobot(mjcf: file.path)
    let expected = ["a": 0.9, "b": 0.25, "c": 0.9, "d": 0.5]
    for (name, friction) in expected {
      let found = world.material(of: try world.link(named: name, of: robot)).friction
      #expect(abs(found - friction) < 1e-7, "\(name)")
    }
    let links = world.links(of: robot)
    #expect(links[0].limits != nil)
  }

  @Test("angles in degrees or radians, orientations as quat, axisangle or euler", arguments: ["degree", "radian"])
  func angles(unit: String) throws {
    let quarter = unit == "degree" ? 90.0 : Double.pi / 2
    let forms = ["quat=\"1 0 1 0\"", "axisangle=\"0 1 0 \(quarter)\"", "euler=\"0 \(quarter) 0\""]
    for form in forms {
      let file = try TemporaryMJCF(
        """
        <body name="a"><geom size="0.1"/>
          <body name="b" \(form)>
            <joint name="j" axis="1 0 0"/><geom type="capsule" fromto="0 0 0 0 0 2" size="0.1"/>
          </body>
        </body>
        """, head: "<compiler angle=\"\(unit)\"/>")
      var world = try World()
      let robot = try world.addRobot(mjcf: file.path)
      let centre = world.comPosition(of: try world.link(named: "b", of: robot))
      #expect(length(centre - [1, 0, 0]) < 1e-6, "\(form)")
    }
  }

  @Test(
    "bodies of one robot collide where contype and conaffinity say so, but not with what carries them",
    arguments: [(1, 1, true), (1, 0, false)])
  func selfCollision(contype: Int, conaffinity: Int, collide: Bool) throws {
    // Two balls on parallel slides, driven into each other; both overlap the body that carries them.
    let file = try TemporaryMJCF(
      """
      <body name="root"><joint name="x" type="slide" axis="1 0 0"/><geom size="0.3"/>
        <body name="left" pos="-0.3 0 0"><joint name="l" type="slide" axis="1 0 0"/><geom size="0.1"/></body>
        <body name="right" pos="0.3 0 0"><joint name="r" type="slide" axis="1 0 0"/><geom size="0.1"/></body>
      </body>
      """, head: "<default><geom contype=\"\(contype)\" conaffinity=\"\(conaffinity)\"/></default>")
    var configuration = WorldConfiguration()
    configuration.gravity = .zero
    var world = try World(configuration)
    let robot = try world.addRobot(mjcf: file.path)
    let (left, right) = (try world.joint(named: "l", of: robot), try world.joint(named: "r", of: robot))
    world.resetJoint(left, position: 0, velocity: 1)
    world.resetJoint(right, position: 0, velocity: -1)
    world.step(200)
    let gap = 0.6 + world.jointPosition(right) - world.jointPosition(left)
    #expect(collide ? gap > 0.19 : gap < -0.1, "\(gap) m between the centres")
  }

  @Test("a capsule comes to rest on the ground with its radius under its axis, and touches it")
  func rest() throws {
    var world = try World()
    let ground = try world.addPlane()
    let file = try TemporaryMJCF(
      #"<body name="log" pos="0 0 0.15"><geom type="capsule" fromto="-0.3 0 0 0.3 0 0" size="0.1"/></body>"#)
    let robot = try world.addRobot(mjcf: file.path)
    let before = world.touches(.base(of: robot), ground)
    world.step(1000)
    let after = world.touches(.base(of: robot), ground)
    #expect(!before && after)
    let height = world.comPosition(of: .base(of: robot)).z
    #expect(abs(height - 0.1) < 1e-3)
  }

  @Test(
    "a joint a little behind its limit comes back, one more than 0.04 rad behind it is only held: Bullet's rule",
    arguments: [(9.0, true), (5.0, false)])
  func limits(startDegrees: Double, returns: Bool) throws {
    let file = try TemporaryMJCF(
      """
      <body name="a"><joint name="j" axis="0 1 0" limited="true" range="10 20"/>
        <geom type="capsule" fromto="0 0 0 1 0 0" size="0.05"/>
      </body>
      """)
    var configuration = WorldConfiguration()
    configuration.gravity = .zero
    var world = try World(configuration)
    let joint = try world.joint(named: "j", of: world.addRobot(mjcf: file.path))
    let start = startDegrees * .pi / 180
    world.resetJoint(joint, position: start, velocity: -1)
    world.step(100)
    let end = world.jointPosition(joint)
    // The velocity that corrects the joint stays with it: nothing else acts here.
    if returns { #expect(end > 10 * .pi / 180) } else { #expect(abs(end - start) < 1e-2) }
  }
}
