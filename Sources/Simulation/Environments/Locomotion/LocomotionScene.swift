import Physics
import Vocabulary

/// A world with a walker on the ground.
struct LocomotionScene: ~Copyable {
  var world: World
  let definition: LocomotionDefinition
  let robot: BodyID
  let ground: BodyID
  let body: LinkID
  /// In the order of the action.
  private let joints: [JointID]
  private let limits: [ClosedRange<Double>]
  private let feet: [LinkID]
  /// All whose mean position counts, the base apart.
  private let parts: [LinkID]
  /// pybullet_envs lists the base only where it is the observed body.
  private let isBaseObserved: Bool
  /// Poses of links as pybullet's `getLinkState` tells them: from before the last physics step's motion.
  private var linkSum = SIMD3<Double>.zero
  private var bodyPose = Pose.identity

  private struct Names {
    var body: LinkID
    var joints: [JointID] = []
    var limits: [ClosedRange<Double>] = []
    var feet: [LinkID] = []
    var parts: [LinkID] = []
  }

  init(_ definition: LocomotionDefinition, model path: String) throws(PhysicsError) {
    var configuration = WorldConfiguration()
    configuration.gravity = SIMD3(0, 0, -definition.physics.gravity)
    configuration.stepSeconds = definition.physics.stepSeconds
    configuration.solverIterations = definition.physics.solverIterations
    configuration.solver = definition.physics.solver
    configuration.sortsContacts = definition.physics.sortsContacts
    configuration.contactErrorReduction = definition.physics.contactErrorReduction
    var world = try World(configuration)
    let ground = try world.addPlane(
      material: Material(friction: definition.ground.friction, restitution: definition.ground.restitution))
    let robot = try world.addRobot(mjcf: path)
    let names = try Self.find(definition, in: world, robot, path)
    self.world = world
    self.definition = definition
    self.robot = robot
    self.ground = ground
    body = names.body
    joints = names.joints
    limits = names.limits
    feet = names.feet
    parts = names.parts
    isBaseObserved = names.body == .base(of: robot)
  }

  private static func find(
    _ definition: LocomotionDefinition, in world: borrowing World, _ robot: BodyID, _ path: String
  ) throws(PhysicsError) -> Names {
    var names = Names(body: try world.link(named: definition.body, of: robot))
    let links = world.links(of: robot)
    for driven in definition.joints {
      let joint = try world.joint(named: driven.name, of: robot)
      guard let range = links[joint.index].limits, range.upperBound > range.lowerBound else {
        throw .invalidValue(
          PhysicsError.Defect(
            file: path, element: "joint \(driven.name)", value: "no limits",
            remedy: "a driven joint is observed between its limits: give it a range"))
      }
      names.joints.append(joint)
      names.limits.append(range)
    }
    for foot in definition.feet { names.feet.append(try world.link(named: foot, of: robot)) }
    names.parts = world.linkIDs(of: robot)
    return names
  }

  // MARK: One episode

  /// Driven joints at `positions`, everything at rest.
  mutating func reset(_ positions: [Double]) {
    world.reset()
    for (joint, position) in zip(joints, positions) { world.resetJoint(joint, position: position) }
    placeLinks()
  }

  /// Torques of `action`, one element in [-1, 1] per driven joint, through all substeps.
  mutating func step(_ action: [Double]) {
    for place in joints.indices {
      let coefficient = definition.joints[place].powerCoefficient
      world.setJointTorque(joints[place], newtonMeters: definition.power * coefficient * action[place])
    }
    world.step(definition.physics.substeps - 1)
    placeLinks()
    world.step(1)
  }

  private mutating func placeLinks() {
    linkSum = .zero
    for part in parts { linkSum += world.comPosition(of: part) }
    bodyPose = world.comPose(of: body)
  }

  // MARK: Measurements

  /// What pybullet's getters say after its step: base, joints and speeds as they are, poses of links as they were
  /// before the last physics step's motion. A link's velocity is known in its own frame and turned by that old pose.
  func measure() -> LocomotionMeasurement {
    var measured = LocomotionMeasurement()
    let present = world.comPose(of: body)
    measured.bodyVelocity = world.comVelocity(of: body).linear
    var sum = linkSum
    if isBaseObserved {
      measured.bodyPose = present
      sum += present.position
    } else {
      measured.bodyPose = bodyPose
      let turn = bodyPose.orientation * present.orientation.conjugate
      measured.bodyVelocity = turn.rotate(measured.bodyVelocity)
    }
    sum /= Double(parts.count + (isBaseObserved ? 2 : 1))
    measured.meanMeters = SIMD2(sum.x, sum.y)
    return measured
  }

  func relativePosition(_ place: Int) -> Float {
    Environments.relativePosition(world.jointPosition(joints[place]), in: limits[place])
  }

  /// 0.1 times the joint's velocity, rad/s.
  func speed(_ place: Int) -> Float { Float(0.1 * world.jointVelocity(joints[place])) }

  func touchesGround(foot place: Int) -> Bool { world.touches(feet[place], ground) }

  var stateHash: UInt64 { world.stateHash }
  var isFinite: Bool { world.isFinite }
}
