import Physics
import Vocabulary

/// A robot with a peg at a table, and a block with a hole.
struct InsertionScene: ~Copyable {
  var world: World
  let definition: InsertionDefinition
  let description: RobotDescription
  private let arm: [JointID]
  private let fingers: [JointID]
  let tool: LinkID
  /// What the force sensor carries: the hand, or the peg of an arm without one.
  private let carried: LinkID
  let walls: [BodyID]
  private let solver: InverseKinematics
  private let runaway: RunawayArm
  private let neutral: [Double]
  private let maximumTorques: [Double]
  /// Mean over the last step, tool frame, torque about the tool's origin.
  var wrench = Wrench.zero

  /// The tool that points straight down with its x axis forward.
  static let down = Quaternion(x: 1, y: 0, z: 0, w: 0)

  init(_ definition: InsertionDefinition, robot model: RobotModel) throws(PhysicsError) {
    var configuration = WorldConfiguration()
    configuration.stepSeconds = InsertionDefinition.physicsStepSeconds
    var world = try World(configuration)
    let scene = definition.scene
    _ = try world.addBox(
      halfExtents: SIMD3(3, 3, 0.01), massKilograms: 0,
      pose: Pose(position: SIMD3(0, 0, scene.groundHeightMeters - 0.01)), material: Material())
    var tableMaterial = Material()
    tableMaterial.friction = scene.tableFriction
    _ = try world.addBox(
      halfExtents: scene.tableSizeMeters / 2, massKilograms: 0,
      pose: Pose(position: SIMD3(scene.tableCenterXMeters, 0, -scene.tableSizeMeters.z / 2)), material: tableMaterial)
    let base = scene.baseMeters + model.description.mountOffsetMeters
    let robot = try world.addRobot(urdf: model.urdfPath, pose: Pose(position: base), fixedBase: true)
    var walls: [BodyID] = []
    for side in 0..<4 { walls.append(try Self.addWall(side, definition, to: &world)) }
    let tool = try world.link(named: model.description.toolLink, of: robot)
    let peg = try Self.attachPeg(definition.peg, to: tool, of: &world)

    var arm: [JointID] = []
    for joint in model.description.armJoints { arm.append(try world.joint(named: joint.name, of: robot)) }
    var fingers: [JointID] = []
    for joint in model.description.gripper.joints { fingers.append(try world.joint(named: joint.name, of: robot)) }
    let hand = model.description.gripper.link
    carried = hand.isEmpty ? peg : try world.link(named: hand, of: robot)

    self.world = world
    self.definition = definition
    runaway = RunawayArm(model.description)
    description = model.description
    self.arm = arm
    self.fingers = fingers
    self.tool = tool
    self.walls = walls
    var solver = InverseKinematics(joints: arm)
    solver.maximumChange = 10
    solver.iterations = 200
    self.solver = solver
    neutral = model.description.armJoints.map(\.neutralRadians)
    maximumTorques = model.description.armJoints.map(\.motorNewtonMeters)
  }

  /// The bar, of which the upper end is in the hand.
  private static func attachPeg(
    _ peg: PegDefinition, to tool: LinkID, of world: inout World
  ) throws(PhysicsError) -> LinkID {
    let held = 0.02
    let half = SIMD3(peg.widthMeters / 2, peg.widthMeters / 2, (peg.reachMeters + held) / 2)
    return try world.attachBox(
      to: tool, halfExtents: half, massKilograms: peg.massKilograms,
      linkFromBox: Pose(position: SIMD3(0, 0, (peg.reachMeters - held) / 2)), friction: peg.friction)
  }

  /// Sides 0 and 1 lie beyond the hole along x and are as long as the block, 2 and 3 close it along y.
  private static func wallHalf(_ side: Int, _ definition: InsertionDefinition) -> SIMD3<Double> {
    let (hole, block) = (definition.holeMeters / 2, definition.hole.blockMeters / 2)
    let thick = (block - hole) / 2
    return side < 2
      ? SIMD3(thick, block, definition.hole.depthMeters / 2) : SIMD3(hole, thick, definition.hole.depthMeters / 2)
  }

  private static func addWall(
    _ side: Int, _ definition: InsertionDefinition, to world: inout World
  ) throws(PhysicsError) -> BodyID {
    var material = Material()
    material.friction = definition.hole.friction
    return try world.addBox(
      halfExtents: wallHalf(side, definition), massKilograms: 0, pose: .identity, material: material)
  }

  // MARK: One episode

  /// Robot to its start pose, hole to its place, everything at rest.
  mutating func reset(_ episode: InsertionEpisode) {
    world.reset()
    wrench = .zero
    let turn = Quaternion(axis: SIMD3(0, 0, 1), radians: episode.goalYaw)
    for side in 0..<4 {
      let half = Self.wallHalf(side, definition)
      let reach = definition.holeMeters / 2 + (side < 2 ? half.x : half.y)
      let away = side % 2 == 0 ? reach : -reach
      let place = SIMD3(
        episode.goal.x, episode.goal.y, definition.hole.depthMeters / 2)
      world.setPose(
        of: walls[side],
        Pose(
          position: place + turn.rotate(side < 2 ? SIMD3(away, 0, 0) : SIMD3(0, away, 0)), orientation: turn))
    }
    for place in arm.indices { world.resetJoint(arm[place], position: neutral[place]) }
    for finger in fingers {
      world.resetJoint(finger, position: min(definition.peg.widthMeters / 2, 0.04))
    }
    let start = Pose(
      position: episode.startPosition,
      orientation: Quaternion(axis: SIMD3(0, 0, 1), radians: episode.startYaw) * Self.down)
    var positions = neutral
    var span = positions.mutableSpan
    _ = world.inverseKinematics(solver, link: tool, target: start, into: &span)
    for place in arm.indices { world.resetJoint(arm[place], position: positions[place]) }
    for (place, finger) in fingers.enumerated() {
      world.setPositionMotor(
        finger, target: definition.peg.widthMeters / 2,
        maximumForce: description.gripper.joints[place].motorNewtons)
    }
    world.setImpedance(
      definition.control.impedance, of: tool, joints: arm, posture: neutral, maximumTorques: maximumTorques,
      target: world.pose(of: tool))
  }

  /// One step of the environment towards a target.
  mutating func step(to target: Pose) {
    world.setImpedanceTarget(of: tool.body, target)
    var (force, torque) = (SIMD3<Double>.zero, SIMD3<Double>.zero)
    for _ in 0..<InsertionDefinition.substeps {
      world.step()
      let felt = world.contactWrench(on: carried, about: world.pose(of: tool).position)
      force += felt.force
      torque += felt.torque
    }
    let toTool = toolPose.orientation.conjugate
    let share = 1 / Double(InsertionDefinition.substeps)
    wrench = Wrench(force: toTool.rotate(force * share), torque: toTool.rotate(torque * share))
  }

  // MARK: Measurements

  var toolPose: Pose { world.pose(of: tool) }
  var toolVelocity: Velocity { world.velocity(of: tool) }
  /// From straight down to the tool, world axes.
  var toolRotation: SIMD3<Double> { (toolPose.orientation * Self.down.conjugate).rotationVector }
  var stateHash: UInt64 { world.stateHash }
  var isFinite: Bool { world.isFinite }
  /// An arm joint that the controller has lost.
  var runawayJoint: String? { runaway.joint(of: arm, in: world) }
}

extension InsertionDefinition {
  /// Width of the hole.
  var holeMeters: Double { peg.widthMeters + hole.clearanceMeters }
}
