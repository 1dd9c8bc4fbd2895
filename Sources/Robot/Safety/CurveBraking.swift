extension BrakeLaw {
  /// Whether a joint that is below a velocity curve and brakes from here on, with the acceleration that it wants, stays below
  /// it until it rests.
  ///
  /// Below means f·(d − x) − (v + o)² ≥ 0. While the joint decelerates fully, x = (v₀² − v²)/2a − (v₀ − v)·Δt/2 at every
  /// tick, so that this is a quadratic in v. Where f ≤ 2a it grows while v falls; where the curve asks for more than a, it
  /// is least at v = (o + f·Δt/4)/(f/2a − 1). After that v falls as −k·v, x is linear in v, and it is least at an end: at
  /// the first, which is seen to, or at rest.
  ///
  /// - Parameters:
  ///   - distance: d, from the joint to the curve's position.
  ///   - speed: v₀ > 0, towards it.
  func staysBelow(_ curve: VelocityCurve, distance: Double, speed: Double) -> Bool {
    let left = distance - tail(speed: speed)
    if left < 0 || curve.factor * left < curve.offset * curve.offset { return false }
    let excess = curve.factor / (2 * acceleration) - 1
    if excess <= 0 { return true }
    let slowest = speed - fullTicks(speed: speed) * acceleration * period
    let v = max(slowest, min(speed, (curve.offset + curve.factor * period / 4) / excess))
    let way = (speed * speed - v * v) / (2 * acceleration) - (speed - v) * period / 2
    return v <= curve.limit(distance: distance - way)
  }
}
