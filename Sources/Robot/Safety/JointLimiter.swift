/// What a joint means to do in a tick, before the tool's limits.
struct JointPlan: Sendable {
  /// The acceleration towards the target that all limits of the joint allow.
  var acceleration = 0.0
  /// The acceleration of the brake law; always allowed.
  var brake = 0.0
  /// The target itself is reached in this tick.
  var isExact = false
  var target = 0.0
  var limits: LimitSet = []
}

/// Turns targets of one joint into positions whose first three differences stay within limits, and which can always stop
/// before the ends of the range.
///
/// A target that the limits allow in one tick is passed on exactly. Towards any other the joint moves as fast as it may
/// and so that its way to rest ends at the target. The order of bounds is that of libfranka's rate limiter: jerk, then
/// acceleration a ∈ [max(k·(v_low − v), −a_max), min(k·(v_high − v), a_max)], then position through `BrakeLaw`.
public struct JointLimiter: Sendable {
  public let limits: JointLimits
  let law: BrakeLaw
  /// rad or m.
  public private(set) var position: Double
  /// Of the last tick, per second.
  public private(set) var velocity = 0.0
  /// Of the last tick, per second squared.
  public private(set) var acceleration = 0.0
  /// Wider than the limits only while a joint that was found outside them moves back.
  private var low: Double
  private var high: Double
  /// The last tick ended exactly at its target.
  private var isOnTarget = true
  private var hadTarget = false
  private var targetBefore = 0.0
  private var targetVelocityBefore = 0.0

  /// - Parameters:
  ///   - period: Δt, s.
  ///   - position: where the joint stands; outside the limits it may only come nearer to them.
  public init(_ limits: JointLimits, period: Double, at position: Double) {
    self.limits = limits
    law = BrakeLaw(limits, period: period)
    self.position = position
    low = min(limits.lower, position)
    high = max(limits.upper, position)
  }

  public var isAtRest: Bool { velocity == 0 && acceleration == 0 }

  /// Starts from rest at a measured position, outside the limits, too.
  mutating func settle(at position: Double) { self = JointLimiter(limits, period: law.period, at: position) }

  /// One tick towards a target.
  ///
  /// - Parameters:
  ///   - target: finite.
  ///   - speedShare: of the velocity limit; a joint that is faster slows down within its limits.
  /// - Returns: what kept the joint from the target; empty when it is there.
  public mutating func step(toward target: Double, speedShare: Double = 1) -> LimitSet {
    let plan = plan(toward: target, speedShare: speedShare)
    move(plan, with: plan.acceleration)
    return plan.limits
  }

  /// One tick of braking; once at rest, the position is kept.
  public mutating func halt() {
    move(JointPlan(), with: brake)
    hadTarget = false
  }

  /// - Parameters:
  ///   - target: finite.
  ///   - speedShare: of the velocity limit; a joint that is faster slows down within its limits.
  mutating func plan(toward target: Double, speedShare: Double) -> JointPlan {
    let dt = law.period
    var plan = JointPlan()
    plan.brake = brake
    plan.target = max(limits.lower, min(limits.upper, target))
    if plan.target != target { plan.limits.insert(.position) }
    let targetVelocity = follow(plan.target, atMost: limits.velocity * speedShare)

    let slow = limits.velocity * speedShare
    let least = max(acceleration - law.accelerationStep, -law.acceleration, law.rate * (-limits.velocity - velocity))
    let most = min(acceleration + law.accelerationStep, law.acceleration, law.rate * (limits.velocity - velocity))
    let top = max(least, min(most, law.rate * (slow - velocity)))
    let bottom = min(top, max(least, min(most, law.rate * (-slow - velocity))))

    let exact = ((plan.target - position) / dt - velocity) / dt
    if exact >= bottom, exact <= top, isOnTarget || settles(exact, targetVelocity), fits(exact) {
      plan.acceleration = exact
      plan.isExact = true
      return plan
    }
    if abs(velocity + exact * dt) > slow { plan.limits.insert(.velocity) }
    if abs(exact) > law.acceleration { plan.limits.insert(.acceleration) }
    if abs(exact - acceleration) > law.accelerationStep { plan.limits.insert(.jerk) }
    if !isOnTarget { plan.limits.insert(.catchingUp) }
    plan.acceleration = approach(plan.target, targetVelocity, bottom, top)
    if !fits(plan.acceleration) {
      plan.limits.insert(.position)
      plan.acceleration = nearestFitting(plan.acceleration, plan.brake)
    }
    if plan.limits.isEmpty { plan.limits.insert(.velocity) }
    return plan
  }

