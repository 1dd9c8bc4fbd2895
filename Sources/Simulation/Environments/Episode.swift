import Foundation
public import Vocabulary

/// Everything chance decides about one episode.
///
/// Each part has a stream of its own, so a new random choice never moves the numbers of the others.
public struct Episode: Equatable, Sendable {
  /// The desired goal, `TaskDefinition.goalDimension` elements: world, metres, or a quaternion, or how far something has
  /// to come. Representable in Float32, so that the reward can be computed from the observation alone.
  public var goalElements: [Double]
  /// Of every object, world, metres.
  public var objectStarts: [Pose]
  /// Of the fixture's base, world, metres.
  public var fixture: Pose
  public var variation: Variation

  /// Before the first reset.
  static let none = Episode()

  private init() {
    goalElements = []
    objectStarts = []
    fixture = .identity
    variation = Variation()
  }

  /// Draws the episode of `seed`.
  public init(_ definition: TaskDefinition, seed: UInt64) {
    let streams = RandomStream(seed: seed)
    var goals = streams.derived("goal")
    goalElements = definition.sampleGoal(&goals).map { Double(Float($0)) }
    objectStarts = definition.sampleStarts(streams)
    fixture = .identity
    variation = Variation()
    if definition.randomization.isActive {
      var ranges = streams.derived("randomization")
      variation = Variation(definition.randomization, &ranges)
      for (place, object) in definition.objects.enumerated() {
        objectStarts[place].position.z += (variation.sizeFactor - 1) * object.extents.z / 2
      }
    }
    if definition.fixture.isPresent {
      var places = streams.derived("fixture")
      fixture = definition.fixture.samplePlace(&places)
    }
  }

  /// The first position of the goal; zero where the goal is none.
  public var goal: SIMD3<Double> {
    goalElements.count < 3 ? .zero : SIMD3(goalElements[0], goalElements[1], goalElements[2])
  }

  /// Of the first object.
  public var objectStart: Pose { objectStarts.first ?? .identity }
}

extension TaskDefinition {
  /// The elements of a desired goal.
  public func sampleGoal(_ random: inout RandomStream) -> [Double] {
    let lift = SIMD3(0, 0, compat.pandaGym ? compat.goalFloatMeters : 0)
    switch goal.achieved {
    case .toolPosition, .objectPosition:
      let point = goal.sample(&random) + lift
      return [point.x, point.y, point.z]
    case .objectPositions:
      let point = goal.sample(&random) + lift
      return goal.offsetsMeters.flatMap { offset in (0..<3).map { point[$0] + offset[$0] } }
    case .objectOrientation:
      let q = uniformRotation(&random)
      return [q.x, q.y, q.z, q.w]
    case .lift: return [goal.leastMeters]
    case .opening: return [max(goal.leastMeters, goal.leastRadians)]
    }
  }

  /// Where the objects start. Each has a stream of its own; the ones that lie too near to an earlier one are drawn again
  /// from it, at most a thousand times, which a checked definition never needs.
  public func sampleStarts(_ streams: RandomStream) -> [Pose] {
    var starts: [Pose] = []
    for (place, object) in objects.enumerated() {
      var random = streams.derived("object start", index: UInt64(place))
      var start = object.sampleStart(&random)
      if !compat.pandaGym {
        for _ in 0..<1000 where !isApart(start.position, from: starts) { start = object.sampleStart(&random) }
      } else if place < compat.objectFloatMeters.count {
        start.position.z += compat.objectFloatMeters[place]
      }
      starts.append(start)
    }
    return starts
  }

  private func isApart(_ point: SIMD3<Double>, from others: [Pose]) -> Bool {
    others.allSatisfy { other in
      var way = other.position - point
      way.z = 0
      return length(way) >= startSeparationMeters
    }
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

extension FixtureDefinition {
  /// Uniform in the box, turned about z by at most `yawRadians`. Always four draws.
  func samplePlace(_ random: inout RandomStream) -> Pose {
    let position = uniform(lowMeters, highMeters, &random)
    let yaw = random.uniform(-yawRadians, yawRadians)
    return Pose(position: position, orientation: Quaternion(axis: SIMD3(0, 0, 1), radians: yaw))
  }
}

/// Uniform over all rotations (Shoemake, Graphics Gems III, 1992, "Uniform random rotations"). Always three draws.
func uniformRotation(_ random: inout RandomStream) -> Quaternion {
  let share = random.unit()
  let (first, second) = (2 * Double.pi * random.unit(), 2 * Double.pi * random.unit())
  let (a, b) = ((1 - share).squareRoot(), share.squareRoot())
  return Quaternion(x: a * sin(first), y: a * cos(first), z: b * sin(second), w: b * cos(second))
}

private func uniform(_ low: SIMD3<Double>, _ high: SIMD3<Double>, _ random: inout RandomStream) -> SIMD3<Double> {
  let x = random.uniform(low.x, high.x)
  let y = random.uniform(low.y, high.y)
  return SIMD3(x, y, random.uniform(low.z, high.z))
}
