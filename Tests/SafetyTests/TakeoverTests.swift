import Safety
import Testing
import Vocabulary

@Suite("Takeover, hand-back, reset, loss of the hub")
struct TakeoverTests {
  @Test("an expert's command moves the robot in the tick in which it comes, and positions go on without a jump")
  func continuity() throws {
    let robot = Panda.robot()
    var rig = try GuardRig(robot)
    try rig.drive()
    var random = RandomStream(seed: 3)
    var audits = zip(rig.safety.jointLimits, rig.safe).map { MotionAudit($0, period: 1e-3, at: $1) }
    func audit(_ rig: GuardRig, _ audits: inout [MotionAudit]) {
      for joint in audits.indices { audits[joint].see(rig.safe[joint]) }
    }
    var takeovers = 0
    for round in 0..<60 {
      // The two want to go to opposite ends.
      let authority: Authority = round % 2 == 0 ? .policy : .expert
      let ends = rig.safety.jointLimits.map { (authority == .policy) ? $0.upper : $0.lower }
      if authority == .policy && round > 0 {
        rig.safety.handBack(now: rig.now)
        #expect(rig.safety.mode == .armed)
      }
      for tick in 0..<(20 + random.index(below: 300)) {
        let wasPolicy = rig.safety.mode == .policy
        rig.send(ends, by: authority, epoch: 1)
        rig.tick()
        audit(rig, &audits)
        if authority == .expert && tick == 0 {
          #expect(wasPolicy && rig.safety.mode == .expert && rig.verdict.refusal == .none)
          takeovers += 1
        }
      }
    }
    #expect(takeovers == 30)
    for joint in audits.indices { #expect(audits[joint].violations == 0, "\(joint): \(audits[joint])") }
  }

  @Test("while an expert drives the policy is refused; after the hand-back it must have looked again")
  func handBack() throws {
    var rig = try GuardRig()
    try rig.drive(by: .expert)
    rig.send(by: .policy)
    rig.tick()
    #expect(rig.safety.mode == .expert && rig.verdict.refusal == .outranked)
    rig.send(by: .expert)
    rig.tick()
    let release = rig.now
    rig.safety.handBack(now: release)
    rig.now += rig.period
    rig.send(by: .policy, observed: release)
    rig.tick()
    #expect(rig.safety.mode == .armed && rig.verdict.refusal == .beforeRelease)
    rig.send(by: .policy, observed: release + 1)
    rig.tick()
    #expect(rig.safety.mode == .policy && rig.verdict.refusal == .none)
  }

  @Test("a policy's command under a newer lease is a hand-back, and so is an expert's silence")
  func impliedHandBack() throws {
    for isLease in [true, false] {
      var rig = try GuardRig()
      try rig.drive(by: .expert, epoch: 4)
      if !isLease {
        rig.ticks(103)
        #expect(rig.safety.mode == .hold)
      }
      let old = rig.now - 110_000_000
      let epoch: UInt64 = isLease ? 5 : 4
      rig.send(by: .policy, epoch: epoch, observed: old)
      rig.tick()
      #expect(rig.verdict.refusal == .beforeRelease)
      for _ in 0..<3 {
        rig.send(by: .policy, epoch: epoch, observed: rig.now)
        rig.tick()
      }
      #expect(rig.safety.mode == .policy)
    }
  }

  @Test("RESET retracts, goes to the start at the reduced speed, waits for ready, and the policy must look again")
  func reset() throws {
    let robot = Panda.robot()
    var rig = try GuardRig(robot)
    try rig.drive()
    let start = [0.3, 0.2, -0.3, -2, 0.1, 2, 0.5, 0.01, 0.01]
    var retract = rig.safe
    retract[1] -= 0.3
    #expect(throws: SafetyError.poseCount(count: 2, joints: 9)) { try rig.safety.reset(to: [0, 1], now: rig.now) }
    var far = start
    far[3] = 1
    #expect(throws: SafetyError.badPose(joint: 3, value: 1, lower: -3.0718, upper: -0.0698)) {
      try rig.safety.reset(to: far, now: rig.now)
    }
    try rig.safety.reset(to: start, retract: retract, now: rig.now)
    var least = rig.safe[1]
    for _ in 0..<10_000 {
      let before = rig.safe
      rig.tick()
      #expect(rig.verdict.outcome == .resetting && rig.safety.mode.authority == .none)
      for joint in 0..<7 {
        #expect(abs(rig.safe[joint] - before[joint]) * 1000 <= 0.2 * Panda.velocity[joint] * (1 + 1e-9))
      }
      least = min(least, rig.safe[1])
    }
    #expect(rig.safe == start && abs(least - retract[1]) < 1e-9 && rig.verdict.isAtRest)
    rig.send(by: .policy)
    rig.tick()
    #expect(rig.safety.mode == .reset && rig.verdict.refusal == .notDriving)
    try rig.safety.ready(now: rig.now)
    rig.tick()
    #expect(rig.safety.mode == .armed && rig.verdict.refusal == .beforeRelease)
    rig.send(by: .policy)
    rig.tick()
    #expect(rig.safety.mode == .policy)
  }

