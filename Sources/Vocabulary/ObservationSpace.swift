/// Which part of a goal-conditioned observation a component belongs to; raw values are Gymnasium's dictionary keys.
public enum ObservationGroup: String, Codable, Sendable, CaseIterable {
  case observation
  case achievedGoal = "achieved_goal"
  case desiredGoal = "desired_goal"
}

/// A named run of elements of the flat observation vector.
public struct ObservationComponent: Codable, Equatable, Sendable {
  /// For example `toolPosition`; unique in its space. Goals are `achievedGoal` and `desiredGoal`.
  public var name: String
  public var group: ObservationGroup
  /// For example `m`, `m/s`, `rad`; `1` for a pure number.
  public var unit: String
  /// One word per element, for example x, y, z.
  public var elements: [String]
  public var low: Double
  public var high: Double

  public var count: Int { elements.count }

  public init(
    name: String, group: ObservationGroup, unit: String, elements: [String], low: Double = -10, high: Double = 10
  ) {
    self.name = name
    self.group = group
    self.unit = unit
    self.elements = elements
    self.low = low
    self.high = high
  }
}

/// What the policy sees: a flat vector of Float32, in the order observation, achieved goal, desired goal.
public struct ObservationSpace: Codable, Equatable, Sendable {
  public var components: [ObservationComponent]

  public init(components: [ObservationComponent]) { self.components = components }

  /// Elements of the flat vector.
  public var dimension: Int { components.reduce(0) { $0 + $1.count } }

  /// Where a component lies in the flat vector; nil when there is none of that name.
  public func range(of name: String) -> Range<Int>? {
    var start = 0
    for component in components {
      if component.name == name { return start..<start + component.count }
      start += component.count
    }
    return nil
  }

  /// Elements that one group has in all.
  public func dimension(of group: ObservationGroup) -> Int {
    components.reduce(0) { $1.group == group ? $0 + $1.count : $0 }
  }
}
