import Foundation
import Physics
import Testing
import Vocabulary

@Suite("Joint torques")
struct JointTorqueTests {
  /// A mass of 2 kg on a slide along x, and a wheel of 0.5 kg m² on a hinge about z.
  private static let bench = """
    <robot name="bench">
      <link name="base"/>
      <link name="slider"><inertial><mass value="2"/>
        <inertia ixx="1" iyy="1" izz="1" ixy="0" ixz="0" iyz="0"/></inertial></link>
      <link name="wheel"><inertial><mass value="3"/>
        <inertia ixx="1" iyy="1" izz="0.5" ixy="0" ixz="0" iyz="0"/></inertial></link>
      <joint name="slide" type="prismatic"><parent link="base"/><child link="slider"/><axis xyz="1 0 0"/>
        <limit lower="-100" upper="100" effort="10" velocity="10"/></joint>
      <joint name="hinge" type="continuous"><parent link="base"/><child link="wheel"/><axis xyz="0 0 1"/></joint>
    </robot>
    """

  private static func configuration() -> WorldConfiguration {
    var configuration = WorldConfiguration()
    configuration.linearDamping = 0
    configuration.angularDamping = 0
    configuration.gravity = .zero
    return configuration
  }

  @Test("a torque acts in every step until it is changed: velocity = τ t / I, force = m a")
  func constant() throws {
    let file = try TemporaryURDF(Self.bench)
    var world = try World(Self.configuration())
    let robot = try world.addRobot(urdf: file.path, pose: .identity, fixedBase: true)
    let (slide, hinge) = (
      try world.joint(named: "slide", of: robot), try world.joint(named: "hinge", of: robot)
    )
    world.setJointTorque(slide, newtonMeters: 3)
    world.setJointTorque(hinge, newtonMeters: -0.2)
    world.step(250)
    #expect(abs(world.jointVelocity(slide) - 3 * 0.5 / 2) < 1e-12)
    #expect(abs(world.jointVelocity(hinge) + 0.2 * 0.5 / 0.5) < 1e-12)
    world.setJointTorque(slide, newtonMeters: 0)
    world.step(250)
    #expect(abs(world.jointVelocity(slide) - 3 * 0.5 / 2) < 1e-12)
    #expect(abs(world.jointVelocity(hinge) + 0.4) < 1e-12)
  }

  @Test("a reset clears torques; they are part of the state hash")
  func state() throws {
    let file = try TemporaryURDF(Self.bench)
    var world = try World(Self.configuration())
    let robot = try world.addRobot(urdf: file.path, pose: .identity, fixedBase: true)
    let hinge = try world.joint(named: "hinge", of: robot)
    let fresh = world.stateHash
    world.setJointTorque(hinge, newtonMeters: 1e-13)
    let set = (world.stateHash, world.jointTorque(hinge))
    #expect(set.0 != fresh && set.1 == 1e-13)
    world.reset()
    let cleared = (world.stateHash, world.jointTorque(hinge))
    #expect(cleared.0 == fresh && cleared.1 == 0)
  }

  @Test("a motor works against the torque: it holds while its force is larger")
  func besideMotor() throws {
    let file = try TemporaryURDF(Self.bench)
    var world = try World(Self.configuration())
    let robot = try world.addRobot(urdf: file.path, pose: .identity, fixedBase: true)
    let slide = try world.joint(named: "slide", of: robot)
    world.setVelocityMotor(slide, target: 0, maximumForce: 5)
    world.setJointTorque(slide, newtonMeters: 4)
    world.step(50)
    #expect(abs(world.jointVelocity(slide)) < 1e-6)
    world.setJointTorque(slide, newtonMeters: 7)
    world.step(50)
    #expect(abs(world.jointVelocity(slide) - (7 - 5) * 0.1 / 2) < 1e-6)
  }
}
