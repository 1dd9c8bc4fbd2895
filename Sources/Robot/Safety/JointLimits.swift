/// What one joint may do: rad, rad/s, rad/s², rad/s³ for a revolute joint, m and so on for a finger.
public struct JointLimits: Equatable, Sendable {
  public var lower: Double
  public var upper: Double
  /// All three: of the absolute value, above 0.
  public var velocity: Double
  public var acceleration: Double
  public var jerk: Double
  /// Where the velocity limit depends on the position, towards `upper` and towards `lower`.
  public var upperCurve: VelocityCurve?
  public var lowerCurve: VelocityCurve?

  public init(lower: Double, upper: Double, velocity: Double, acceleration: Double, jerk: Double) {
    self.lower = lower
    self.upper = upper
    self.velocity = velocity
    self.acceleration = acceleration
    self.jerk = jerk
  }

  /// These limits with a margin: velocity, acceleration and jerk by a share, both ends of the range by a distance.
  func withMargin(share: Double, distance: Double) -> JointLimits {
    var narrow = self
    narrow.lower += distance
    narrow.upper -= distance
    narrow.velocity *= 1 - share
    narrow.acceleration *= 1 - share
    narrow.jerk *= 1 - share
    narrow.upperCurve = upperCurve?.scaled(by: 1 - share)
    narrow.lowerCurve = lowerCurve?.scaled(by: 1 - share)
    return narrow
  }

  /// Whether the position-dependent limit of its direction allows a velocity at a position.
  func allowsVelocity(_ velocity: Double, at position: Double) -> Bool {
    if velocity > 0, let upperCurve { return velocity <= upperCurve.limit(distance: upperCurve.position - position) }
    if velocity < 0, let lowerCurve { return -velocity <= lowerCurve.limit(distance: position - lowerCurve.position) }
    return true
  }
}

/// A velocity limit that falls towards the end of a joint's range: max(0, √(factor · distance) − offset).
///
/// The form of the limits of the Franka Research 3 (Franka Control Interface documentation, "Limits for Franka Research
/// 3"). Along the curve a joint decelerates by factor/2 · v/(v + offset): where that is more than the joint's largest
/// acceleration, the curve cannot be followed, and `BrakeLaw` shows the limiter how much earlier it must brake.
public struct VelocityCurve: Equatable, Sendable {
  /// Where the distance is 0, rad.
  public var position: Double
  /// Twice the deceleration along the curve, rad/s².
  public var factor: Double
  /// rad/s.
  public var offset: Double

  public init(position: Double, factor: Double, offset: Double) {
    self.position = position
    self.factor = factor
    self.offset = offset
  }

  /// The curve with every velocity multiplied by a share.
  func scaled(by share: Double) -> VelocityCurve {
    VelocityCurve(position: position, factor: share * share * factor, offset: share * offset)
  }

  /// rad/s, at a distance before `position`; 0 beyond it.
  public func limit(distance: Double) -> Double { max(0, max(0, factor * distance).squareRoot() - offset) }
}