  @Test("a timer in place of ready; a way that takes too long is held, and an expert or another RESET leads out")
  func resetTimes() throws {
    var rig = try GuardRig(Panda.robot { ($0.resetWaitSeconds, $0.resetTimeoutSeconds) = (0.5, 2) })
    try rig.drive()
    try rig.safety.reset(to: rig.safe, now: rig.now)
    rig.ticks(495)
    #expect(rig.safety.mode == .reset)
    rig.ticks(10)
    #expect(rig.safety.mode == .armed)
    rig.send()
    rig.tick()
    var far = rig.safe
    far[0] = 2.8
    try rig.safety.reset(to: far, now: rig.now)
    rig.ticks(2003)
    #expect(rig.safety.mode == .hold && rig.verdict.reason == .resetTimeout)
    rig.stream(1)
    #expect(rig.safety.mode == .hold)
    var other = rig
    try other.safety.reset(to: rig.safe, now: other.now)
    #expect(other.safety.mode == .reset)
    rig.stream(0.01, by: .expert)
    #expect(rig.safety.mode == .expert)
  }

  @Test("a hazard on the way of RESET holds, for as long as the policy is silent, and an expert leads out")
  func resetHazard() throws {
    var rig = try GuardRig()
    try rig.drive()
    var far = rig.safe
    far[0] = 2.8
    try rig.safety.reset(to: far, now: rig.now)
    rig.ticks(1000)
    rig.reading.conditionNumber = 31
    rig.tick()
    #expect(rig.safety.mode == .hold && rig.verdict.reason == .singularity && rig.verdict.isFault)
    rig.ticks(2000)
    #expect(rig.safety.mode == .hold)
    rig.stream(0.01, by: .expert)
    #expect(rig.safety.mode == .expert)
    rig.ticks(502)
    #expect(rig.safety.mode == .latched)
  }

  @Test("an operator's stop outlives silence and fresh commands, until ready")
  func operatorStop() throws {
    var rig = try GuardRig()
    try rig.drive()
    rig.safety.stop(now: rig.now)
    rig.ticks(2000)
    rig.stream(1)
    #expect(rig.safety.mode == .hold && rig.verdict.reason == .operatorStop)
    try rig.safety.ready(now: rig.now)
    rig.now += rig.period
    rig.stream(0.002)
    #expect(rig.safety.mode == .policy)
  }

  @Test(
    "on loss of the hub: hold, latch, then home at the reduced speed where that is configured", arguments: [0.0, 3])
  func hub(after: Double) throws {
    var rig = try GuardRig(Panda.robot { $0.safeHomeAfterSeconds = after })
    try rig.drive()
    for _ in 0..<300 {
      var goal = rig.safe
      goal[0] += 0.01
      rig.send(goal)
      rig.tick()
    }
    rig.reading.isHubAlive = false
    rig.tick()
    #expect(rig.safety.mode == .hold && rig.verdict.reason == .hubLost)
    rig.ticks(505)
    #expect(rig.safety.mode == .latched && rig.verdict.reason == .hubLost)
    let stood = rig.safe
    rig.ticks(2900)
    #expect(rig.safe == stood && rig.verdict.mayCloseBrakes)
    var fastest = 0.0
    for _ in 0..<10_000 {
      let before = rig.safe[0]
      rig.tick()
      fastest = max(fastest, abs(rig.safe[0] - before) * 1000)
    }
    if after == 0 { #expect(rig.safe == stood) } else { #expect(Array(rig.safe.prefix(7)) == Panda.neutral) }
    #expect(rig.safety.mode == .latched && fastest <= 0.2 * 2.175 * (1 + 1e-9))
    #expect(rig.verdict.mayCloseBrakes)
  }
}
