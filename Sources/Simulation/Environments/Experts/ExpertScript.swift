public import Vocabulary

/// What a script wants within the next step.
public struct ToolCommand: Equatable, Sendable {
  /// Wanted displacement of the tool, world axes; may be longer than one step allows.
  public var meters: SIMD3<Double>
  /// Gripper action in [-1, 1]: 1 opens. Not used where the gripper is blocked.
  public var gripper: Double
  /// Whether joint actions turn the tool upright on the way. That takes most of the angle that joints may move in one
  /// step, so scripts ask for it only where it matters; end-effector actions always do it.
  public var upright: Bool

  public init(meters: SIMD3<Double>, gripper: Double = 0, upright: Bool = false) {
    self.meters = meters
    self.gripper = gripper
    self.upright = upright
  }
}

/// A hand-written controller. It keeps no memory: a policy may hand over in any situation, and the answer depends on
/// that situation alone.
public protocol ExpertScript: Sendable {
  init(_ definition: TaskDefinition, _ robot: RobotDescription)
  func command(_ situation: Situation) -> ToolCommand
}

/// The scripts by name.
public enum ScriptName: String, Codable, Sendable, CaseIterable {
  case reach, push, pickAndPlace, slide, stack, open
  /// No script can do the task.
  case none

  /// What the script must see.
  public var terms: [ObservationTerm] {
    switch self {
    case .reach: [.toolPosition]
    case .push: [.toolPosition, .objectPosition]
    case .slide: [.toolPosition, .objectPosition]
    case .pickAndPlace: [.toolPosition, .fingerWidth, .objectPosition]
    case .stack: [.toolPosition, .fingerWidth, .objectPosition, .secondObjectPosition]
    case .open: [.toolPosition, .fingerWidth, .handlePosition, .handleDirection]
    case .none: []
    }
  }

  /// The goals that it can work for; nil: any.
  var goals: [GoalDefinition.Achieved]? {
    switch self {
    case .reach: [.toolPosition, .objectPosition]
    case .push, .slide: [.objectPosition]
    case .pickAndPlace: [.objectPosition, .lift]
    case .open: [.opening]
    case .stack: [.objectPositions]
    case .none: nil
    }
  }
}

/// `v` shortened, not turned, until no element is larger than `limit`.
func shortened(_ v: SIMD3<Double>, to limit: Double) -> SIMD3<Double> {
  let largest = max(abs(v.x), abs(v.y), abs(v.z))
  return largest > limit ? v * (limit / largest) : v
}
