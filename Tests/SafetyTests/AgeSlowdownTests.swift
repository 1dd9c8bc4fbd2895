import Foundation
import Safety
import Testing
import Vocabulary

@Suite("A command that grows old")
struct AgeSlowdownTests {
  static func nanoseconds(_ milliseconds: Double) -> UInt64 { UInt64(milliseconds * 1e6) }

  /// At 20 Hz a command stops the robot when it is older than 100 ms; by default it slows it from 75 ms on.
  static let shares: [(slow: Double, age: Double, share: Double)] = [
    (0, 0, 1), (0, 50, 1), (0, 75, 1), (0, 80, 0.8), (0, 87.5, 0.5), (0, 95, 0.2), (0, 99.5, 0.05), (0, 100, 0.05),
    (50, 50, 1), (50, 60, 0.8), (50, 75, 0.5), (50, 90, 0.2), (50, 100, 0.05), (20, 60, 0.5), (99, 99, 1),
  ]

  @Test("slows the joints from the slow age on, in proportion, to a twentieth at the age that stops", arguments: shares)
  func share(slow: Double, age: Double, share: Double) throws {
    for authority in [Authority.policy, .expert] {
      var rig = try GuardRig(Panda.robot { $0.ageSlowMilliseconds = slow })
      #expect(rig.safety.slowNanoseconds == Self.nanoseconds(slow == 0 ? 75 : slow))
      try rig.drive(by: authority)
      var goal = rig.safe
      goal[0] = 2.5
      var fastest = 0.0
      for _ in 0..<600 {
        let before = rig.safe[0]
        rig.send(goal, by: authority, age: Self.nanoseconds(age))
        rig.tick()
        #expect(abs(rig.verdict.speedShare - share) < 1e-12)
        fastest = max(fastest, (rig.safe[0] - before) * 1000)
      }
      #expect(abs(fastest / 2.175 - share) < 1e-3)
      #expect(rig.verdict.limits.contains(.age) == (share < 1) && rig.safety.agedTicks == (share < 1 ? 600 : 0))
      #expect(rig.verdict.limits.description.contains("the newest command is old") == (share < 1))
      #expect(rig.safety.recorder[rig.safety.recorder.count - 1].verdict.speedShare == rig.verdict.speedShare)
    }
  }

  @Test(
    "the slow age is half way from a policy period to the stop, at any rate",
    arguments: [(10.0, 2.0, 150.0), (20, 2, 75), (50, 2, 30), (20, 3, 100), (20, 1, 50), (500, 2, 3)])
  func standard(policyHertz: Double, validPeriods: Double, milliseconds: Double) throws {
    let rig = try GuardRig(Panda.robot { $0.validPolicyPeriods = validPeriods }, policyHertz: policyHertz)
    #expect(rig.safety.slowNanoseconds == Self.nanoseconds(milliseconds))
  }

  @Test("then stops: full speed, slower with every tick, HOLD, each exactly at its age")
  func stages() throws {
    var rig = try GuardRig()
    try rig.drive()
    rig.send()
    var before = 1.0
    for age in 0...110 {
      rig.tick()
      let share = rig.verdict.speedShare
      switch age {
      case ...75: #expect(share == 1 && rig.safety.mode == .policy)
      case ...98: #expect(share < before && abs(share - Double(100 - age) / 25) < 1e-12)
      case ...100: #expect(share == 0.05 && rig.safety.mode == .policy)
      default: #expect(share == 0 && rig.safety.mode == .hold && rig.verdict.reason == .commandStale)
      }
      before = share
    }
  }

  @Test("a policy that is always late drives at one speed, without pulsing", arguments: [76, 80, 90, 100])
  func steady(gap: Int) throws {
    var rig = try GuardRig()
    try rig.drive()
    var goal = rig.safe
    var seen: [Double] = []
    for command in 0..<30 {
      goal[0] = command % 2 == 0 ? 2 : -2
      rig.send(goal)
      // The tick of the next command is the one at which this one is oldest, `gap` ms.
      for _ in 0..<gap {
        rig.tick()
        if command > 0 { seen.append(rig.verdict.speedShare) }
      }
    }
    let expected = max(0.05, Double(100 - (gap - 1)) / 25)
    #expect(seen.allSatisfy { abs($0 - min(1, expected)) < 1e-12 } && rig.safety.mode == .policy)
  }

