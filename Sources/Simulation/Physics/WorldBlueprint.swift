import CBullet
public import Vocabulary

extension World {
  /// A horizontal plane without end, solid below.
  ///
  /// - Parameter height: metres above the world's origin.
  public mutating func addPlane(height: Double = 0, material: Material = Material()) throws(PhysicsError) -> BodyID {
    try Physics.check("height", height, from: -1e6, atMost: 1e6)
    var surface = try cMaterial(material)
    var body: Int32 = -1
    return try added(unsafe cb_add_plane(handle, height, &surface, &body), body)
  }

  /// A box, pose of its centre; a mass of 0 makes it static.
  public mutating func addBox(
    halfExtents: SIMD3<Double>, massKilograms: Double, pose: Pose, material: Material = Material()
  ) throws(PhysicsError) -> BodyID {
    for axis in 0..<3 { try Physics.check("halfExtents[\(axis)]", halfExtents[axis], above: 0, atMost: 1e6) }
    var (surface, place) = (try cMaterial(material), try checked(pose))
    try checkMass(massKilograms)
    var (extents, body) = ([halfExtents.x, halfExtents.y, halfExtents.z], Int32(-1))
    return try added(unsafe cb_add_box(handle, &extents, massKilograms, &place, &surface, &body), body)
  }

  /// A cylinder along its z axis, pose of its centre; a mass of 0 makes it static.
  public mutating func addCylinder(
    radius: Double, height: Double, massKilograms: Double, pose: Pose, material: Material = Material()
  ) throws(PhysicsError) -> BodyID {
    try Physics.check("radius", radius, above: 0, atMost: 1e6)
    try Physics.check("height", height, above: 0, atMost: 1e6)
    var (surface, place) = (try cMaterial(material), try checked(pose))
    try checkMass(massKilograms)
    var body: Int32 = -1
    return try added(unsafe cb_add_cylinder(handle, radius, height, massKilograms, &place, &surface, &body), body)
  }

  /// A sphere, pose of its centre; a mass of 0 makes it static.
  public mutating func addSphere(
    radius: Double, massKilograms: Double, pose: Pose, material: Material = Material()
  ) throws(PhysicsError) -> BodyID {
    try Physics.check("radius", radius, above: 0, atMost: 1e6)
    var (surface, place) = (try cMaterial(material), try checked(pose))
    try checkMass(massKilograms)
    var body: Int32 = -1
    return try added(unsafe cb_add_sphere(handle, radius, massKilograms, &place, &surface, &body), body)
  }

  /// A robot from a URDF file.
  ///
  /// Inertias are the file's, fixed joints stay links, links of one robot do not collide with each other, motors are
  /// off. A collision mesh (STL, OBJ, Collada) becomes the convex hull of each of its parts, of 256 corners at most.
  /// `<contact>` is read (lateral, rolling and spinning friction, restitution, stiffness with damping, friction anchor).
  /// Visual elements are kept for whoever draws the world; visual meshes are found now and read when they are drawn.
  ///
  /// - Parameters:
  ///   - pose: of the root link's frame in the world.
  ///   - meshRoots: folders that `package://` stands for. No mesh outside of these and of the file's own folder is
  ///     opened, by whatever path or link.
  public mutating func addRobot(
    urdf path: String, pose: Pose, fixedBase: Bool, meshRoots: [String] = []
  ) throws(PhysicsError) -> BodyID {
    var (place, body) = (try checked(pose), Int32(-1))
    let roots = meshRoots.flatMap { Array($0.utf8CString) }
    let status = unsafe roots.withUnsafeBufferPointer { roots in
      unsafe cb_add_urdf(
        handle, path, &place, fixedBase ? 1 : 0, roots.baseAddress, Int32(meshRoots.count), &body)
    }
    if status != CB_OK { throw fileError(status, path) }
    return try added(status, body)
  }

  /// Surface of a link; kept by `reset`.
  public mutating func setMaterial(of link: LinkID, _ material: Material) throws(PhysicsError) {
    check(link)
    var surface = try cMaterial(material)
    unsafe cb_set_material(handle, link.body.index, Int32(link.index), &surface)
  }

  public func material(of link: LinkID) -> Material {
    check(link)
    let surface = unsafe cb_get_material(handle, link.body.index, Int32(link.index))
    return Material(
      friction: surface.friction, restitution: surface.restitution, rollingFriction: surface.rolling_friction,
      spinningFriction: surface.spinning_friction)
  }

  /// Coulomb friction of a link, and if given its spinning friction; kept by `reset`.
  public mutating func setFriction(of link: LinkID, lateral: Double, spinning: Double? = nil) throws(PhysicsError) {
    var surface = material(of: link)
    surface.friction = lateral
    if let spinning { surface.spinningFriction = spinning }
    try setMaterial(of: link, surface)
  }

  /// Coulomb friction of every link of a body, its base included.
  public mutating func setFriction(of body: BodyID, lateral: Double) throws(PhysicsError) {
    check(body)
    for index in -1..<links(of: body).count {
      try setFriction(of: LinkID(body: body, index: index), lateral: lateral)
    }
  }

  mutating func added(_ status: cb_status, _ body: Int32) throws(PhysicsError) -> BodyID {
    guard status == CB_OK else { throw .outOfMemory }
    let id = BodyID(index: body)
    let count = unsafe Int(cb_link_count(handle, body))
    bodies.append((0..<count).map { unsafe LinkInfo(info(id, $0)) })
    return id
  }

  private func checkMass(_ mass: Double) throws(PhysicsError) {
    try Physics.check("massKilograms", mass, from: 0, atMost: 1e9)
  }

  private func cMaterial(_ material: Material) throws(PhysicsError) -> cb_material {
    let valid = try material.validated()
    return cb_material(
      friction: valid.friction, restitution: valid.restitution, rolling_friction: valid.rollingFriction,
      spinning_friction: valid.spinningFriction)
  }

  private func checked(_ pose: Pose) throws(PhysicsError) -> [Double] {
    let (p, q) = (pose.position, pose.orientation)
    for axis in 0..<3 { try Physics.check("position[\(axis)]", p[axis], from: -1e6, atMost: 1e6) }
    let squared = q.x * q.x + q.y * q.y + q.z * q.z + q.w * q.w
    guard squared > 1e-12, squared < 1e12 else {
      throw .outOfRange(parameter: "orientation", value: "\(q)", allowed: "a finite quaternion other than zero")
    }
    return [p.x, p.y, p.z, q.x, q.y, q.z, q.w]
  }
}

extension LinkInfo {
  init(_ info: cb_link_info) {
    unsafe self.init(
      name: String(cString: info.name), parent: Int(info.parent), jointName: String(cString: info.joint_name),
      jointType: [.fixed, .revolute, .continuous, .prismatic][Int(info.joint_type)],
      limits: info.has_limits != 0 ? info.lower...info.upper : nil, maximumVelocity: info.maximum_velocity,
      maximumForce: info.maximum_force, mass: info.mass,
      mimic: info.mimic_leader < 0
        ? nil
        : Mimic(leader: Int(info.mimic_leader), multiplier: info.mimic_multiplier, offset: info.mimic_offset))
  }
}
