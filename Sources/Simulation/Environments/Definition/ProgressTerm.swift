/// One part of a task's progress: a distance still to go, times a weight.
public struct ProgressTerm: Codable, Equatable, Sendable {
  public var measure: ProgressMeasure
  public var weight: Double

  public init(measure: ProgressMeasure, weight: Double) {
    self.measure = measure
    self.weight = weight
  }
}

/// Distances that a task may count as still to go, metres if nothing else is said.
public enum ProgressMeasure: String, Codable, Sendable, CaseIterable {
  /// |tool − goal|.
  case toolToGoal
  /// |tool − object|.
  case toolToObject
  /// |object − goal|.
  case objectToGoal
  /// |second object − its goal|.
  case secondObjectToGoal
  /// |tool − the first object that is not where it belongs|.
  case toolToNextObject
  /// The way of the tool to the place from which a push moves the object towards the goal.
  case toolToPushStart
  /// The angle between the object's and the desired orientation, radians.
  case objectTurnToGoal
  /// |tool − handle|.
  case toolToHandle
  /// What is missing of the wanted lift or opening, metres or radians.
  case missing

  /// How many objects there must be.
  var objectsNeeded: Int {
    switch self {
    case .toolToGoal, .toolToHandle, .missing: 0
    case .toolToObject, .objectToGoal, .toolToPushStart, .objectTurnToGoal: 1
    case .secondObjectToGoal, .toolToNextObject: 2
    }
  }

  /// The goals with which it makes sense; nil: any.
  var goals: [GoalDefinition.Achieved]? {
    switch self {
    case .toolToObject, .toolToHandle: nil
    case .toolToGoal, .objectToGoal, .toolToPushStart: [.toolPosition, .objectPosition, .objectPositions]
    case .secondObjectToGoal, .toolToNextObject: [.objectPositions]
    case .objectTurnToGoal: [.objectOrientation]
    case .missing: [.lift, .opening]
    }
  }
}
