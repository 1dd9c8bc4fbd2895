public import Vocabulary

/// What progress and the scripted experts look at; world frame, SI units. What a task does not have stays zero.
public struct Situation: Equatable, Sendable {
  public var tool = SIMD3<Double>.zero
  /// Opening between the fingers.
  public var width = 0.0
  public var object = SIMD3<Double>.zero
  public var objectOrientation = Quaternion.identity
  /// Full extents of the object, its own axes.
  public var objectSize = SIMD3<Double>.zero
  public var second = SIMD3<Double>.zero
  public var goal = SIMD3<Double>.zero
  public var secondGoal = SIMD3<Double>.zero
  public var goalOrientation = Quaternion.identity
  public var handle = SIMD3<Double>.zero
  /// Where the handle goes while the fixture opens, horizontal, length 1.
  public var handleDirection = SIMD3<Double>.zero
  /// Of the wanted lift or opening, metres or radians; not below 0.
  public var missing = 0.0

  public init() {}
}

extension ProgressMeasure {
  /// How much is still to go, in the measure's unit.
  public func distance(_ situation: Situation) -> Double {
    switch self {
    case .toolToGoal: length(situation.goal - situation.tool)
    case .toolToObject: length(situation.object - situation.tool)
    case .objectToGoal: length(situation.goal - situation.object)
    case .secondObjectToGoal: length(situation.secondGoal - situation.second)
    case .toolToNextObject:
      length((isPlaced(situation.object, situation.goal) ? situation.second : situation.object) - situation.tool)
    case .toolToPushStart: PushLine(situation).way(from: situation.tool)
    case .objectTurnToGoal: situation.objectOrientation.angle(to: situation.goalOrientation)
    case .toolToHandle: length(situation.handle - situation.tool)
    case .missing: situation.missing
    }
  }
}

extension TaskDefinition {
  /// What is left to do; 0 at success.
  public func progress(_ situation: Situation, success: Bool) -> Double {
    if success { return 0 }
    var sum = 0.0
    for place in progress.indices { sum += progress[place].weight * progress[place].measure.distance(situation) }
    return sum
  }
}

func length(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }

/// An object counts as being where it belongs.
func isPlaced(_ object: SIMD3<Double>, _ goal: SIMD3<Double>) -> Bool { length(goal - object) < 0.03 }
