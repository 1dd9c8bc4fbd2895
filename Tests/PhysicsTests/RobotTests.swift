import Foundation
import Physics
import Testing
import Vocabulary

/// A thin rod of 1 m and 1 kg that swings about the y axis at its upper end.
private let pendulum = """
  <robot name="pendulum">
    <link name="base"/>
    <link name="rod">
      <inertial><origin xyz="0 0 -0.5"/><mass value="1"/>
        <inertia ixx="0.0833333333333333" ixy="0" ixz="0" iyy="0.0833333333333333" iyz="0" izz="0.001"/></inertial>
    </link>
    <joint name="hinge" type="continuous">
      <parent link="base"/><child link="rod"/><axis xyz="0 1 0"/>
    </joint>
  </robot>
  """

/// A cart of 2 kg on a rail along x, limited to ±1 m.
private func cart(friction: Double = 0, damping: Double = 0) -> String {
  """
  <robot name="cart">
    <link name="rail"/>
    <link name="cart">
      <inertial><mass value="2"/><inertia ixx="1" ixy="0" ixz="0" iyy="1" iyz="0" izz="1"/></inertial>
    </link>
    <joint name="slide" type="prismatic">
      <parent link="rail"/><child link="cart"/><axis xyz="1 0 0"/>
      <limit lower="-1" upper="1" effort="50" velocity="3"/>
      <dynamics damping="\(damping)" friction="\(friction)"/>
    </joint>
  </robot>
  """
}

@Suite("Robots")
struct RobotTests {
  private func load(
    _ text: String, fixedBase: Bool = true, gravity: SIMD3<Double> = SIMD3(0, 0, -9.81)
  ) throws -> Loaded {
    let file = try TemporaryURDF(text)
    var configuration = WorldConfiguration()
    configuration.gravity = gravity
    configuration.linearDamping = 0
    configuration.angularDamping = 0
    var world = try World(configuration)
    let robot = try world.addRobot(urdf: file.path, pose: .identity, fixedBase: fixedBase)
    return Loaded(world: world, robot: robot)
  }

  struct Loaded: ~Copyable {
    var world: World
    let robot: BodyID
  }

  @Test("a rod pendulum swings with the period 2 pi sqrt(2 L / 3 g), corrected for its amplitude")
  func period() throws {
    let loaded = try load(pendulum)
    let hinge = try loaded.world.joint(named: "hinge", of: loaded.robot)
    let amplitude = 0.2
    loaded.world.resetJoint(hinge, position: amplitude)
    var crossings: [Double] = []
    var last = amplitude
    for step in 1...5000 {
      loaded.world.step()
      let now = loaded.world.jointPosition(hinge)
      if last > 0, now <= 0 { crossings.append((Double(step) - now / (now - last)) / 500) }
      last = now
    }
    let period = (crossings[crossings.count - 1] - crossings[0]) / Double(crossings.count - 1)
    let small = 2 * Double.pi * (2.0 / (3 * 9.81)).squareRoot()
    let expected = small * (1 + amplitude * amplitude / 16)
    #expect(abs(period / expected - 1) < 1e-3)
  }

  /// Semi-implicit Euler is symplectic: the energy swings with the step, and does not drift.
  @Test("without drag a pendulum keeps its energy to 1 %, and 100 s change its mean by less than 1e-5")
  func energy() throws {
    let loaded = try load(pendulum)
    let hinge = try loaded.world.joint(named: "hinge", of: loaded.robot)
    loaded.world.resetJoint(hinge, position: 1)
    // Above the lowest place: m g (L / 2) (1 - cos q) + (m L^2 / 3) q'^2 / 2.
    func energy() -> Double {
      let (angle, speed) = (loaded.world.jointPosition(hinge), loaded.world.jointVelocity(hinge))
      return 9.81 / 2 * (1 - cos(angle)) + speed * speed / 6
    }
    let start = energy()
    var means = [0.0, 0.0]
    for step in 0..<50_000 {
      loaded.world.step()
      let now = energy()
      #expect(abs(now / start - 1) < 0.01)
      if step < 5000 { means[0] += now / 5000 }
      if step >= 45_000 { means[1] += now / 5000 }
    }
    #expect(abs(means[1] / means[0] - 1) < 1e-5, "\(means)")
  }

