import Physics
import Vocabulary

/// A world with a robot at a table, objects and perhaps a piece of furniture: what all manipulation tasks share.
///
/// Motors, gains and the order of things follow panda-gym 3.0.7 (`panda.py`, `pybullet.py`).
struct ManipulationScene: ~Copyable {
  var world: World
  let definition: TaskDefinition
  let description: RobotDescription
  let arm: [JointID]
  let fingers: [JointID]
  let tool: LinkID
  private let table: BodyID
  let objects: [BodyID]
  let fixture: SceneFixture?
  /// For end-effector actions: position and orientation.
  private let poseSolver: InverseKinematics
  /// For actions that turn the tool as well: the arm keeps near its neutral posture.
  let postureSolver: InverseKinematics
  /// Whether an impedance holds the tool in this episode.
  var isCompliant = false
  /// For joint actions that only have to bring the tool somewhere.
  private let positionSolver: InverseKinematics
  /// Work space of inverse kinematics: one position per driven arm joint, radians.
  var solution: [Double]
  /// Where the arm joints start, radians.
  private var start: [Double]
  private var motorGainFactor = 1.0
  private let drag: SIMD2<Double>
  private let runaway: RunawayArm

  /// - Parameter assets: folder of the fixture's file.
  init(_ definition: TaskDefinition, robot model: RobotModel, assets: String = "") throws(PhysicsError) {
    var configuration = WorldConfiguration()
    configuration.stepSeconds = definition.physics.stepSeconds
    configuration.solver = definition.physics.solver
    var world = try World(configuration)
    let scene = definition.scene
    // A thin box, as `create_plane` makes it.
    _ = try world.addBox(
      halfExtents: SIMD3(3, 3, 0.01), massKilograms: 0,
      pose: Pose(position: SIMD3(0, 0, scene.groundHeightMeters - 0.01)), material: Material())
    var tableMaterial = Material()
    tableMaterial.friction = scene.tableFriction
    let table = try world.addBox(
      halfExtents: scene.tableSizeMeters / 2, massKilograms: 0,
      pose: Pose(position: SIMD3(scene.tableCenterXMeters, 0, -scene.tableSizeMeters.z / 2)), material: tableMaterial)
    let base = scene.baseMeters + model.description.mountOffsetMeters
    let robot = try world.addRobot(urdf: model.urdfPath, pose: Pose(position: base), fixedBase: true)
    var objects: [BodyID] = []
    for object in definition.objects { objects.append(try Self.add(object, to: &world)) }
    let fixture = try SceneFixture(definition.fixture, assets: assets, world: &world)

    var arm: [JointID] = []
    for joint in model.description.armJoints { arm.append(try world.joint(named: joint.name, of: robot)) }
    var fingers: [JointID] = []
    for joint in model.description.gripper.joints { fingers.append(try world.joint(named: joint.name, of: robot)) }
    let tool = try world.link(named: model.description.toolLink, of: robot)

    var positionSolver = InverseKinematics(joints: arm)
    positionSolver.metresPerRadian = 0
    self.positionSolver = positionSolver

    drag = SIMD2(configuration.linearDamping, configuration.angularDamping)
    self.world = world
    self.definition = definition
    runaway = RunawayArm(model.description)
    description = model.description
    self.arm = arm
    self.fingers = fingers
    self.tool = tool
    self.table = table
    self.objects = objects
    self.fixture = fixture
    var poseSolver = InverseKinematics(joints: arm)
    // Position first: where both cannot be had (arm stretched, a joint at its limit), a heavier orientation holds the
    // tool back, up to a standstill from which no action leads away.
    poseSolver.metresPerRadian = 0.03
    self.poseSolver = poseSolver
    var postureSolver = InverseKinematics(joints: arm)
    postureSolver.posture = model.description.armJoints.map(\.neutralRadians)
    self.postureSolver = postureSolver
    solution = Array(repeating: 0, count: arm.count)
    start = model.description.armJoints.map(\.neutralRadians)
    let place = definition.control.startToolMeters
    if place.count == 3 { start = nearest(to: SIMD3(place[0], place[1], place[2]), upright: true).positions }
  }

