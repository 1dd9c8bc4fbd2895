import Foundation
import Safety
import Testing
import Vocabulary

@Suite("Position-dependent velocity limits")
struct VelocityCurveTests {
  /// What Franka's formula gives, worked out by hand: at the neutral pose both directions are at the constant limit.
  static let values: [(joint: Int, position: Double, up: Double, down: Double)] = [
    (0, 0, 2.62, 2.62), (0, 2.7437, 0, 2.62), (0, 2.5, 1.4324, 2.62), (0, -2.5, 2.62, 1.4324),
    (1, 0.41, 2.4728, 2.62), (1, 1.7837, 0.0046, 2.62), (1, -1.5, 2.62, 1.0283),
    (2, 0, 2.62, 2.62), (2, 2.9007, 0.0015, 2.62), (2, -2.5, 2.62, 1.4869),
    (3, -1.85, 2.62, 2.62), (3, -0.1518, 0, 2.62), (3, -2.9, 2.62, 0.7885),
    (4, 0, 5.26, 5.26), (4, 2.8065, 0, 5.26), (4, -2, 5.26, 4.8982),
    (5, 2.26, 4.18, 3.9985), (5, 4.5169, 0, 4.18), (5, 0.5445, 4.18, 0), (5, 4.3, 1.2074, 4.18),
    (6, 0.79, 5.26, 5.26), (6, 3.0159, 0.0047, 5.26), (6, -3, 5.26, 0.4663),
  ]

  @Test(
    "the FR3's limit is √(factor · distance) − offset, 0 beyond its end, never above the constant one",
    arguments: values)
  func formula(joint: Int, position: Double, up: Double, down: Double) {
    #expect(abs(FR3.mostUp(joint, position) - up) < 1e-4 && abs(FR3.mostDown(joint, position) - down) < 1e-4)
    let limits = FR3.joints[joint]
    guard let upper = limits.upperCurve, let lower = limits.lowerCurve else {
      Issue.record("joint \(joint + 1) has no curve")
      return
    }
    #expect(min(limits.velocity, upper.limit(distance: upper.position - position)) == FR3.mostUp(joint, position))
    #expect(min(limits.velocity, lower.limit(distance: position - lower.position)) == FR3.mostDown(joint, position))
  }

  @Test(
    "a joint that is sent from end to end moves as fast as the formula lets it, at its centre and before both ends",
    arguments: 0..<7, [1.0, -1])
  func reached(joint: Int, direction: Double) {
    let limits = FR3.joints[joint]
    let (from, to) = direction > 0 ? (limits.lower, limits.upper) : (limits.upper, limits.lower)
    var limiter = JointLimiter(limits, period: 1e-3, at: from)
    var (centre, beforeEnd, worst, still) = (0.0, 0.0, 0.0, 0)
    while still < 10 && still >= 0 {
      _ = limiter.step(toward: to)
      let speed = direction * limiter.velocity
      let most = direction > 0 ? FR3.mostUp(joint, limiter.position) : FR3.mostDown(joint, limiter.position)
      if speed > 0 { worst = max(worst, speed - most) }
      if abs(limiter.position - (from + to) / 2) < 0.05 { centre = max(centre, speed / most) }
      // Where the curve asks for less deceleration than the joint has: everywhere but for joints 5 and 7 at speed.
      let needed = FR3.curveFactor[joint] / 2 * most / (most + FR3.curveOffset[joint])
      if most < 0.9 * limits.velocity && most > 0.1 && needed < 9 { beforeEnd = max(beforeEnd, speed / most) }
      still = limiter.isAtRest || abs(limiter.velocity) < 1e-6 ? still + 1 : 0
    }
    #expect(worst <= 1e-9)
    #expect(beforeEnd > 0.97, "\(beforeEnd) of the curve before the end")
    #expect(centre > 0.97, "\(centre) of the limit at the centre")
    // Where the formula is 0, which is before the position limit.
    let spare = FR3.curveOffset[joint] * FR3.curveOffset[joint] / FR3.curveFactor[joint]
    let end = direction > 0 ? min(to, FR3.curveUpper[joint] - spare) : max(to, FR3.curveLower[joint] + spare)
    #expect(abs(limiter.position - end) < 1e-4)
  }