  @Test("a prismatic joint falls like a free body along its axis and stops at its limit")
  func limits() throws {
    let loaded = try load(cart(), gravity: SIMD3(2, 0, 0))
    let slide = try loaded.world.joint(named: "slide", of: loaded.robot)
    loaded.world.step(250)
    let h = 1.0 / 500
    #expect(abs(loaded.world.jointPosition(slide) - 2 * h * h * 250 * 251 / 2) < 1e-12)
    loaded.world.step(2000)
    #expect(abs(loaded.world.jointPosition(slide) - 1) < 1e-3)
    #expect(abs(loaded.world.jointVelocity(slide)) < 1e-6)
  }

  @Test("a motor gives no more than its force: a = F / m, then holds the target velocity")
  func motorForce() throws {
    let loaded = try load(cart(), gravity: .zero)
    let slide = try loaded.world.joint(named: "slide", of: loaded.robot)
    loaded.world.setVelocityMotor(slide, target: 0.5, maximumForce: 1)
    loaded.world.step(250)
    #expect(abs(loaded.world.jointVelocity(slide) - 0.25) < 1e-9)
    loaded.world.step(500)
    #expect(abs(loaded.world.jointVelocity(slide) - 0.5) < 1e-9)
    loaded.world.disableMotor(slide)
    loaded.world.step(100)
    #expect(abs(loaded.world.jointVelocity(slide) - 0.5) < 1e-9)
  }

  @Test(
    "a torque at one joint of a two-link arm accelerates both as the inverse of the closed-form mass matrix says",
    arguments: [(0.0, 0), (0.7, 0), (0.7, 1), (2.5, 0), (-1.2, 1)])
  func massMatrix(elbow: Double, driven: Int) throws {
    let (m1, m2, i1, i2, length, c1, c2) = (2.0, 1.5, 0.05, 0.03, 0.6, 0.25, 0.2)
    let text = """
      <robot name="arm"><link name="base"/>
      <link name="upper"><inertial><origin xyz="\(c1) 0 0"/><mass value="\(m1)"/>
        <inertia ixx="0.01" ixy="0" ixz="0" iyy="0.01" iyz="0" izz="\(i1)"/></inertial></link>
      <link name="lower"><inertial><origin xyz="\(c2) 0 0"/><mass value="\(m2)"/>
        <inertia ixx="0.01" ixy="0" ixz="0" iyy="0.01" iyz="0" izz="\(i2)"/></inertial></link>
      <joint name="j0" type="continuous"><parent link="base"/><child link="upper"/><axis xyz="0 0 1"/></joint>
      <joint name="j1" type="continuous"><parent link="upper"/><child link="lower"/>
        <origin xyz="\(length) 0 0"/><axis xyz="0 0 1"/></joint></robot>
      """
    let loaded = try load(text, gravity: .zero)
    var joints: [JointID] = []
    for name in ["j0", "j1"] { joints.append(try loaded.world.joint(named: name, of: loaded.robot)) }
    loaded.world.resetJoint(joints[0], position: 0.3)
    loaded.world.resetJoint(joints[1], position: elbow)
    // Asks for more speed than its torque can give in one step.
    loaded.world.setVelocityMotor(joints[driven], target: 1000, maximumForce: 4)
    loaded.world.step()
    let coupling = m2 * length * c2 * cos(elbow)
    let m11 = i1 + i2 + m1 * c1 * c1 + m2 * (length * length + c2 * c2) + 2 * coupling
    let m12 = i2 + m2 * c2 * c2 + coupling
    let m22 = i2 + m2 * c2 * c2
    let impulse = 4.0 / 500 / (m11 * m22 - m12 * m12)
    let expected = driven == 0 ? (m22 * impulse, -m12 * impulse) : (-m12 * impulse, m11 * impulse)
    #expect(abs(loaded.world.jointVelocity(joints[0]) - expected.0) < 1e-12)
    #expect(abs(loaded.world.jointVelocity(joints[1]) - expected.1) < 1e-12)
  }

