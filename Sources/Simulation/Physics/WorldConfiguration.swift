/// Who takes a physics step.
public enum SolverKind: String, Codable, Sendable, CaseIterable {
  /// Bullet's multibody world, its iterations over packed rows.
  case bullet
  /// Our own step around Bullet's narrow phase: the same laws, several times as fast, and snapshots.
  case reins
}

/// How a world is stepped. The defaults are pybullet's, so that its tasks can be repeated.
public struct WorldConfiguration: Codable, Equatable, Sendable {
  /// m/s², world axes.
  public var gravity = SIMD3(0.0, 0.0, -9.81)
  /// Seconds per physics step; panda-gym's 1/500.
  public var stepSeconds = 1.0 / 500
  public var solver = SolverKind.reins
  /// Most iterations of the constraint solver per step.
  public var solverIterations = 50
  /// Solve contacts in an order that depends on the links alone, not on which touched first: pybullet's
  /// `deterministicOverlappingPairs`. With few iterations the order shows.
  public var sortsContacts = false
  /// The solver stops early when the squared residual of an iteration falls to this.
  public var residualThreshold = 1e-7
  /// Share of a joint-limit error removed per step.
  public var errorReduction = 0.2
  /// Share of a penetration removed per step.
  public var contactErrorReduction = 0.08
  /// Share of a friction anchor's drift removed per step.
  public var frictionErrorReduction = 0.2
  /// Penetration that is left alone, metres.
  public var linearSlop = 1e-5
  /// d of the drag −d·m·v·(1 + |v|) on every link, 1/s. In Bullet it is a single-precision literal: the ninth digit shows
  /// after 1,000 steps.
  public var linearDamping = Double(Float(0.04))
  /// The same for rotation, 1/s.
  public var angularDamping = Double(Float(0.04))
  /// Rounding of boxes and cylinders inside their size, metres.
  public var collisionMargin = 0.001

  public init() {}

  /// Checks every value; called once, when a world is made.
  public func validated() throws(PhysicsError) -> Self {
    guard gravity.x.isFinite, gravity.y.isFinite, gravity.z.isFinite else {
      throw .outOfRange(parameter: "gravity", value: "\(gravity)", allowed: "finite m/s²")
    }
    try check("stepSeconds", stepSeconds, above: 0, atMost: 0.1)
    guard (1...10_000).contains(solverIterations) else {
      throw .outOfRange(parameter: "solverIterations", value: "\(solverIterations)", allowed: "1...10000")
    }
    try check("residualThreshold", residualThreshold, from: 0, atMost: 1)
    try check("errorReduction", errorReduction, from: 0, atMost: 1)
    try check("contactErrorReduction", contactErrorReduction, from: 0, atMost: 1)
    try check("frictionErrorReduction", frictionErrorReduction, from: 0, atMost: 1)
    try check("linearSlop", linearSlop, from: 0, atMost: 0.1)
    try check("linearDamping", linearDamping, from: 0, atMost: 100)
    try check("angularDamping", angularDamping, from: 0, atMost: 100)
    try check("collisionMargin", collisionMargin, from: 0, atMost: 0.1)
    return self
  }
}

/// Surface of a body; two touching surfaces multiply their frictions and their restitutions.
public struct Material: Codable, Equatable, Sendable {
  /// Coulomb's coefficient along the surface; pybullet's default.
  public var friction = 0.5
  /// 0 absorbs, 1 bounces back.
  public var restitution = 0.0
  /// Resistance to rolling, metres.
  public var rollingFriction = 0.0
  /// Resistance to turning on the spot, metres.
  public var spinningFriction = 0.0

  public init(
    friction: Double = 0.5, restitution: Double = 0, rollingFriction: Double = 0, spinningFriction: Double = 0
  ) {
    self.friction = friction
    self.restitution = restitution
    self.rollingFriction = rollingFriction
    self.spinningFriction = spinningFriction
  }

  func validated() throws(PhysicsError) -> Self {
    try check("material.friction", friction, from: 0, atMost: 1000)
    try check("material.restitution", restitution, from: 0, atMost: 1)
    try check("material.rollingFriction", rollingFriction, from: 0, atMost: 1000)
    try check("material.spinningFriction", spinningFriction, from: 0, atMost: 1000)
    return self
  }
}

func check(_ parameter: String, _ value: Double, from low: Double, atMost high: Double) throws(PhysicsError) {
  guard value >= low, value <= high else {
    throw .outOfRange(parameter: parameter, value: "\(value)", allowed: "\(low)...\(high)")
  }
}

func check(_ parameter: String, _ value: Double, above low: Double, atMost high: Double) throws(PhysicsError) {
  guard value > low, value <= high else {
    throw .outOfRange(parameter: parameter, value: "\(value)", allowed: "above \(low), at most \(high)")
  }
}
