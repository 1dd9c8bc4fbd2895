/// How far a joint still goes when it brakes: displacements from where it is now.
struct StoppingMotion: Equatable {
  /// ≤ 0 and ≥ 0: the farthest it strays to either side.
  var lowest = 0.0
  var highest = 0.0
  /// Where it comes to rest.
  var rest = 0.0
}

/// The one way in which a joint brakes: towards zero velocity, jerk and acceleration bounded.
///
/// Per tick of length Δt: a ← a + clamp(clamp(−k·v, ±a_max) − a, ±j_max·Δt), v ← v + a·Δt, q ← q + v·Δt, with
/// k = min(j_max/a_max, 1/Δt). This is the velocity bound of libfranka's rate limiter (Apache-2.0, `rate_limiting.cpp`; the
/// formula is reimplemented) with the bound at zero. As k·a_max ≤ j_max, a velocity that decays as −k·v never asks for more
/// jerk than allowed, and as k·Δt ≤ 1 it never crosses zero. The limiter lets through only states from which this law
/// stays inside the limits, so braking is always possible: what it predicts is what it does.
struct BrakeLaw: Sendable {
  let period: Double
  let acceleration: Double
  /// j_max · Δt: how far the acceleration moves in one tick.
  let accelerationStep: Double
  /// k, 1/s.
  let rate: Double

  init(_ limits: JointLimits, period: Double) {
    self.period = period
    acceleration = limits.acceleration
    accelerationStep = limits.jerk * period
    rate = min(limits.jerk / limits.acceleration, 1 / period)
  }

  /// Acceleration of the next tick.
  func next(velocity: Double, acceleration now: Double) -> Double {
    let wanted = max(-acceleration, min(acceleration, -rate * velocity))
    return now + max(-accelerationStep, min(accelerationStep, wanted - now))
  }

  /// The whole way to rest, in closed form once the wanted acceleration is reached; before that, at most
  /// 2·a_max/(j_max·Δt) ticks of a loop.
  ///
  /// - Parameters:
  ///   - visit: sees displacement and velocity of every tick of the loop and of the last before the closed form.
  ///     Returning false ends the walk.
  ///   - visitTail: sees where the closed form begins: after that the speed only falls. Returning false ends the walk.
  @inline(__always)
  func motion(
    velocity: Double, acceleration now: Double, visit: (_ displacement: Double, _ velocity: Double) -> Bool,
    visitTail: (_ displacement: Double, _ velocity: Double) -> Bool
  ) -> StoppingMotion? {
    var motion = StoppingMotion()
    var (x, v, a) = (0.0, velocity, now)
    while true {
      if !visit(x, v) { return nil }
      let wanted = max(-acceleration, min(acceleration, -rate * v))
      let change = wanted - a
      // So written, a NaN ends the loop.
      if !(abs(change) > accelerationStep) { break }
      a += change > 0 ? accelerationStep : -accelerationStep
      v += a * period
      x += v * period
      motion.lowest = min(motion.lowest, x)
      motion.highest = max(motion.highest, x)
    }
    if !visitTail(x, v) { return nil }
    motion.rest = x + (v < 0 ? -tail(speed: -v) : tail(speed: v))
    motion.lowest = min(motion.lowest, motion.rest)
    motion.highest = max(motion.highest, motion.rest)
    return motion
  }

  func motion(velocity: Double, acceleration now: Double) -> StoppingMotion {
    // The visitors never end it.
    motion(velocity: velocity, acceleration: now, visit: { _, _ in true }, visitTail: { _, _ in true })
      ?? StoppingMotion()
  }

  /// Distance to rest from a speed at which the acceleration is the wanted one: m ticks of full deceleration, then
  /// Σ (1 − kΔt)^i · v · Δt = v · (1 − kΔt)/k.
  func tail(speed: Double) -> Double {
    var speed = speed
    var distance = 0.0
    let ticks = fullTicks(speed: speed)
    if ticks > 0 {
      distance = period * (ticks * speed - acceleration * period * ticks * (ticks + 1) / 2)
      speed -= ticks * acceleration * period
    }
    return distance + max(0, speed) * (1 - rate * period) / rate
  }

  /// Ticks of full deceleration from a speed.
  func fullTicks(speed: Double) -> Double {
    max(0, ((speed - acceleration / rate) / (acceleration * period)).rounded(.up))
  }
}
