import Foundation
public import Vocabulary

/// What is measured of a walker after a step.
public struct LocomotionMeasurement: Equatable, Sendable {
  /// Centre of mass of the observed body, world.
  public var bodyPose = Pose.identity
  /// m/s, of that centre, world.
  public var bodyVelocity = SIMD3<Double>.zero
  /// x and y of the mean of all parts' centres of mass, the floor counted as one at the origin.
  public var meanMeters = SIMD2<Double>.zero

  public init() {}

  /// From the mean position to the target.
  func distance(to target: SIMD2<Double>) -> Double {
    let way = target - meanMeters
    return (way * way).sum().squareRoot()
  }
}

/// The first eight numbers of an observation, clipped to ±5; pybullet_envs, `WalkerBase.calc_state`: height above the
/// reference, sine and cosine of the angle to the target, 0.3 · velocity in the frame turned with the body's yaw, roll,
/// pitch.
public func locomotionPosture(
  _ measured: LocomotionMeasurement, referenceHeightMeters: Double, targetMeters: SIMD2<Double>
) -> SIMD8<Float> {
  let angles = measured.bodyPose.orientation.rollPitchYaw
  let way = targetMeters - measured.meanMeters
  let angle = atan2(way.y, way.x) - angles.z
  let (c, s) = (cos(-angles.z), sin(-angles.z))
  let v = measured.bodyVelocity
  let values = SIMD8(
    measured.bodyPose.position.z - referenceHeightMeters, sin(angle), cos(angle), 0.3 * (c * v.x - s * v.y),
    0.3 * (s * v.x + c * v.y), 0.3 * v.z, angles.x, angles.y)
  return SIMD8<Float>(values).clamped(lowerBound: SIMD8(repeating: -5), upperBound: SIMD8(repeating: 5))
}

/// A joint's place between its limits: −1 at the lower, 1 at the upper.
public func relativePosition(_ position: Double, in limits: ClosedRange<Double>) -> Float {
  let middle = 0.5 * (limits.lowerBound + limits.upperBound)
  return Float(2 * (position - middle) / (limits.upperBound - limits.lowerBound))
}