  private static func add(_ object: ObjectDefinition, to world: inout World) throws(PhysicsError) -> BodyID {
    var material = Material()
    material.friction = object.friction
    let size = object.sizeMeters
    switch object.shape {
    case .none, .box:
      return try world.addBox(
        halfExtents: size / 2, massKilograms: object.massKilograms, pose: .identity, material: material)
    case .cylinder:
      return try world.addCylinder(
        radius: size.x / 2, height: size.z, massKilograms: object.massKilograms, pose: .identity, material: material)
    case .sphere:
      return try world.addSphere(
        radius: size.x / 2, massKilograms: object.massKilograms, pose: .identity, material: material)
    }
  }

  // MARK: One episode

  /// Robot to its start, objects and fixture to theirs, everything at rest.
  mutating func reset(_ episode: Episode) {
    if definition.randomization.isActive { vary(episode.variation) }
    reset()
    for (object, start) in zip(objects, episode.objectStarts) { world.setPose(of: object, start) }
    if let fixture { world.setPose(of: fixture.body, episode.fixture) }
  }

  /// What a checked definition can ask for, a world can do.
  private mutating func vary(_ variation: Variation) {
    motorGainFactor = variation.motorGainFactor
    do throws(PhysicsError) {
      for (place, object) in objects.enumerated() {
        try world.scale(object, size: variation.sizeFactor, mass: variation.massFactor)
        try world.setFriction(
          of: object, lateral: definition.objects[place].friction * variation.objectFrictionFactor)
      }
      try world.setFriction(of: table, lateral: definition.scene.tableFriction * variation.tableFrictionFactor)
      try world.setDamping(linear: drag.x * variation.dampingFactor, angular: drag.y * variation.dampingFactor)
    } catch {
      preconditionFailure("a checked randomization fits the world: \(error)")
    }
  }

  /// Robot to its start, at rest.
  mutating func reset() {
    world.reset()
    isCompliant = false
    for place in arm.indices { world.resetJoint(arm[place], position: start[place], velocity: 0) }
    for (place, joint) in description.gripper.joints.enumerated() {
      world.resetJoint(fingers[place], position: joint.neutralMeters, velocity: 0)
    }
  }

  mutating func step() { world.step(definition.physics.substeps) }

  // MARK: Commands

  /// Asks the arm to bring the tool `meters` from where it is, in the task's orientation.
  mutating func moveTool(by meters: SIMD3<Double>) {
    solve(poseSolver, for: meters)
    for place in arm.indices { drive(arm: place, to: solution[place]) }
  }

  /// Asks one arm joint to turn by `radians` from where it is.
  mutating func turn(joint place: Int, by radians: Double) {
    drive(arm: place, to: world.jointPosition(arm[place]) + radians)
  }

  /// Asks the fingers for a width that differs by `meters` from what it is; each takes half of it.
  mutating func open(by meters: Double) { drive(fingersTo: fingerWidth + meters) }

  /// Keeps the fingers shut.
  mutating func shut() { drive(fingersTo: 0) }

  /// The turn of each arm joint that would bring the tool `meters` from where it is, radians; with `upright` in the
  /// task's orientation, else in any.
  mutating func turns(for meters: SIMD3<Double>, upright: Bool, into turns: inout [Double]) {
    solve(upright ? poseSolver : positionSolver, for: meters)
    for place in arm.indices { turns[place] = solution[place] - world.jointPosition(arm[place]) }
  }

  /// Fills `solution`; a target below the lowest allowed one is lifted to it.
  private mutating func solve(_ solver: InverseKinematics, for meters: SIMD3<Double>) {
    let position = allowed(world.pose(of: tool).position + meters)
    let target = Pose(position: position, orientation: definition.control.toolOrientation)
    // Taken out while it is written: a span of a stored array locks all of `self`.
    var work: [Double] = []
    swap(&work, &solution)
    var positions = work.mutableSpan
    _ = world.inverseKinematics(solver, link: tool, target: target, into: &positions)
    swap(&work, &solution)
  }

