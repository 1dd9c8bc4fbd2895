import Foundation
import Safety
import Testing
import Vocabulary

/// Targets of an adversary: jumps, bang-bang, staircases, ramps, noise, never kind for long.
struct Adversary {
  var random: RandomStream
  private var kind = 0
  private var left = 0
  private var value = 0.0
  private var slope = 0.0

  init(seed: UInt64) { random = RandomStream(seed: seed) }

  mutating func target(_ limits: JointLimits, from position: Double) -> Double {
    if left == 0 {
      kind = random.index(below: 8)
      left = 1 + random.index(below: 400)
      value = random.uniform(limits.lower, limits.upper)
      slope = random.uniform(-1.5, 1.5) * limits.velocity * 1e-3
      if kind == 7 { value = position }
    }
    left -= 1
    switch kind {
    case 0: return left % 2 == 0 ? 1e308 : -1e308
    case 1: return value
    case 2: return random.uniform(limits.lower - 1, limits.upper + 1)
    case 3: return left / 50 % 2 == 0 ? limits.upper : limits.lower
    case 4: return position + random.gaussian() * 1e-5
    case 5: return limits.upper + 1
    case 6: return limits.lower - 1
    default:
      value += slope
      return value
    }
  }
}

@Suite("Joint limiter, adversarial")
struct LimiterPropertyTests {
  /// Commands per table; the full run is for releases.
  static let count = ProcessInfo.processInfo.environment["REINS_FULL"] == nil ? 100_000 : 10_000_000

  static func run(_ joints: [JointLimits], period: Double, commands: Int, seed: UInt64) -> [MotionAudit] {
    joints.enumerated().map { index, limits in
      var adversary = Adversary(seed: seed + UInt64(index))
      let start = adversary.random.uniform(limits.lower, limits.upper)
      var limiter = JointLimiter(limits, period: period, at: start)
      var audit = MotionAudit(limits, period: period, at: start)
      var share = 1.0
      for step in 0..<(commands / joints.count) {
        if step % 977 == 0 { share = adversary.random.bernoulli(0.5) ? 1 : adversary.random.uniform(0.05, 1) }
        if step / 300 % 7 == 6 {
          limiter.halt()
        } else {
          _ = limiter.step(toward: adversary.target(limits, from: limiter.position), speedShare: share)
        }
        audit.see(limiter.position)
      }
      return audit
    }
  }

  @Test(
    "no position, velocity, acceleration or jerk beyond the tables of Panda, FR3 and UR5e, at any control rate",
    arguments: [1000.0, 500, 250, 100, 20])
  func tables(hertz: Double) {
    for (name, table) in [("Panda", Panda.joints), ("FR3", FR3.joints), ("UR5e", UR5e.joints)] {
      let commands = hertz == 1000 ? Self.count : Self.count / 10
      let audits = Self.run(table, period: 1 / hertz, commands: commands, seed: 7)
      for (joint, audit) in audits.enumerated() {
        #expect(audit.violations == 0, "\(name) joint \(joint + 1) at \(hertz) Hz: \(audit)")
      }
      if hertz == 1000 {
        // The adversary does reach the limits, so that they were tested.
        #expect(audits.contains { $0.outside > -1e-3 } && audits.contains { $0.velocity > 0.99 })
        #expect(audits.contains { $0.acceleration > 0.99 } && audits.contains { $0.jerk > 0.99 })
        print(
          "\(name): \(commands) commands, worst: \(audits.map(\.outside).max() ?? 0) rad outside,",
          "velocity \(audits.map(\.velocity).max() ?? 0), acceleration \(audits.map(\.acceleration).max() ?? 0),",
          "jerk \(audits.map(\.jerk).max() ?? 0), curve \(audits.map(\.curve).max() ?? 0)")
      }
    }
  }
}
