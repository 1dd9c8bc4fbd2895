import Vocabulary

/// Where a flat observation holds what a situation needs.
struct SituationLayout {
  private let starts: [ObservationTerm: Int]
  private let achieved: Int
  private let desired: Int
  private let goal: GoalDefinition.Achieved
  private let objectSize: SIMD3<Double>

  init(_ space: ObservationSpace, _ definition: TaskDefinition) {
    func start(_ name: String) -> Int? { space.range(of: name)?.lowerBound }
    guard let desired = start("desiredGoal"), let achieved = start("achievedGoal") else {
      preconditionFailure("every observation ends with the goals")
    }
    var starts: [ObservationTerm: Int] = [:]
    for term in definition.observation { starts[term] = start(term.rawValue) }
    self.starts = starts
    self.achieved = achieved
    self.desired = desired
    goal = definition.goal.achieved
    objectSize = definition.objects.first?.extents ?? .zero
  }

  func read(_ observation: Span<Float>) -> Situation {
    func number(_ place: Int) -> Double { Double(observation[place]) }
    func vector(_ start: Int) -> SIMD3<Double> { SIMD3(number(start), number(start + 1), number(start + 2)) }
    func quaternion(_ start: Int) -> Quaternion {
      Quaternion(x: number(start), y: number(start + 1), z: number(start + 2), w: number(start + 3))
    }
    var situation = Situation()
    situation.objectSize = objectSize
    if let start = starts[.toolPosition] { situation.tool = vector(start) }
    if let start = starts[.fingerWidth] { situation.width = number(start) }
    if let start = starts[.objectPosition] { situation.object = vector(start) }
    if let start = starts[.objectQuaternion] { situation.objectOrientation = quaternion(start) }
    if let start = starts[.secondObjectPosition] { situation.second = vector(start) }
    if let start = starts[.handlePosition] { situation.handle = vector(start) }
    if let start = starts[.handleDirection] {
      situation.handleDirection = SIMD3(number(start), number(start + 1), 0)
    }
    switch goal {
    case .toolPosition, .objectPosition: situation.goal = vector(desired)
    case .objectPositions:
      situation.goal = vector(desired)
      situation.secondGoal = vector(desired + 3)
    case .objectOrientation: situation.goalOrientation = quaternion(desired)
    case .lift:
      situation.missing = max(0, number(desired) - number(achieved))
      // Straight up, and a little more than is asked for.
      situation.goal = situation.object + SIMD3(0, 0, situation.missing + 0.05)
    case .opening: situation.missing = max(0, number(desired) - number(achieved))
    }
    return situation
  }
}
