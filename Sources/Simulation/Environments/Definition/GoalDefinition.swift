/// What must come where, or how far.
public struct GoalDefinition: Codable, Equatable, Sendable {
  public enum Achieved: String, Codable, Sendable, CaseIterable {
    /// x, y, z of the tool.
    case toolPosition
    /// x, y, z of the first object.
    case objectPosition
    /// x, y, z of every object, in the order of the file.
    case objectPositions
    /// Quaternion x, y, z, w of the first object.
    case objectOrientation
    /// How far the first object has come up since the start, metres.
    case lift
    /// How far the fixture's joint is open, metres or radians.
    case opening
  }

  /// What has to arrive.
  public var achieved = Achieved.toolPosition
  /// Where it has to arrive: uniform in this box. Not used by `objectOrientation`, which is uniform over all rotations,
  /// and by what is counted from the start (`lift`, `opening`).
  public var lowMeters = SIMD3(0.0, 0, 0)
  public var highMeters = SIMD3(0.0, 0, 0)
  /// Share of episodes whose goal lies at the box's lowest height, so that a lift is not always the answer.
  public var lowestShare = 0.0
  /// `objectPositions`: where each object belongs, from the drawn point.
  public var offsetsMeters: [SIMD3<Double>] = []
  /// `lift`, and `opening` of a joint that slides: more than this is success.
  public var leastMeters = 0.0
  /// `opening` of a joint that turns.
  public var leastRadians = 0.0
  /// The goal box may lie where the tool cannot go: an object is to be sent there.
  public var beyondReach = false

  public init() {}

  /// How a goal is compared with what was achieved.
  public var measure: GoalMeasure {
    switch achieved {
    case .toolPosition, .objectPosition, .objectPositions: .distance
    case .objectOrientation: .rotation
    case .lift, .opening: .shortfall
    }
  }
}

/// What ends an episode without success.
public struct FailureDefinition: Codable, Equatable, Sendable {
  /// The first object's centre leaves this box.
  public var objectLowMeters = SIMD3(repeating: -Double.infinity)
  public var objectHighMeters = SIMD3(repeating: Double.infinity)

  public init() {}
}

/// Oddities of a source that are mended here unless this says otherwise.
public struct CompatDefinition: Codable, Equatable, Sendable {
  /// True: as panda-gym has it. Objects start and goals lie higher by the numbers below, and what starts in one place
  /// starts there.
  public var pandaGym = false
  /// One number per object, metres.
  public var objectFloatMeters: [Double] = []
  public var goalFloatMeters = 0.0

  public init() {}
}

/// What the task pays; the form of the id chooses between its sparse and its dense reward.
public enum RewardRule: String, Codable, Sendable, CaseIterable {
  /// 0 at the goal and −1 elsewhere, or minus the distance (panda-gym).
  case goal
  /// 1 at the goal and 0 elsewhere, or 0.3 exp(−20 d) + 0.7 h, d from tool to object in metres and h the achieved share
  /// of the lift, within 0 … 1 (gym_hil).
  case lifting
}
