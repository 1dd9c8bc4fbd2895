/// One part of a task's progress: a distance still to go, times a weight.
public struct ProgressTerm: Codable, Equatable, Sendable {
  public var measure: ProgressMeasure
  public var weight: Double

  public init(measure: ProgressMeasure, weight: Double) {
    self.measure = measure
    self.weight = weight
  }
}

/// Distances that a task may count as still to go, metres.
public enum ProgressMeasure: String, Codable, Sendable, CaseIterable {
  /// |tool − goal|.
  case toolToGoal
  /// |tool − object|.
  case toolToObject
  /// |object − goal|.
  case objectToGoal
  /// The way of the tool to the place from which a push moves the object towards the goal.
  case toolToPushStart

  var concernsObject: Bool { self != .toolToGoal }
}