  @Test(
    "full speed comes back with the third command in a row of which none grew older than 0.9 of the slow age",
    arguments: [(1, 3), (20, 3), (50, 3), (68, 3), (69, nil), (75, nil)] as [(Int, Int?)])
  func recovers(gap: Int, commands: Int?) throws {
    var rig = try GuardRig()
    try rig.drive()
    rig.send()
    rig.ticks(91)
    #expect(abs(rig.verdict.speedShare - 0.4) < 1e-12)
    var recovered: Int?
    for command in 1...10 {
      rig.send()
      for tick in 0..<gap {
        rig.tick()
        if rig.verdict.speedShare == 1 && recovered == nil {
          recovered = command
          // In the tick in which it came.
          #expect(tick == 0)
        }
        if recovered == nil { #expect(abs(rig.verdict.speedShare - 0.4) < 1e-12) }
      }
    }
    #expect(recovered == commands)
  }

  @Test("one late command among prompt ones starts the count anew, and so does one that comes old")
  func interrupted() throws {
    for arrivesOld in [false, true] {
      var rig = try GuardRig()
      try rig.drive()
      rig.send()
      rig.ticks(91)
      let expected: [Double] = arrivesOld ? [0.4, 0.4, 0.4, 0.4, 0.4, 1] : [0.4, 0.4, 0.4, 0.4, 1]
      for (place, share) in expected.enumerated() {
        rig.send(age: arrivesOld && place == 2 ? 70_000_000 : 0)
        rig.tick()
        #expect(abs(rig.verdict.speedShare - share) < 1e-12, "\(arrivesOld) \(place)")
        if place == 1 && !arrivesOld { rig.ticks(69) }
      }
    }
  }

  @Test("a command that is reached all the same passes unchanged, and nothing is counted")
  func passes() throws {
    var rig = try GuardRig()
    try rig.drive()
    rig.send()
    rig.ticks(90)
    #expect(rig.verdict.speedShare < 1 && rig.verdict.outcome == .passed && rig.verdict.limits.isEmpty)
    #expect(rig.safety.agedTicks == 0)
  }

  @Test("the share of a hazard or a singularity still counts: the smallest of them is taken")
  func smallest() throws {
    for (age, condition, expected) in [(87.5, 20.25, 0.5), (80, 23.5, 0.5), (0, 23.5, 0.5), (87.5, 1, 0.5)] {
      var rig = try GuardRig()
      try rig.drive()
      rig.reading.conditionNumber = condition
      rig.send(rig.safe.map { $0 - 0.01 }, age: Self.nanoseconds(age))
      rig.tick()
      #expect(abs(rig.verdict.speedShare - expected) < 1e-12)
    }
  }

  @Test("RESET needs no commands and is not slowed; a new beginning is at full speed, the end of a hold too")
  func beginnings() throws {
    var rig = try GuardRig()
    try rig.drive()
    rig.send()
    rig.ticks(99)
    #expect(rig.verdict.speedShare < 0.1)
    try rig.safety.reset(to: rig.safe, now: rig.now)
    rig.ticks(200)
    #expect(rig.verdict.speedShare == rig.safety.limits.resetSpeedShare && rig.verdict.limits.isEmpty)
    try rig.safety.ready(now: rig.now)
    rig.now += rig.period
    rig.send()
    rig.tick()
    #expect(rig.safety.mode == .policy && rig.verdict.speedShare == 1)
    rig.ticks(110)
    #expect(rig.safety.mode == .hold)
    for _ in 0..<3 {
      rig.send()
      rig.ticks(20)
    }
    #expect(rig.safety.mode == .policy && rig.verdict.speedShare == 1)
    rig.ticks(75)
    rig.safety.stop(now: rig.now)
    try rig.safety.ready(now: rig.now)
    rig.now += rig.period
    rig.send()
    rig.tick()
    #expect(rig.safety.mode == .policy && rig.verdict.speedShare == 1)
  }

  @Test("after a hold that ends with commands that are fresh but not prompt, it goes on slowly", arguments: [20, 80])
  func afterHold(gap: Int) throws {
    var rig = try GuardRig()
    try rig.drive()
    rig.ticks(110)
    for _ in 0..<3 {
      #expect(rig.safety.mode == .hold)
      rig.send()
      rig.ticks(gap)
    }
    #expect(rig.safety.mode == .policy && rig.verdict.speedShare == (gap == 20 ? 1 : 0.05))
  }

  @Test("a slow age that is not below the stop is refused with both and the remedy")
  func refused() throws {
    for milliseconds in [100.0, 150] {
      let error = try #require(throws: SafetyError.self) {
        _ = try GuardRig(Panda.robot { $0.ageSlowMilliseconds = milliseconds })
      }
      #expect(error == .badSlowAge(milliseconds: milliseconds, stopMilliseconds: 100))
      #expect(
        error.description.contains("ageSlowMilliseconds is \(milliseconds)") && error.description.contains("lower it"))
    }
    _ = try GuardRig(Panda.robot { $0.ageSlowMilliseconds = 99.9 })
  }

  @Test("through every stage no position, velocity, acceleration or jerk is beyond the limits", arguments: 0..<3)
  func bounded(table: Int) throws {
    let robot = [Panda.robot(), FR3.robot(), UR5e.robot()][table]
    var rig = try GuardRig(robot, policyHertz: 10)
    try rig.drive()
    var random = RandomStream(seed: 23)
    var audits = zip(rig.safety.jointLimits, rig.safe).map { MotionAudit($0, period: 1e-3, at: $1) }
    var shares: Set<Int> = []
    for _ in 0..<200 {
      rig.send(rig.safety.jointLimits.map { random.uniform($0.lower, $0.upper) })
      for _ in 0..<(1 + random.index(below: 230)) {
        rig.tick()
        shares.insert(Int(rig.verdict.speedShare * 10))
        for joint in audits.indices { audits[joint].see(rig.safe[joint]) }
      }
    }
    for joint in audits.indices { #expect(audits[joint].violations == 0, "\(joint): \(audits[joint])") }
    #expect(shares.isSuperset(of: 0...10))
  }
}
