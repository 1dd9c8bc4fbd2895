import Vocabulary

/// A point on a plane that must reach a goal; walls stop it, a pit ends the task without success.
///
/// Observation [4]: point x, y, goal x, y in metres. Action [2]: a step of up to 0.1 m per axis. Success within 0.1 m.
final class PointReach: Environment {
  let specification: TaskSpecification
  /// What the task reports as its reward; a NaN proves that nobody reads it.
  var rewardOffset: Double = 0
  /// Whether the task ends at success.
  var terminatesAtSuccess = true
  /// Points with x below this have fallen into the pit.
  var pitEdge = -10.0
  private var point = SIMD2<Double>.zero
  private var goal = SIMD2<Double>.zero
  private var steps = 0
  private var running = false

  init(maximumSteps: Int = 50) {
    specification = TaskSpecification(
      id: "PointReach-v0", robot: "point",
      observation: ObservationSpace(components: [
        ObservationComponent(name: "point", group: .observation, unit: "m", elements: ["x", "y"]),
        ObservationComponent(name: "desiredGoal", group: .desiredGoal, unit: "m", elements: ["x", "y"]),
      ]),
      action: ActionSpace(elements: [
        ActionElement(name: "x", scale: 0.1, unit: "m"), ActionElement(name: "y", scale: 0.1, unit: "m"),
      ]), maximumSteps: maximumSteps, stepSeconds: 0.04, substeps: 1, rewardText: "minus the distance",
      successText: "within 0.1 m", progressText: "distance beyond 0.1 m", source: "tests",
      policyInput: .identity(dimension: 4))
  }

  func reset(seed: UInt64) throws(EnvironmentError) {
    var random = RandomStream(seed: seed)
    point = SIMD2(random.uniform(-1, 1), random.uniform(-1, 1))
    repeat { goal = SIMD2(random.uniform(-1, 1), random.uniform(-1, 1)) } while distance < 0.4
    steps = 0
    running = true
  }

  func step(_ action: Span<Float>) throws(EnvironmentError) -> StepResult {
    if !running { throw .stepAfterEnd(task: specification.id) }
    if action.count != 2 {
      throw .actionDimension(task: specification.id, expected: 2, received: action.count)
    }
    for element in 0..<2 where !action[element].isFinite {
      throw .nonFiniteAction(task: specification.id, element: element == 0 ? "x" : "y", step: steps)
    }
    point += 0.1 * SIMD2(Double(action[0]), Double(action[1]))
    point.clamp(lowerBound: SIMD2(repeating: -1), upperBound: SIMD2(repeating: 1))
    steps += 1
    let success = distance < 0.1
    let fell = point.x < pitEdge
    let outcome: StepOutcome =
      (success && terminatesAtSuccess) || fell
      ? .terminated : steps == specification.maximumSteps ? .truncated : .running
    running = outcome == .running
    return StepResult(
      outcome: outcome, reward: -distance + rewardOffset, success: success && !fell, progress: progress)
  }

  func copyObservation(into observation: inout MutableSpan<Float>) {
    observation[0] = Float(point.x)
    observation[1] = Float(point.y)
    observation[2] = Float(goal.x)
    observation[3] = Float(goal.y)
  }

  var progress: Double { max(distance - 0.1, 0) }
  var stateHash: UInt64 { UInt64(point.x.bitPattern ^ point.y.bitPattern &* 3) }
  private var distance: Double { ((point - goal) * (point - goal)).sum().squareRoot() }
}

/// Goes straight to the goal, shifted by `bias` metres along x.
final class StraightExpert: Expert {
  let bias: Float
  init(bias: Float = 0) { self.bias = bias }
  func beginEpisode(random: inout RandomStream) {}
  func act(observation: Span<Float>, action: inout MutableSpan<Float>) {
    action[0] = min(max((observation[2] + bias - observation[0]) * 10, -1), 1)
    action[1] = min(max((observation[3] - observation[1]) * 10, -1), 1)
  }
}

/// Uniform random actions from a stream of its own.
final class RandomPolicy: Policy {
  let observationDimension: Int
  let actionDimension: Int
  var version: UInt64 = 0
  var random: RandomStream
  init(observationDimension: Int, actionDimension: Int, seed: UInt64) {
    (self.observationDimension, self.actionDimension) = (observationDimension, actionDimension)
    random = RandomStream(seed: seed)
  }
  func act(observation: Span<Float>, selection: ActionSelection, action: inout MutableSpan<Float>) {
    for place in action.indices { action[place] = Float(random.uniform(-1, 1)) }
  }
}

/// The same action for ever.
final class ConstantPolicy: Policy {
  let observationDimension: Int
  let actionDimension: Int
  var version: UInt64 = 7
  var value: Float
  init(observationDimension: Int, actionDimension: Int, value: Float) {
    (self.observationDimension, self.actionDimension, self.value) = (observationDimension, actionDimension, value)
  }
  func act(observation: Span<Float>, selection: ActionSelection, action: inout MutableSpan<Float>) {
    for place in action.indices { action[place] = value }
  }
}
