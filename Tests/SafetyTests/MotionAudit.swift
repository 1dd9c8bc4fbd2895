import Safety

/// Judges a joint from outside: by the differences of the positions that came out.
struct MotionAudit {
  let limits: JointLimits
  let period: Double
  private(set) var positions: [Double] = []
  /// Largest value so far as a share of its limit; of the position, how far outside it was, rad.
  private(set) var outside = -Double.infinity
  private(set) var velocity = 0.0
  private(set) var acceleration = 0.0
  private(set) var jerk = 0.0
  /// rad/s beyond the position-dependent limit; below 0 where it was never reached.
  private(set) var curve = -Double.infinity
  private(set) var violations = 0

  init(_ limits: JointLimits, period: Double, at position: Double) {
    self.limits = limits
    self.period = period
    positions = Array(repeating: position, count: 4)
  }

  mutating func see(_ position: Double) {
    positions.removeFirst()
    positions.append(position)
    // What rounding of positions alone, half a unit in the last place each, makes of the differences.
    let rounding = max(abs(limits.lower), abs(limits.upper)).ulp
    // Difference by difference: they are exact so, and 3·q is not.
    let (newest, middle, oldest) = (
      positions[3] - positions[2], positions[2] - positions[1], positions[1] - positions[0]
    )
    let d1 = newest / period
    let d2 = (newest - middle) / (period * period)
    let d3 = ((newest - middle) - (middle - oldest)) / (period * period * period)
    outside = max(outside, position - limits.upper, limits.lower - position)
    velocity = max(velocity, abs(d1) / limits.velocity)
    acceleration = max(acceleration, abs(d2) / limits.acceleration)
    jerk = max(jerk, abs(d3) / limits.jerk)
    let tolerance = 1e-9
    var isBad = position > limits.upper + tolerance || position < limits.lower - tolerance
    isBad = isBad || abs(d1) > limits.velocity * (1 + tolerance) + rounding / period
    isBad = isBad || abs(d2) > limits.acceleration * (1 + tolerance) + 2 * rounding / (period * period)
    isBad = isBad || abs(d3) > limits.jerk * (1 + tolerance) + 4 * rounding / (period * period * period)
    if let upper = limits.upperCurve, d1 > 0 {
      let bound = max(0, max(0, upper.factor * (upper.position - position)).squareRoot() - upper.offset)
      curve = max(curve, d1 - bound)
      isBad = isBad || d1 > bound + tolerance
    }
    if let lower = limits.lowerCurve, d1 < 0 {
      let bound = max(0, max(0, lower.factor * (position - lower.position)).squareRoot() - lower.offset)
      curve = max(curve, -d1 - bound)
      isBad = isBad || -d1 > bound + tolerance
    }
    if !position.isFinite || isBad { violations += 1 }
  }
}