  @Test("a position motor closes the share kp of the gap in every step")
  func positionMotor() throws {
    let loaded = try load(cart(), gravity: .zero)
    let slide = try loaded.world.joint(named: "slide", of: loaded.robot)
    loaded.world.setPositionMotor(slide, target: 0.5, maximumForce: 1e9)
    var gap = 0.5
    for _ in 0..<50 {
      loaded.world.step()
      gap *= 0.9
      #expect(abs(0.5 - loaded.world.jointPosition(slide) - gap) < 1e-9)
    }
  }

  @Test("a target behind a limit is taken as the limit: the joint comes to it and stays", arguments: [-5.0, 5])
  func targetBehindLimit(target: Double) throws {
    let loaded = try load(cart(), gravity: .zero)
    let slide = try loaded.world.joint(named: "slide", of: loaded.robot)
    loaded.world.setPositionMotor(slide, target: target, maximumForce: 1e9)
    let limit = target > 0 ? 1.0 : -1
    for step in 1...2000 {
      loaded.world.step()
      let expected = limit * (1 - pow(0.9, Double(step)))
      #expect(abs(loaded.world.jointPosition(slide) - expected) < 1e-6)
    }
  }

  @Test("joint damping brakes by d q' / m, dry friction by F / m until the joint stands")
  func dynamics() throws {
    let damped = try load(cart(damping: 3), gravity: .zero)
    let slide = try damped.world.joint(named: "slide", of: damped.robot)
    damped.world.resetJoint(slide, position: 0, velocity: 1)
    damped.world.step(100)
    #expect(abs(damped.world.jointVelocity(slide) - pow(1 - 3.0 / 2 / 500, 100)) < 1e-9)

    let rubbing = try load(cart(friction: 1), gravity: .zero)
    rubbing.world.resetJoint(slide, position: 0, velocity: 0.5)
    rubbing.world.step(250)
    #expect(abs(rubbing.world.jointVelocity(slide) - 0.25) < 1e-9)
    rubbing.world.step(500)
    #expect(abs(rubbing.world.jointVelocity(slide)) < 1e-9)
  }

  @Test("inertia that is given off its principal axes swings as the turned tensor says")
  func turnedInertia() throws {
    // A tensor diag(1, 2, 3) turned by 30 degrees about z, about a hinge along its first principal axis.
    let (c, s) = (cos(Double.pi / 6), sin(Double.pi / 6))
    let (xx, xy, yy) = (c * c + 2 * s * s, -c * s, s * s + 2 * c * c)
    let text = """
      <robot name="top"><link name="base"/><link name="body">
        <inertial><mass value="1"/><inertia ixx="\(xx)" ixy="\(xy)" ixz="0" iyy="\(yy)" iyz="0" izz="3"/></inertial>
      </link><joint name="hinge" type="continuous"><parent link="base"/><child link="body"/>
        <axis xyz="\(c) \(s) 0"/></joint></robot>
      """
    let loaded = try load(text, gravity: .zero)
    let hinge = try loaded.world.joint(named: "hinge", of: loaded.robot)
    loaded.world.setVelocityMotor(hinge, target: 100, maximumForce: 2)
    loaded.world.step(100)
    // 2 N m for 0.2 s on the moment u' I u about the hinge's axis u.
    let (ux, uy) = (c, s)
    let moment = xx * ux * ux + 2 * xy * ux * uy + yy * uy * uy
    #expect(abs(loaded.world.jointVelocity(hinge) - 2 / moment * 0.2) < 1e-9)
  }

