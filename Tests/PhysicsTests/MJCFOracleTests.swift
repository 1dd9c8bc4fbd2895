import Foundation
import Physics
import Testing
import Vocabulary

/// pybullet's own MJCF files, unchanged, against what pybullet makes of them.
@Suite(
  "MJCF against pybullet", .serialized,
  .enabled(if: PythonOracle.has("pybullet_data"), PythonOracle.skipped("pybullet_data")))
struct MJCFOracleTests {
  struct Question: Encodable { var models: [String] }
  struct Answer: Decodable { var models: [Model] }
  struct Model: Decodable {
    var file: String
    var links: [Link]
  }
  struct Link: Decodable {
    var name: String
    var joint: String
    /// pybullet's numbers: 0 revolute, 1 prismatic, 4 fixed.
    var type: Int
    var parent: Int
    var mass: Double
    var friction: Double
    var inertia: [Double]
    var lower: Double
    var upper: Double
    var position: [Double]
    var orientation: [Double]
    var angular: [Double]
  }

  static let files = ["hopper.xml", "walker2d.xml", "half_cheetah.xml", "ant.xml", "humanoid_symmetric.xml"]

  @Test("links, masses, inertias, limits and, with every joint turned, poses and velocities")
  func models() throws {
    let answer = try PythonOracle.ask("locomotion.py", Question(models: Self.files), as: Answer.self)
    #expect(answer.models.count == Self.files.count)
    for model in answer.models {
      var world = try World()
      let robot = try world.addRobot(mjcf: model.file)
      let links = world.links(of: robot)
      #expect(links.count == model.links.count - 1)
      for (index, info) in links.enumerated() where info.isMovable {
        let joint = try world.joint(named: info.jointName, of: robot)
        world.resetJoint(joint, position: 0.05 * Double(index + 1), velocity: 0.3)
      }
      for (place, expected) in model.links.enumerated() {
        let name = "\(model.file): \(expected.name)"
        let link = place == 0 ? LinkID.base(of: robot) : try world.link(named: expected.name, of: robot)
        #expect(link.index == place - 1, "\(name)")
        if place > 0 { compare(links[place - 1], expected, name) }
        if expected.mass > 0 {
          let friction = world.material(of: link).friction
          #expect(abs(friction - expected.friction) < 1e-15, "\(name)")
          let moments = world.inertia(of: link)
          for axis in 0..<3 { #expect(abs(moments[axis] - expected.inertia[axis]) < 1e-12, "\(name)") }
        }
        let (pose, velocity) = (world.comPose(of: link), world.comVelocity(of: link))
        let angle = pose.orientation.angle(to: Quaternion(expected.orientation))
        #expect(length(pose.position - SIMD3(expected.position)) < 1e-12, "\(name)")
        #expect(angle < 1e-7, "\(name)")
        if place > 0 { #expect(length(velocity.angular - SIMD3(expected.angular)) < 1e-12, "\(name)") }
      }
    }
  }

  private func compare(_ link: LinkInfo, _ expected: Link, _ name: String) {
    #expect(link.parent == expected.parent && abs(link.mass - expected.mass) < 1e-12, "\(name)")
    switch expected.type {
    case 0: #expect(link.jointType == (expected.lower <= expected.upper ? .revolute : .continuous), "\(name)")
    case 1: #expect(link.jointType == .prismatic, "\(name)")
    default: #expect(link.jointType == .fixed, "\(name)")
    }
    // pybullet names fixed joints by a running number.
    if expected.type != 4 {
      #expect(link.jointName == expected.joint, "\(name)")
      let limits = expected.lower <= expected.upper ? expected.lower...expected.upper : nil
      #expect(link.limits == limits, "\(name)")
    }
  }
}

extension Quaternion {
  fileprivate init(_ xyzw: [Double]) { self.init(x: xyzw[0], y: xyzw[1], z: xyzw[2], w: xyzw[3]) }
}
