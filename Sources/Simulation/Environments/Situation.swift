import Vocabulary

/// What progress and the scripted experts look at; world frame, SI units.
public struct Situation: Equatable, Sendable {
  public var tool = SIMD3<Double>.zero
  /// Opening between the fingers.
  public var width = 0.0
  public var object = SIMD3<Double>.zero
  /// Full extents of the object, its own axes.
  public var objectSize = SIMD3<Double>.zero
  public var goal = SIMD3<Double>.zero

  public init() {}
}

extension ProgressMeasure {
  /// Metres still to go.
  public func distance(_ situation: Situation) -> Double {
    switch self {
    case .toolToGoal: length(situation.goal - situation.tool)
    case .toolToObject: length(situation.object - situation.tool)
    case .objectToGoal: length(situation.goal - situation.object)
    case .toolToPushStart: PushLine(situation).way(from: situation.tool)
    }
  }
}

extension TaskDefinition {
  /// What is left to do, metres; 0 at success.
  public func progress(_ situation: Situation, success: Bool) -> Double {
    if success { return 0 }
    var sum = 0.0
    for place in progress.indices { sum += progress[place].weight * progress[place].measure.distance(situation) }
    return sum
  }
}

func length(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }

/// Where a flat observation holds what a situation needs.
struct SituationLayout {
  private let tool: Int
  private let width: Int?
  private let object: Int?
  private let goal: Int
  private let objectSize: SIMD3<Double>

  init(_ space: ObservationSpace, _ object: ObjectDefinition) {
    func start(_ name: String) -> Int? { space.range(of: name)?.lowerBound }
    guard let tool = start(ObservationTerm.toolPosition.rawValue), let goal = start("desiredGoal") else {
      preconditionFailure("a checked definition lets the script see the tool and the goal")
    }
    self.tool = tool
    self.goal = goal
    width = start(ObservationTerm.fingerWidth.rawValue)
    objectSize = object.extents
    self.object = start(ObservationTerm.objectPosition.rawValue)
  }

  func read(_ observation: Span<Float>) -> Situation {
    func vector(_ start: Int) -> SIMD3<Double> {
      SIMD3(Double(observation[start]), Double(observation[start + 1]), Double(observation[start + 2]))
    }
    var situation = Situation()
    situation.tool = vector(tool)
    situation.goal = vector(goal)
    if let width { situation.width = Double(observation[width]) }
    if let object { situation.object = vector(object) }
    situation.objectSize = objectSize
    return situation
  }
}