  /// The brake law's acceleration for this tick; ends at exactly zero velocity and acceleration.
  var brake: Double {
    let stop = -velocity / law.period
    let isNearlyStill = abs(velocity) <= 1e-9 * limits.velocity
    if isNearlyStill && abs(stop) <= law.accelerationStep / 2 && abs(acceleration) <= law.accelerationStep / 2 {
      return stop
    }
    return law.next(velocity: velocity, acceleration: acceleration)
  }

  /// A plan's acceleration, or its brake where that would not leave room to stop.
  func checked(_ acceleration: Double, otherwise brake: Double) -> Double { fits(acceleration) ? acceleration : brake }

  mutating func move(_ plan: JointPlan, with acceleration: Double) {
    let before = (position, velocity)
    if plan.isExact && acceleration == plan.acceleration {
      position = plan.target
      velocity = (position - before.0) / law.period
      self.acceleration = (velocity - before.1) / law.period
      isOnTarget = true
    } else {
      self.acceleration = acceleration
      velocity = acceleration == -before.1 / law.period ? 0 : velocity + acceleration * law.period
      position += velocity * law.period
      isOnTarget = false
    }
    narrow()
  }

  /// Velocity of a moving target: that of the last tick, and after a jump the smaller of the last two, so that a
  /// staircase counts as standing still.
  private mutating func follow(_ target: Double, atMost most: Double) -> Double {
    let now = hadTarget ? (target - targetBefore) / law.period : 0
    let before = targetVelocityBefore
    targetBefore = target
    targetVelocityBefore = now
    hadTarget = true
    let steady = isOnTarget ? now : now * before <= 0 ? 0 : abs(now) < abs(before) ? now : before
    return max(-most, min(most, steady))
  }

  /// Reaching the target now leaves a velocity that the tick after can bring to the target's own.
  private func settles(_ exact: Double, _ targetVelocity: Double) -> Bool {
    let needed = (targetVelocity - velocity) / law.period - exact
    return abs(needed) <= min(law.accelerationStep, law.acceleration) && abs(needed - exact) <= law.accelerationStep
  }

  /// After this tick, braking stays inside the range.
  private func fits(_ next: Double) -> Bool {
    let v = velocity + next * law.period
    let q = position + v * law.period
    let hasCurve = limits.upperCurve != nil || limits.lowerCurve != nil
    let motion =
      hasCurve
      ? law.motion(
        velocity: v, acceleration: next, visit: { limits.allowsVelocity($1, at: q + $0) },
        visitTail: { staysBelowCurves(velocity: $1, at: q + $0) })
      : law.motion(velocity: v, acceleration: next)
    guard let motion else { return false }
    return q + motion.highest <= high && q + motion.lowest >= low
  }

  private func staysBelowCurves(velocity: Double, at position: Double) -> Bool {
    if velocity > 0, let curve = limits.upperCurve {
      return law.staysBelow(curve, distance: curve.position - position, speed: velocity)
    }
    if velocity < 0, let curve = limits.lowerCurve {
      return law.staysBelow(curve, distance: position - curve.position, speed: -velocity)
    }
    return true
  }

  /// The acceleration in [bottom, top] after which braking, seen from the moving target, ends nearest to it.
  private func approach(_ target: Double, _ targetVelocity: Double, _ bottom: Double, _ top: Double) -> Double {
    func miss(_ next: Double) -> Double {
      let v = velocity + next * law.period
      return position + v * law.period - target + law.motion(velocity: v - targetVelocity, acceleration: next).rest
    }
    var (low, high) = (bottom, top)
    if miss(low) >= 0 { return low }
    if miss(high) <= 0 { return high }
    for _ in 0..<20 {
      let middle = (low + high) / 2
      if miss(middle) > 0 { high = middle } else { low = middle }
    }
    return low
  }

  private func nearestFitting(_ wanted: Double, _ brake: Double) -> Double {
    var (good, bad) = (brake, wanted)
    for _ in 0..<12 {
      let middle = (good + bad) / 2
      if fits(middle) { good = middle } else { bad = middle }
    }
    return good
  }

  /// The way back inside is no way out again.
  private mutating func narrow() {
    if high == limits.upper && low == limits.lower { return }
    let motion = law.motion(velocity: velocity, acceleration: acceleration)
    high = max(limits.upper, min(high, position + motion.highest))
    low = min(limits.lower, max(low, position + motion.lowest))
  }
}
