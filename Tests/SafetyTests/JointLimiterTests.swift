import Foundation
import Safety
import Testing
import Vocabulary

@Suite("Joint limiter")
struct JointLimiterTests {
  static let period = 1e-3
  /// Joint 2 of the Panda.
  static let limits = Panda.joints[1]

  static func limiter(at position: Double = 0) -> JointLimiter {
    JointLimiter(limits, period: period, at: position)
  }

  @Test("a motion within the limits goes through to the bit")
  func passes() {
    var limiter = Self.limiter()
    // 0.3·(1 − cos 4t): at most 1.2 rad/s, 4.8 rad/s²; 19.2 rad/s³ but for the start, where it begins with 4.8 rad/s².
    for tick in 1...5000 {
      let target = 0.3 * (1 - cos(4 * Double(tick) * Self.period))
      #expect(limiter.step(toward: target).isEmpty)
      #expect(limiter.position == target)
    }
  }

  @Test(
    "a step is reached to the bit, without overshoot, in the time of the fastest motion with trapezoidal acceleration")
  func step() {
    for distance in [1.5, 0.4, 0.05, 0.003] {
      var limiter = Self.limiter()
      var most = 0.0
      var ticks = 0
      while !(limiter.position == distance && limiter.isAtRest) && ticks < 20_000 {
        _ = limiter.step(toward: distance)
        most = max(most, limiter.position)
        ticks += 1
      }
      #expect(most <= distance + 1e-9)
      // Textbook: v reached or not, the acceleration's ramps a/j each.
      let (v, a, j) = (Self.limits.velocity, Self.limits.acceleration, Self.limits.jerk)
      let reached = min(v, (distance * a + a * a * a * a / (4 * j * j)).squareRoot() - a * a / (2 * j))
      let seconds = reached < v ? 2 * (reached / a + a / j) : distance / v + v / a + a / j
      // The velocity bound is met exponentially, j/a = 500/s, and so is the target.
      #expect(Double(ticks) * Self.period < seconds * 1.05 + 0.06, "\(distance): \(ticks) ticks, \(seconds) s")
      #expect(Double(ticks) * Self.period > seconds * 0.98)
    }
  }

  @Test("a ramp that starts with a jerk is caught up with and then followed to the bit")
  func ramp() {
    var limiter = Self.limiter()
    var limits: LimitSet = []
    var target = 0.0
    for tick in 1...1500 {
      target = 0.8 * Double(tick) * Self.period
      limits = limiter.step(toward: target)
      if tick == 1 { #expect(limits.contains(.jerk)) }
    }
    #expect(limits.isEmpty && limiter.position == target)
  }

  @Test("a hold from full speed stops after v²/2a + v·a/2j, the closed form of a jerk-limited stop")
  func stopDistance() {
    for limits in Panda.joints {
      var limiter = JointLimiter(limits, period: Self.period, at: limits.lower)
      while limiter.velocity < 0.9999 * limits.velocity { _ = limiter.step(toward: limits.upper) }
      for _ in 0..<20 { _ = limiter.step(toward: limits.upper) }
      let (start, v) = (limiter.position, limiter.velocity)
      while !limiter.isAtRest { limiter.halt() }
      let expected = v * v / (2 * limits.acceleration) + v * limits.acceleration / (2 * limits.jerk)
      // Ramps are whole ticks and the last of it is exponential: a few ticks at full speed.
      #expect(abs(limiter.position - start - expected) < 3 * v * Self.period)
      let rest = limiter.position
      for _ in 0..<100 { limiter.halt() }
      #expect(limiter.position == rest)
    }
  }

  static let states = ProcessInfo.processInfo.environment["REINS_FULL"] == nil ? 6_000 : 1_000_000

  @Test("a hold from any state that the limiter lets through stays inside the limits, bounded in jerk, and ends")
  func hold() {
    for (table, joints) in [Panda.joints, FR3.joints, UR5e.joints].enumerated() {
      var adversary = Adversary(seed: UInt64(table))
      var (violations, unfinished) = (0, 0)
      for state in 0..<(Self.states / 3) {
        let limits = joints[state % joints.count]
        let start = adversary.random.uniform(limits.lower, limits.upper)
        var limiter = JointLimiter(limits, period: Self.period, at: start)
        var audit = MotionAudit(limits, period: Self.period, at: start)
        for _ in 0..<adversary.random.index(below: 800) {
          _ = limiter.step(toward: adversary.target(limits, from: limiter.position))
          audit.see(limiter.position)
        }
        var ticks = 0
        while !limiter.isAtRest && ticks < 5000 {
          limiter.halt()
          audit.see(limiter.position)
          ticks += 1
        }
        violations += audit.violations
        if !limiter.isAtRest { unfinished += 1 }
      }
      #expect(violations == 0 && unfinished == 0, "table \(table)")
    }
  }

  @Test("a joint found outside its limits may come back, and not go out again")
  func outside() {
    var limiter = Self.limiter(at: 1.9)
    var farthest = 1.9
    for target in [2.0, 1.5, 2.0] {
      for _ in 0..<1000 {
        _ = limiter.step(toward: target)
        farthest = max(farthest, limiter.position)
      }
      // A target beyond the limit is the limit.
      #expect(abs(limiter.position - min(target, Self.limits.upper)) < 1e-9)
    }
    #expect(farthest == 1.9)
  }

  @Test(
    "a share of speed bounds the velocity, and a joint that is faster slows down within its limits",
    arguments: [0.05, 0.2, 0.7])
  func share(share: Double) {
    var limiter = Self.limiter(at: Self.limits.lower)
    var audit = MotionAudit(Self.limits, period: Self.period, at: Self.limits.lower)
    for _ in 0..<400 {
      _ = limiter.step(toward: Self.limits.upper)
      audit.see(limiter.position)
    }
    #expect(limiter.velocity > 0.99 * Self.limits.velocity)
    for _ in 0..<500 {
      _ = limiter.step(toward: Self.limits.upper, speedShare: share)
      audit.see(limiter.position)
    }
    #expect(limiter.velocity <= share * Self.limits.velocity * (1 + 1e-9) && audit.violations == 0)
  }
}
