import Foundation
import Safety
import Testing
import Vocabulary

@Suite("Hold, at any moment")
struct HoldPropertyTests {
  /// Why a robot in motion must stop.
  enum Cause: CaseIterable {
    /// No command more; commands of a lease that is over; commands that are too old when they come.
    case silence, oldEpoch, late
    case hubLost, nan, handBack, disarm, stop, blow
    static let starving: [Cause] = [.silence, .oldEpoch, .late]
  }

  static let trials = ProcessInfo.processInfo.environment["REINS_FULL"] == nil ? 40 : 4000

  /// A robot somewhere in a random motion, at a random moment between two ticks.
  struct Scene {
    var rig: GuardRig
    var random: RandomStream
    let authority: Authority
    let valid: UInt64
    var audits: [MotionAudit]

    init(table: Int, seed: UInt64, only authority: Authority? = nil) throws {
      var random = RandomStream(seed: seed)
      let controlHertz = [100.0, 250, 500, 1000][random.index(below: 4)]
      let policyHertz = [10.0, 20, 50, 100][random.index(below: 4)]
      let isPolicy = random.bernoulli(0.5)
      self.authority = authority ?? (isPolicy ? .policy : .expert)
      rig = try GuardRig(
        [Panda.robot(), FR3.robot(), UR5e.robot()][table], controlHertz: controlHertz, policyHertz: policyHertz)
      try rig.drive(by: self.authority, epoch: 3)
      valid = UInt64((2e9 / policyHertz).rounded())
      audits = zip(rig.safety.jointLimits, rig.safe).map { MotionAudit($0, period: 1 / controlHertz, at: $1) }
      self.random = random
      let period = UInt64(1e9 / policyHertz)
      var next = rig.now
      for _ in 0..<(40 + random.index(below: 400)) {
        if rig.now >= next {
          send(epoch: 3, age: UInt64(random.index(below: Int(rig.period))))
          next = rig.now + period
        }
        tick()
      }
    }

    mutating func send(epoch: UInt64, age: UInt64) {
      let goal = rig.safety.jointLimits.map { random.uniform($0.lower, $0.upper) }
      rig.send(goal, by: authority, epoch: epoch, age: age)
    }

    mutating func tick() {
      rig.tick()
      for joint in audits.indices { audits[joint].see(rig.safe[joint]) }
    }

    /// Brakes without speeding up again, comes to rest in the time of a jerk-limited stop and then stands to the bit.
    mutating func expectsStop(_ comment: String) {
      let period = 1 / (1e9 / Double(rig.period))
      var most = 0.0
      for limits in rig.safety.jointLimits {
        // From full acceleration the wrong way; then 21 time constants of the exponential end, to a part in 10⁹.
        let ramp = 2 * limits.acceleration / limits.jerk
        let speed = limits.velocity + limits.acceleration * ramp
        let rate = min(limits.jerk / limits.acceleration, 1 / period)
        most = max(most, ramp + speed / limits.acceleration + 21 / rate + 4 * period)
      }
      for _ in 0..<Int((most / period).rounded(.up)) { tick() }
      let rest = rig.safe
      #expect(rig.verdict.isAtRest, "\(comment): \(most) s")
      for _ in 0..<20 { tick() }
      #expect(rig.safe == rest && rig.verdict.outcome == .held, "\(comment)")
      #expect(audits.allSatisfy { $0.violations == 0 }, "\(comment)")
    }
  }

  @Test(
    "the watchdog's hold is out within two control periods, whoever drives which robot at whatever moment",
    arguments: Cause.starving, 0..<3)
  func watchdog(cause: Cause, table: Int) throws {
    for trial in 0..<Self.trials {
      var scene = try Scene(table: table, seed: UInt64(1000 * table + trial))
      let driving: GuardMode = scene.authority == .expert ? .expert : .policy
      // The last good command arrives between the last tick and this one.
      let arrival = scene.rig.now - UInt64(scene.random.index(below: Int(scene.rig.period)))
      scene.send(epoch: 3, age: scene.rig.now - arrival)
      let deadline = arrival + scene.valid
      scene.tick()
      var held: UInt64?
      while held == nil && scene.rig.now < deadline + 10 * scene.rig.period {
        let now = scene.rig.now
        switch cause {
        case .oldEpoch: scene.send(epoch: 2, age: 0)
        case .late: scene.send(epoch: 3, age: scene.valid + 1 + UInt64(scene.random.index(below: 1_000_000)))
        default: break
        }
        scene.tick()
        let verdict: Verdict = scene.rig.verdict
        if now <= deadline { #expect(verdict.mode == driving) }
        if verdict.outcome == .held {
          held = now
          #expect(now > deadline && verdict.mode == .hold && verdict.reason == .commandStale && verdict.speedShare == 0)
        }
      }
      let time = try #require(held)
      // The first tick after it, so one control period; the promise is two.
      #expect(time <= deadline + scene.rig.period, "\(cause) \(table) \(trial)")
      scene.expectsStop("\(cause) \(table) \(trial)")
    }
  }

  @Test(
    "every other cause is a hold in the next tick, from any motion, in every mode that it leads to",
    arguments: [Cause.hubLost, .nan, .handBack, .disarm, .stop, .blow], 0..<3)
  func atOnce(cause: Cause, table: Int) throws {
    for trial in 0..<(Self.trials / 4) {
      var scene = try Scene(
        table: table, seed: UInt64(5000 * table + trial), only: cause == .handBack ? .expert : nil)
      let mode: GuardMode
      switch cause {
      case .hubLost: (scene.rig.reading.isHubAlive, mode) = (false, .hold)
      case .nan:
        scene.rig.send(Array(repeating: .nan, count: scene.rig.safe.count), by: scene.authority, epoch: 3)
        mode = .hold
      case .handBack:
        scene.rig.safety.handBack(now: scene.rig.now)
        scene.rig.command = nil
        mode = .armed
      case .disarm:
        scene.rig.safety.disarm(now: scene.rig.now)
        mode = .disarmed
      case .stop:
        scene.rig.safety.stop(now: scene.rig.now)
        mode = .hold
      case .blow: (scene.rig.reading.contactForceNewtons, mode) = (100, .latched)
      case .silence, .oldEpoch, .late: return
      }
      scene.tick()
      #expect(scene.rig.verdict.mode == mode && scene.rig.verdict.outcome == .held, "\(cause) \(table) \(trial)")
      #expect(scene.rig.verdict.speedShare == 0)
      scene.expectsStop("\(cause) \(table) \(trial)")
    }
  }

  @Test("RESET alone is not the watchdog's: it goes on without commands, and arrives", arguments: 0..<3)
  func reset(table: Int) throws {
    for trial in 0..<(Self.trials / 20) {
      var scene = try Scene(table: table, seed: UInt64(9000 * table + trial))
      let goal = scene.rig.safety.jointLimits.map { scene.random.uniform($0.lower + 0.012, $0.upper - 0.012) }
      try scene.rig.safety.reset(to: goal, now: scene.rig.now)
      let ticks = Int(29e9 / Double(scene.rig.period))
      var count = 0
      while scene.rig.safe != goal && count < ticks {
        scene.tick()
        count += 1
        if scene.rig.verdict.outcome != .resetting { break }
      }
      #expect(scene.rig.safe == goal && scene.rig.verdict.outcome == .resetting, "\(table) \(trial)")
      #expect(scene.audits.allSatisfy { $0.violations == 0 })
    }
  }
}
