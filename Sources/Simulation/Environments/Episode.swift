public import Vocabulary

/// Everything chance decides about one episode.
///
/// Each part has a stream of its own, so a new random choice never moves the numbers of the others.
public struct Episode: Equatable, Sendable {
  /// World, metres. Representable in Float32, so that the reward can be computed from the observation alone.
  public var goal: SIMD3<Double>
  /// World, metres.
  public var objectStart: Pose

  /// Before the first reset.
  static let none = Episode(goal: .zero, objectStart: .identity)

  private init(goal: SIMD3<Double>, objectStart: Pose) {
    self.goal = goal
    self.objectStart = objectStart
  }

  /// Draws the episode of `seed`.
  public init(_ definition: TaskDefinition, seed: UInt64) {
    let streams = RandomStream(seed: seed)
    var goals = streams.derived("goal")
    var starts = streams.derived("object start")
    let exact = definition.goal.sample(&goals)
    goal = SIMD3(Double(Float(exact.x)), Double(Float(exact.y)), Double(Float(exact.z)))
    objectStart = definition.object.sampleStart(&starts)
  }
}

extension GoalDefinition {
  /// Uniform in the box; with probability `lowestShare` at its lowest height. Always four draws.
  public func sample(_ random: inout RandomStream) -> SIMD3<Double> {
    var goal = uniform(lowMeters, highMeters, &random)
    if random.bernoulli(lowestShare) { goal.z = lowMeters.z }
    return goal
  }
}

extension ObjectDefinition {
  /// Uniform in the start box, turned about z by at most `startYawRadians`. Always four draws.
  public func sampleStart(_ random: inout RandomStream) -> Pose {
    let position = uniform(startLowMeters, startHighMeters, &random)
    let yaw = random.uniform(-startYawRadians, startYawRadians)
    return Pose(position: position, orientation: Quaternion(axis: SIMD3(0, 0, 1), radians: yaw))
  }
}

private func uniform(_ low: SIMD3<Double>, _ high: SIMD3<Double>, _ random: inout RandomStream) -> SIMD3<Double> {
  let x = random.uniform(low.x, high.x)
  let y = random.uniform(low.y, high.y)
  return SIMD3(x, y, random.uniform(low.z, high.z))
}