  @Test("a floating robot falls as a whole, whatever its joints do")
  func floating() throws {
    let text = """
      <robot name="two"><link name="body">
        <inertial><origin xyz="0.1 0 0"/><mass value="2"/>
          <inertia ixx="0.1" ixy="0" ixz="0" iyy="0.1" iyz="0" izz="0.1"/></inertial></link>
      <link name="arm"><inertial><origin xyz="0 0 0.2"/><mass value="1"/>
          <inertia ixx="0.02" ixy="0" ixz="0" iyy="0.02" iyz="0" izz="0.02"/></inertial></link>
      <joint name="hinge" type="continuous"><parent link="body"/><child link="arm"/>
        <origin xyz="0.3 0 0"/><axis xyz="0 1 0"/></joint></robot>
      """
    let loaded = try load(text, fixedBase: false)
    let hinge = try loaded.world.joint(named: "hinge", of: loaded.robot)
    let arm = hinge.link
    func centre(_ world: borrowing World) -> SIMD3<Double> {
      (2 * world.comPose(of: .base(of: loaded.robot)).position + world.comPose(of: arm).position) / 3
    }
    let start = centre(loaded.world)
    loaded.world.setVelocityMotor(hinge, target: 3, maximumForce: 5)
    loaded.world.step(250)
    let h = 1.0 / 500
    #expect(length(centre(loaded.world) - start - SIMD3(0, 0, -9.81 * h * h * 250 * 251 / 2)) < 2e-3)
    #expect(abs(loaded.world.jointVelocity(hinge) - 3) < 1e-6)
    // Momentum, from the velocities of the centres of mass.
    let momentum =
      2 * loaded.world.comVelocity(of: .base(of: loaded.robot)).linear + loaded.world.comVelocity(of: arm).linear
    // Joint coordinates keep momentum only to first order in the step, 14.7 N s * 3e-4 here.
    #expect(length(momentum - SIMD3(0, 0, -3 * 9.81 * 0.5)) < 5e-3)
  }

  @Test("setting a floating base's pose and velocity speaks of its link frame, not of its centre of mass")
  func baseFrame() throws {
    let text = """
      <robot name="one"><link name="body"><inertial><origin xyz="0.5 0 0"/><mass value="1"/>
        <inertia ixx="1" ixy="0" ixz="0" iyy="1" iyz="0" izz="1"/></inertial></link></robot>
      """
    let loaded = try load(text, fixedBase: false, gravity: .zero)
    let pose = Pose(position: SIMD3(1, 2, 3), orientation: Quaternion(axis: SIMD3(0, 0, 1), radians: .pi / 2))
    loaded.world.setPose(of: loaded.robot, pose)
    loaded.world.setVelocity(of: loaded.robot, Velocity(linear: SIMD3(1, 0, 0), angular: SIMD3(0, 0, 2)))
    #expect(length(loaded.world.pose(of: loaded.robot).position - SIMD3(1, 2, 3)) < 1e-12)
    #expect(length(loaded.world.comPose(of: .base(of: loaded.robot)).position - SIMD3(1, 2.5, 3)) < 1e-12)
    #expect(length(loaded.world.velocity(of: loaded.robot).linear - SIMD3(1, 0, 0)) < 1e-12)
    // v + omega x r with r = (0, 0.5, 0).
    #expect(length(loaded.world.comVelocity(of: .base(of: loaded.robot)).linear - SIMD3(0, 0, 0)) < 1e-12)
  }

  @Test("names, limits and order of links are the file's; unknown names list what there is")
  func names() throws {
    let scene = try PandaScene.make()
    let links = scene.world.links(of: scene.robot)
    #expect(links.count == 12 && links[7].name == "panda_link8" && links[11].name == "panda_grasptarget")
    #expect(links[3].limits == -3.0718...(-0.0698) && links[3].maximumForce == 87 && links[3].parent == 2)
    #expect(links[9].jointType == .prismatic && links[10].parent == 8 && links[8].jointType == .fixed)
    #expect(scene.world.baseName(of: scene.robot) == "panda_link0")
    #expect(scene.world.material(of: scene.joints[7].link).friction == 1)
    let unknown = PhysicsError.unknownName(kind: "movable joint", name: "panda_joint8", known: drivenJoints)
    #expect(throws: unknown) { _ = try scene.world.joint(named: "panda_joint8", of: scene.robot) }
  }
}