  private var positionGain: Double { min(1, description.motor.positionGain * motorGainFactor) }

  /// The nearest place that a tool target may have.
  func allowed(_ target: SIMD3<Double>) -> SIMD3<Double> {
    let control = definition.control
    var place = target
    place.z = max(control.lowestToolTargetMeters, place.z)
    return pointwiseMax(control.workspaceLowMeters, pointwiseMin(control.workspaceHighMeters, place))
  }

  mutating func drive(arm place: Int, to radians: Double) {
    world.setPositionMotor(
      arm[place], target: radians, maximumForce: description.armJoints[place].motorNewtonMeters,
      positionGain: positionGain, velocityGain: description.motor.velocityGain)
  }

  private mutating func drive(fingersTo width: Double) {
    for place in fingers.indices { drive(finger: place, to: width / Double(fingers.count)) }
  }

  mutating func drive(finger place: Int, to meters: Double) {
    world.setPositionMotor(
      fingers[place], target: meters, maximumForce: description.gripper.joints[place].motorNewtons,
      positionGain: positionGain, velocityGain: description.motor.velocityGain)
  }

  // MARK: Measurements

  var armCount: Int { arm.count }

  var toolPosition: SIMD3<Double> { world.pose(of: tool).position }
  var toolVelocity: SIMD3<Double> { world.velocity(of: tool).linear }
  var objectCount: Int { objects.count }
  func objectPose(_ place: Int) -> Pose { world.pose(of: objects[place]) }
  func objectVelocity(_ place: Int) -> Velocity { world.velocity(of: objects[place]) }
  func jointPosition(_ place: Int) -> Double { world.jointPosition(arm[place]) }
  func jointVelocity(_ place: Int) -> Double { world.jointVelocity(arm[place]) }

  /// What all contacts did to the tool and what hangs on it in the last physics step, world, newtons.
  var contactForce: SIMD3<Double> { world.contactWrench(on: tool, about: toolPosition).force }

  /// Opening between the fingers, metres.
  var fingerWidth: Double {
    var width = 0.0
    for place in fingers.indices { width += world.jointPosition(fingers[place]) }
    return width
  }

  var hasFixture: Bool { fixture != nil }
  /// Of the fixture's joint, metres or radians.
  var opening: Double { fixture.map { world.jointPosition($0.joint) } ?? 0 }
  var openingVelocity: Double { fixture.map { world.jointVelocity($0.joint) } ?? 0 }
  var handlePosition: SIMD3<Double> { fixture.map { world.pose(of: $0.handle).position } ?? .zero }
  /// Horizontal, length 1.
  var handleDirection: SIMD3<Double> { fixture?.direction(in: world) ?? .zero }

  // MARK: Reach

  /// The arm posture, from the neutral one on, that brings the tool nearest to a point, and what is left, metres.
  ///
  /// - Parameter upright: in the task's orientation, else in any.
  mutating func nearest(to point: SIMD3<Double>, upright: Bool) -> (positions: [Double], metersLeft: Double) {
    world.reset()
    for (place, joint) in description.armJoints.enumerated() {
      world.resetJoint(arm[place], position: joint.neutralRadians, velocity: 0)
    }
    var solver = InverseKinematics(joints: arm)
    solver.metresPerRadian = upright ? 0.3 : 0
    solver.maximumChange = 10
    solver.iterations = 500
    var positions = description.armJoints.map(\.neutralRadians)
    var span = positions.mutableSpan
    let residual = world.inverseKinematics(
      solver, link: tool, target: Pose(position: point, orientation: definition.control.toolOrientation), into: &span)
    return (positions, residual.metres)
  }

  var stateHash: UInt64 { world.stateHash }
  var isFinite: Bool { world.isFinite }
  /// An arm joint that the controller has lost.
  var runawayJoint: String? { runaway.joint(of: arm, in: world) }
}
