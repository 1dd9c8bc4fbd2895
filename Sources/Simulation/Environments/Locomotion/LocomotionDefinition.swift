public import Physics
import Vocabulary

/// What a locomotion task is: the content of one file in `sim/tasks/locomotion`.
///
/// World frame: z up, the ground at z = 0, x forward. The defaults are pybullet_envs', the same for all its walkers
/// (gym_locomotion_envs.py, robot_locomotors.py, scene_abstract.py, scene_stadium.py).
public struct LocomotionDefinition: Codable, Equatable, Sendable {
  /// The whole id: these tasks bring their robot with them.
  public var id = ""
  /// What the robot is called; it has no folder in `robots`.
  public var robot = ""
  /// One sentence for people.
  public var summary = ""
  /// Where the numbers come from.
  public var source = ""
  /// Where the task departs from its source, a clause each.
  public var differences: [String] = []
  /// A MJCF file of `sim/assets`.
  public var model = ""
  /// Steps after which an episode is truncated.
  public var maximumSteps = 1000
  /// Mean return that the source calls solved; 0 where it names none.
  public var solvedReturn = 0.0
  public var physics = LocomotionPhysics()
  public var ground = GroundDefinition()
  public var start = LocomotionStart()
  /// The link whose height, posture and speed are observed.
  public var body = ""
  /// Links whose contact with the ground is observed.
  public var feet: [String] = []
  /// Torque of an action of 1: `power` × the joint's coefficient, N·m.
  public var power = 1.0
  /// What an action drives, in its order; joints that are not here swing freely.
  public var joints: [DrivenJoint] = []
  public var alive = AliveDefinition()
  public var costs = LocomotionCosts()
  /// Where progress is measured to: x and y.
  public var targetMeters = SIMD2(1000.0, 0)
  /// From where it can be looked at; the first is the default.
  public var cameras = CameraDefinition.alongside

  public init() {}
}

/// How finely the world is simulated.
public struct LocomotionPhysics: Codable, Equatable, Sendable {
  /// A quarter of the 0.0165 s between actions.
  public var stepSeconds = 0.0165 / 4
  public var substeps = 4
  public var solverIterations = 5
  public var solver = SolverKind.reins
  /// Contacts are solved in the order of the links: five iterations are so few that the order shows.
  public var sortsContacts = true
  /// Share of a penetration removed per physics step.
  public var contactErrorReduction = 0.9
  /// m/s², down.
  public var gravity = 9.8

  public init() {}
}

/// The ground; two surfaces multiply their frictions and their restitutions.
public struct GroundDefinition: Codable, Equatable, Sendable {
  public var friction = 0.8
  public var restitution = 0.5

  public init() {}
}

/// How an episode starts: as the model stands, at rest, but for its driven joints.
public struct LocomotionStart: Codable, Equatable, Sendable {
  /// Each driven joint is uniform in ± this.
  public var jointRadians = 0.1
  /// The height that observed heights are told against; 0: that of the body at the start.
  public var referenceHeightMeters = 0.0

  public init() {}
}

public struct DrivenJoint: Codable, Equatable, Sendable {
  public var name: String
  /// N·m per unit of power.
  public var powerCoefficient: Double

  public init(name: String, powerCoefficient: Double) {
    self.name = name
    self.powerCoefficient = powerCoefficient
  }
}

/// When the robot counts as standing; a condition that is not given holds always.
public struct AliveDefinition: Codable, Equatable, Sendable {
  /// Reward of every step that leaves it standing; −1 of every other.
  public var bonus = 1.0
  /// The body is higher than this; 0 asks for nothing.
  public var minimumHeightMeters = 0.0
  /// The body's pitch is smaller than this; 0 asks for nothing.
  public var maximumPitchRadians = 0.0
  /// Feet that must not have touched the ground, as the observation before the step told.
  public var forbiddenContacts: [String] = []
  /// Whether the episode ends where it does not stand.
  public var fallEnds = true

  public init() {}
}

/// What is subtracted from the reward of every step.
public struct LocomotionCosts: Codable, Equatable, Sendable {
  /// Times the mean of |action · 0.1 · joint velocity|.
  public var electricity = 2.0
  /// Times the mean squared action.
  public var stallTorque = 0.1
  /// For each joint within 0.5 % of its range of a limit.
  public var jointAtLimit = 0.1

  public init() {}
}
