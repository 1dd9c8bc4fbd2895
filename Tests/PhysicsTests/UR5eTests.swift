import Foundation
import Physics
import Testing
import Vocabulary

@Suite("UR5e")
struct UR5eTests {
  static let urdf = packageFolder.appending(path: "robots/ur5e/robot.urdf").path
  static let joints = ["shoulder_pan", "shoulder_lift", "elbow", "wrist_1", "wrist_2", "wrist_3"].map { "\($0)_joint" }

  /// Universal Robots' article on kinematics and dynamics: standard Denavit-Hartenberg parameters of joints 1 to 6.
  static let parameters: [(a: Double, d: Double, alpha: Double)] = [
    (0, 0.1625, .pi / 2), (-0.425, 0, 0), (-0.3922, 0, 0), (0, 0.1333, .pi / 2), (0, 0.0997, -.pi / 2), (0, 0.0996, 0),
  ]
  /// Of the same article: kilograms, and the centre of mass in the link's Denavit-Hartenberg frame, metres.
  static let masses: [(mass: Double, centre: SIMD3<Double>)] = [
    (3.761, SIMD3(0, -0.02561, 0.00193)), (8.058, SIMD3(0.2125, 0, 0.11336)), (2.846, SIMD3(0.15, 0, 0.0265)),
    (1.37, SIMD3(0, -0.0018, 0.01634)), (1.3, SIMD3(0, 0.0018, 0.01634)), (0.365, SIMD3(0, 0, -0.001159)),
  ]

  /// The standard convention: turn about z, move along z, move along x, turn about x.
  private static func step(_ p: (a: Double, d: Double, alpha: Double), _ q: Double) -> Pose {
    Pose(position: SIMD3(0, 0, p.d), orientation: Quaternion(axis: SIMD3(0, 0, 1), radians: q))
      * Pose(position: SIMD3(p.a, 0, 0), orientation: Quaternion(axis: SIMD3(1, 0, 0), radians: p.alpha))
  }

  @Test("flange, tool and every centre of mass lie where Denavit-Hartenberg matrices put them")
  func kinematics() throws {
    var world = try World()
    let robot = try world.addRobot(urdf: Self.urdf, pose: .identity, fixedBase: true)
    var joints: [JointID] = []
    for name in Self.joints { joints.append(try world.joint(named: name, of: robot)) }
    let (flange, tool) = (try world.link(named: "tool0", of: robot), try world.link(named: "tool", of: robot))
    let links = world.links(of: robot)
    var random = RandomStream(seed: 6)
    for _ in 0..<50 {
      // The maker's base frame is turned by half a turn against ours, whose x points forward.
      var frame = Pose(position: SIMD3(0, 0, 0.1), orientation: Quaternion(axis: SIMD3(0, 0, 1), radians: .pi))
      let q = Self.joints.map { _ in random.uniform(-3, 3) }
      for (joint, position) in zip(joints, q) { world.resetJoint(joint, position: position) }
      for index in 0..<6 {
        frame = frame * Self.step(Self.parameters[index], q[index])
        let centre = world.comPose(of: joints[index].link).position
        #expect(length(centre - frame * Self.masses[index].centre) < 1e-9)
        #expect(links[joints[index].index].mass == Self.masses[index].mass)
      }
      let reached = world.pose(of: flange)
      #expect(length(reached.position - frame.position) < 1e-12)
      #expect(reached.orientation.angle(to: frame.orientation) < 1e-7)
      let grasp =
        frame * Pose(position: SIMD3(0, 0, 0.145), orientation: Quaternion(axis: SIMD3(0, 0, 1), radians: -.pi / 2))
      #expect(length(world.pose(of: tool).position - grasp.position) < 1e-12)
      #expect(world.pose(of: tool).orientation.angle(to: grasp.orientation) < 1e-7)
    }
  }

  @Test("its limits are the maker's: a turn each way, half a turn for the elbow, 180 degrees a second, 150 and 28 Nm")
  func limits() throws {
    var world = try World()
    let robot = try world.addRobot(urdf: Self.urdf, pose: .identity, fixedBase: true)
    for (index, link) in world.links(of: robot).filter({ $0.jointType == .revolute }).enumerated() {
      let turn = index == 2 ? Double.pi : 2 * .pi
      #expect(link.jointName == Self.joints[index] && link.limits == -turn...turn)
      #expect(link.maximumVelocity == .pi && link.maximumForce == (index < 3 ? 150 : 28))
    }
  }
}
