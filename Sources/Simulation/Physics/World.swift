import CBullet

/// A simulated world: Bullet in double precision, SI units, z up.
///
/// First bodies are added (the blueprint), then the world runs. What follows a `reset` depends on the blueprint and on
/// nothing that came before: same commands after a reset give the same bits.
/// Adding a body resets the world. Not shared between threads; it may move from one to another.
@safe
public struct World: ~Copyable {
  public internal(set) var configuration: WorldConfiguration
  let handle: OpaquePointer
  /// What is known of each body; index is `BodyID.index`.
  var bodies: [[LinkInfo]] = []

  public init(_ configuration: WorldConfiguration = WorldConfiguration()) throws(PhysicsError) {
    let valid = try configuration.validated()
    var settings = cb_configuration(
      gravity: (valid.gravity.x, valid.gravity.y, valid.gravity.z), step_seconds: valid.stepSeconds,
      residual_threshold: valid.residualThreshold, erp: valid.errorReduction,
      contact_erp: valid.contactErrorReduction, friction_erp: valid.frictionErrorReduction,
      linear_slop: valid.linearSlop, linear_damping: valid.linearDamping,
      angular_damping: valid.angularDamping, collision_margin: valid.collisionMargin,
      solver_iterations: Int32(valid.solverIterations),
      solver: Int32(valid.solver == .reins ? CB_SOLVER_REINS : CB_SOLVER_BULLET),
      sorts_contacts: valid.sortsContacts ? 1 : 0)
    guard let made = unsafe cb_world_create(&settings) else { throw .outOfMemory }
    self.configuration = valid
    unsafe handle = made
  }

  deinit { unsafe cb_world_destroy(handle) }

  // MARK: Running

  /// Back to the blueprint: poses, joints at 0, no velocities, motors off, no contacts.
  public func reset() {
    // Everything was built once from the same blueprint; only memory can be missing now.
    guard unsafe cb_reset(handle) == CB_OK else { fatalError("out of memory while a world was reset") }
  }

  /// `substeps` steps of `configuration.stepSeconds` each.
  public func step(_ substeps: Int = 1) {
    precondition(substeps >= 0, "a world cannot be stepped \(substeps) times")
    unsafe cb_step(handle, Int32(substeps))
  }

  /// False once any position or velocity has become NaN or infinite.
  public var isFinite: Bool { unsafe cb_is_finite(handle) != 0 }

  /// A hash over everything that moves the future: poses, velocities, joints, motor commands, materials, contact points
  /// with their impulses, and the order in which contacts will be found.
  ///
  /// Equal on the same machine after the same history; not comparable across machines or versions.
  public var stateHash: UInt64 { unsafe cb_state_hash(handle) }

  // MARK: Names

  /// Links of a robot without its base, `LinkID.index` order; empty for a rigid body.
  public func links(of body: BodyID) -> [LinkInfo] { bodies[Int(body.index)] }

  public func link(named name: String, of body: BodyID) throws(PhysicsError) -> LinkID {
    if baseName(of: body) == name { return .base(of: body) }
    let links = links(of: body)
    guard let index = links.firstIndex(where: { $0.name == name }) else {
      throw .unknownName(kind: "link", name: name, known: [baseName(of: body)] + links.map(\.name))
    }
    return LinkID(body: body, index: index)
  }

  /// A joint that can move; fixed joints are not found.
  public func joint(named name: String, of body: BodyID) throws(PhysicsError) -> JointID {
    let links = links(of: body)
    guard let index = links.firstIndex(where: { $0.jointName == name && $0.isMovable }) else {
      throw .unknownName(kind: "movable joint", name: name, known: links.filter(\.isMovable).map(\.jointName))
    }
    return JointID(body: body, index: index)
  }

  /// Name of the root link of a robot, or the kind of a rigid body.
  public func baseName(of body: BodyID) -> String {
    unsafe info(body, -1).name.map { unsafe String(cString: $0) } ?? ""
  }

  func info(_ body: BodyID, _ link: Int) -> cb_link_info {
    var info = unsafe cb_link_info()
    unsafe cb_get_link_info(handle, body.index, Int32(link), &info)
    return unsafe info
  }

  // MARK: Checks of programmers' mistakes

  func check(_ body: BodyID) {
    precondition(bodies.indices.contains(Int(body.index)), "this body belongs to another world")
  }

  func check(_ link: LinkID) {
    check(link.body)
    precondition(link.index >= -1 && link.index < bodies[Int(link.body.index)].count, "no such link")
  }

  func check(_ joint: JointID) {
    check(joint.body)
    let links = bodies[Int(joint.body.index)]
    precondition(links.indices.contains(joint.index) && links[joint.index].isMovable, "this joint cannot move")
  }
}
