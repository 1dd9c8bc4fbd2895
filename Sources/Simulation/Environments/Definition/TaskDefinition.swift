public import Physics
public import Vocabulary

/// What a manipulation task is, whatever robot does it: the content of one file in `sim/tasks`.
///
/// A variant (another cube, another goal range, a fixed start) is another file; only a new word of the vocabulary
/// (`ObservationTerm`, `ProgressTerm`, `ScriptName`, ...) needs Swift.
/// World frame: z up, origin on the table's top in front of the robot, metres.
public struct TaskDefinition: Codable, Equatable, Sendable {
  /// The `<Task>` part of the ids, for example `PickAndPlace`: letters and digits, begins with a capital.
  public var name = ""
  /// The `N` of `-vN`.
  public var version = 0
  /// One sentence for people.
  public var summary = ""
  /// Where the numbers come from.
  public var source = ""
  /// Steps after which an episode is truncated.
  public var maximumSteps = 50
  public var physics = PhysicsDefinition()
  public var scene = SceneDefinition()
  public var control = ControlDefinition()
  public var object = ObjectDefinition()
  /// What else can be moved; every key of each is written.
  public var otherObjects: [ObjectDefinition] = []
  /// No two objects start nearer to each other than this, seen from above: drawn again until they do not.
  public var startSeparationMeters = 0.0
  public var fixture = FixtureDefinition()
  public var goal = GoalDefinition()
  public var failure = FailureDefinition()
  public var reward = RewardRule.goal
  public var compat = CompatDefinition()
  public var randomization = RandomizationDefinition()
  /// Success: the achieved goal is nearer to the desired goal than this.
  public var thresholdMeters = 0.05
  /// The same for `objectOrientation`: 1 − ⟨q, g⟩², a pure number; 0.2 is an angle of 53 degrees.
  public var thresholdRotation = 0.2
  /// The part of the observation before the goals, in this order.
  public var observation: [ObservationTerm] = []
  /// What is left to do: the weighted sum of these, set to 0 in a step with success.
  public var progress: [ProgressTerm] = []
  /// What the network sees of an observation, in this order.
  public var policyInput: [PolicyInputTerm] = []
  public var expert = ExpertDefinition()
  /// From where it can be looked at; the first is the default.
  public var cameras = CameraDefinition.atTable

  public init() {}

  /// Everything that can be moved, in the file's order.
  public var objects: [ObjectDefinition] { (object.shape == .none ? [] : [object]) + otherObjects }

  /// Success is a distance below this, in the goal's measure.
  public var threshold: Double {
    switch goal.measure {
    case .distance: thresholdMeters
    case .rotation: thresholdRotation
    case .shortfall: 0
    }
  }

  /// Elements of the achieved and of the desired goal.
  public var goalDimension: Int {
    switch goal.achieved {
    case .toolPosition, .objectPosition: 3
    case .objectPositions: 3 * objects.count
    case .objectOrientation: 4
    case .lift, .opening: 1
    }
  }
}

/// How fine the simulation steps.
public struct PhysicsDefinition: Codable, Equatable, Sendable {
  /// panda-gym 3.0.7, pybullet.py: 1/500 s.
  public var stepSeconds = 0.002
  /// Physics steps in one environment step; panda-gym: 20, so 25 Hz.
  public var substeps = 20
  /// Who takes the steps.
  public var solver = SolverKind.reins

  public init() {}
}

/// What stands still. Default: panda-gym 3.0.7, `create_table`, `create_plane` and the robot's base position.
public struct SceneDefinition: Codable, Equatable, Sendable {
  /// Where the robot's base stands, axes parallel to the world's.
  public var baseMeters = SIMD3(-0.6, 0, 0)
  /// Full size of the table; its top is at z = 0, its middle at y = 0.
  public var tableSizeMeters = SIMD3(1.1, 0.7, 0.4)
  public var tableCenterXMeters = -0.3
  /// Coulomb friction, lateral; pybullet's default.
  public var tableFriction = 0.5
  /// Height of the ground's top face.
  public var groundHeightMeters = -0.4

  public init() {}
}

/// What an action of 1 means. Every target is counted from the *measured* pose, angle or width, as in panda-gym.
public struct ControlDefinition: Codable, Equatable, Sendable {
  /// What tool and what joint actions are.
  public var tool = ToolControl.position
  public var joints = JointControl.position
  /// Per axis.
  public var toolMeters = 0.05
  public var jointRadians = 0.05
  /// Per axis, of the actions that turn the tool.
  public var toolRadians = 0.1
  public var jointRadiansPerSecond = 1.0
  /// Torque of an action of 1, as a share of what the joint's motor may exert.
  public var torqueShare = 0.2
  public var impedance = CartesianImpedance()
  /// Change of the opening width.
  public var gripperMeters = 0.2
  /// A tool target is never lower than this.
  public var lowestToolTargetMeters = 0.0
  /// A tool target never lies outside this box.
  public var workspaceLowMeters = SIMD3(repeating: -Double.infinity)
  public var workspaceHighMeters = SIMD3(repeating: Double.infinity)
  /// x, y, z of the tool when an episode starts, in the task's orientation; empty: where the robot's neutral pose has it.
  public var startToolMeters: [Double] = []
  /// What end-effector actions hold: the tool's z axis points down.
  public var toolOrientation = Quaternion(x: 1, y: 0, z: 0, w: 0)
  public var gripper = GripperUse.blocked

  public init() {}
}

/// Whether the policy may move the fingers.
public enum GripperUse: String, Codable, Sendable, CaseIterable {
  /// One more action element; the width is the target.
  case free
  /// Held shut.
  case blocked
}

/// A thing that can be moved.
public struct ObjectDefinition: Codable, Equatable, Sendable {
  public enum Shape: String, Codable, Sendable, CaseIterable { case none, box, cylinder, sphere }

  public var shape = Shape.none
  /// Full extents; a cylinder stands on z and takes its diameter from x, a sphere too.
  public var sizeMeters = SIMD3(0.04, 0.04, 0.04)
  public var massKilograms = 1.0
  /// Coulomb friction, lateral; pybullet's default.
  public var friction = 0.5
  /// Where it starts: uniform in this box, at rest.
  public var startLowMeters = SIMD3(0.0, 0, 0)
  public var startHighMeters = SIMD3(0.0, 0, 0)
  /// Start yaw: uniform in ± this.
  public var startYawRadians = 0.0

  public init() {}

  /// Full extents of the shape, metres.
  var extents: SIMD3<Double> {
    let size = sizeMeters
    return switch shape {
    case .none: .zero
    case .box: size
    case .cylinder: SIMD3(size.x, size.x, size.z)
    case .sphere: SIMD3(size.x, size.x, size.x)
    }
  }
}

/// The scripted expert of a task.
public struct ExpertDefinition: Codable, Equatable, Sendable {
  public var script = ScriptName.reach
  /// Settings whose own success is about 90, 60 and 30 %; `docs/tasks.md` has what was measured.
  public var good = ExpertQuality()
  public var fair = ExpertQuality()
  public var poor = ExpertQuality()

  public init() {}
}
