import CAllocations
import Safety
import Testing
import Vocabulary

@Suite("What a tick leaves behind and what it takes")
struct RecorderTests {
  @Test("the recorder keeps the last 5 s of ticks, in order, and a fault's is the newest")
  func recorder() throws {
    var rig = try GuardRig(controlHertz: 100)
    #expect(rig.safety.recorder.capacity == 500)
    try rig.drive()
    rig.stream(6)
    rig.ticks(60)
    #expect(rig.verdict.mode == .latched)
    let recorder = rig.safety.recorder
    #expect(recorder.count == 500)
    for place in 1..<500 {
      #expect(recorder[place].nanoseconds == recorder[place - 1].nanoseconds + 10_000_000)
    }
    #expect(recorder[499].nanoseconds == rig.now - rig.period)
    #expect((0..<500).count { recorder[$0].verdict.isFault } == 1)
    let lines = recorder.csv().split(separator: "\n")
    let columns = lines[0].split(separator: ",").count
    #expect(
      lines.count == 501
        && lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == columns })
  }

  @Test("a tick takes no memory and no lock, in any mode and with any command", arguments: ["Panda", "FR3"])
  func allocations(table: String) throws {
    var rig = try GuardRig((table == "FR3" ? FR3.robot : Panda.robot) { $0.safeHomeAfterSeconds = 0.1 })
    rig.reading.toolJacobian[0] = 0.5
    rig.stream(1.2)
    var random = RandomStream(seed: 11)
    var modes: Set<GuardMode> = []
    // Ticks alone are counted: sending a command makes an array.
    var spent: (allocations: Int64, locks: Int64) = (0, 0)
    let sequence: [(String, Int)] = [
      ("disarmed", 50), ("arm", 5), ("policy", 300), ("nan", 1), ("policy", 50), ("expert", 300), ("force", 5),
      ("expert", 50), ("reset", 300), ("stop", 50), ("ready", 5), ("policy", 50), ("silence", 2000),
    ]
    for (act, ticks) in sequence {
      if act == "arm" { try rig.safety.arm(now: rig.now) }
      if act == "reset" {
        try rig.safety.reset(to: rig.safety.jointLimits.map { ($0.lower + $0.upper) / 2 }, now: rig.now)
      }
      if act == "stop" { rig.safety.stop(now: rig.now) }
      if act == "ready" { try rig.safety.ready(now: rig.now) }
      rig.reading.contactForceNewtons = act == "force" ? 50 : 0
      for _ in 0..<ticks {
        let goal = rig.safety.jointLimits.map { random.uniform($0.lower - 0.1, $0.upper + 0.1) }
        switch act {
        case "policy": rig.send(goal)
        case "expert", "force": rig.send(goal, by: .expert)
        case "nan": rig.send(goal.map { _ in Double.nan })
        default: break
        }
        let (reading, command, now) = (rig.reading, rig.command, rig.now)
        let before = ca_counts_of_thread()
        let out = rig.safety.tick(reading, command: command, now: now)
        let after = ca_counts_of_thread()
        spent.allocations += after.allocations - before.allocations
        spent.locks += after.locks - before.locks
        modes.insert(out.verdict.mode)
        for joint in 0..<out.count { rig.reading.jointPositions[joint] = out[joint] }
        rig.now += rig.period
      }
    }
    #expect(spent.allocations == 0 && spent.locks == 0)
    #expect(modes == Set(GuardMode.allCases))
  }

  @Test("through the whole guard: an adversary of all joints finds no tick outside the limits")
  func adversary() throws {
    var rig = try GuardRig()
    rig.reading.toolJacobian = (0..<21).map { [0.5, 0.3, 0.2, 0.4, 0.1, 0.2, 0.0][$0 % 7] * ($0 < 7 ? 1 : 0.5) }
    try rig.drive()
    var audits = zip(rig.safety.jointLimits, rig.safe).map { MotionAudit($0, period: 1e-3, at: $1) }
    var adversaries = (0..<9).map { Adversary(seed: 100 + UInt64($0)) }
    var random = RandomStream(seed: 5)
    let clock = ContinuousClock()
    var (elapsed, ticks) = (Duration.zero, 0)
    var moved = 0
    for _ in 0..<(LimiterPropertyTests.count / 9) {
      var goal = zip(rig.safety.jointLimits, rig.safe).enumerated().map { adversaries[$0].target($1.0, from: $1.1) }
      if random.bernoulli(0.002) { goal[random.index(below: 9)] = .nan }
      let authority: Authority = random.bernoulli(0.01) ? .expert : .policy
      if rig.safety.mode == .expert && random.bernoulli(0.05) { rig.safety.handBack(now: rig.now) }
      if rig.safety.mode == .latched { try rig.safety.clear(now: rig.now) }
      if rig.safety.mode == .disarmed { try? rig.safety.arm(now: rig.now) }
      rig.reading.contactForceNewtons = random.bernoulli(0.001) ? 60 : 0
      rig.send(goal, by: authority)
      let start = clock.now
      rig.tick()
      elapsed += clock.now - start
      ticks += 1
      for joint in 0..<9 { audits[joint].see(rig.safe[joint]) }
      if rig.safety.mode == .policy || rig.safety.mode == .expert { moved += 1 }
    }
    #expect(moved > ticks / 2)
    for joint in audits.indices { #expect(audits[joint].violations == 0, "\(joint): \(audits[joint])") }
    let nanoseconds = Double(elapsed.components.attoseconds) * 1e-9 + Double(elapsed.components.seconds) * 1e9
    print("guard: \(ticks) ticks of 9 joints, \(nanoseconds / Double(ticks)) ns each")
  }
}