  @Test("where the curve asks for more deceleration than a joint has, it brakes earlier and still stays below")
  func steep() {
    // Joint 5: 17 rad/s² along the curve, 10 rad/s² at most.
    let limits = FR3.joints[4]
    var closest = Double.infinity
    for start in stride(from: -2.0, through: 2.7, by: 0.01) {
      var limiter = JointLimiter(limits, period: 1e-3, at: start)
      for _ in 0..<3000 {
        _ = limiter.step(toward: limits.upper)
        if limiter.velocity > 0 { closest = min(closest, FR3.mostUp(4, limiter.position) - limiter.velocity) }
      }
      #expect(limits.upper - limiter.position < 1e-3)
    }
    #expect(closest >= -1e-9 && closest < 1e-3)
  }

  @Test(
    "the guard holds them, with its margins, in both directions and for a smaller share of speed", arguments: [1, 0.3])
  func guarded(share: Double) throws {
    var rig = try GuardRig(FR3.robot { ($0.marginShare, $0.positionMarginRadians) = (0.02, 0.01) }, speedShare: share)
    try rig.drive()
    var random = RandomStream(seed: 17)
    var tightest = Array(repeating: Double.infinity, count: 7)
    var goal = rig.safe
    for tick in 0..<20_000 {
      if tick % 600 == 0 {
        for joint in 0..<7 { goal[joint] = random.bernoulli(0.5) ? FR3.upper[joint] : FR3.lower[joint] }
      }
      let before = rig.safe
      rig.send(goal)
      rig.tick()
      for joint in 0..<7 {
        let (q, v) = (rig.safe[joint], (rig.safe[joint] - before[joint]) * 1000)
        let most = v > 0 ? FR3.mostUp(joint, q) : FR3.mostDown(joint, q)
        tightest[joint] = min(tightest[joint], min(0.98 * most, 0.98 * share * FR3.velocity[joint]) - abs(v))
      }
    }
    for joint in 0..<7 {
      #expect(tightest[joint] >= -1e-9 && tightest[joint] < 0.01, "\(joint + 1): \(tightest[joint])")
    }
  }

  @Test(
    "a curve that falls more steeply at its end than a joint's last exponential decay, and other odd ones, are kept too",
    arguments: [(34.0, 0.35, 100.0), (34, 0, 100), (34, 0.35, 25), (5, 0.35, 50), (200, 1, 100), (8, 0.05, 1e5)])
  func odd(factor: Double, offset: Double, jerk: Double) {
    var limits = JointLimits(lower: -2, upper: 2, velocity: 3, acceleration: 5, jerk: jerk)
    // 0 at ±1.9, before the position limits.
    let end = 1.9 + offset * offset / factor
    limits.upperCurve = VelocityCurve(position: end, factor: factor, offset: offset)
    limits.lowerCurve = VelocityCurve(position: -end, factor: factor, offset: offset)
    for hertz in [1000.0, 250, 50] {
      let audits = LimiterPropertyTests.run([limits], period: 1 / hertz, commands: 20_000, seed: 31)
      #expect(audits[0].violations == 0, "\(hertz) Hz: \(audits[0])")
      var limiter = JointLimiter(limits, period: 1 / hertz, at: -1.9)
      for _ in 0..<Int(20 * hertz) { _ = limiter.step(toward: 2) }
      #expect(abs(limiter.position - 1.9) < 1e-3, "\(hertz) Hz: \(limiter.position)")
    }
  }

  @Test("a joint that was found beyond the end of its curve may leave it, and moves no farther out")
  func beyond() {
    // Joint 1's curve is 0 from 2.7426 rad on, its position limit is 2.7437 rad.
    var limiter = JointLimiter(FR3.joints[0], period: 1e-3, at: 2.7435)
    for _ in 0..<200 { _ = limiter.step(toward: 2.7437) }
    #expect(limiter.position == 2.7435 && limiter.isAtRest)
    for _ in 0..<3000 { _ = limiter.step(toward: 0) }
    #expect(limiter.position == 0)
  }
}
