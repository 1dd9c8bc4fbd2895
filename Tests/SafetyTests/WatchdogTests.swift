import Safety
import Testing
import Vocabulary

@Suite("Watchdog")
struct WatchdogTests {
  /// Policy and control rate, Hz; at each the policy falls silent after a command.
  static let rates: [(Double, Double)] = [
    (10, 10), (10, 1000), (20, 20), (20, 500), (50, 50), (50, 1000), (100, 100), (100, 1000), (200, 1000), (250, 500),
    (500, 1000), (1000, 1000),
  ]

  @Test(
    "HOLD at the first tick at which the command is older than 2 policy periods, LATCHED at 20 of them or 0.5 s",
    arguments: rates)
  func exact(policyHertz: Double, controlHertz: Double) throws {
    var rig = try GuardRig(controlHertz: controlHertz, policyHertz: policyHertz)
    try rig.drive()
    rig.send()
    let sent = rig.now
    let valid = UInt64((2e9 / policyHertz).rounded())
    let latch = min(UInt64((20e9 / policyHertz).rounded()), 500_000_000)
    #expect(rig.safety.validNanoseconds == valid && rig.safety.latchNanoseconds == latch)
    var (held, latched): (UInt64?, UInt64?) = (nil, nil)
    while latched == nil {
      let now = rig.now
      rig.tick()
      if held == nil && rig.safety.mode == .hold { held = now - sent }
      if rig.safety.mode == .latched { latched = now - sent }
      // Until the watchdog's time the policy drives.
      if now - sent <= valid { #expect(rig.safety.mode == .policy) }
    }
    let period = UInt64(1e9 / controlHertz)
    // The first tick after the time, so within one control period; the promise is two.
    let (toHold, toLatch) = (try #require(held), try #require(latched))
    #expect(toHold > valid && toHold <= valid + period)
    #expect(toLatch >= latch && toLatch < latch + period)
    #expect(rig.verdict.reason == .commandStale && rig.verdict.isFault)
  }

  @Test("a command in its last valid moment keeps the policy driving, for good")
  func slowest() throws {
    var rig = try GuardRig(controlHertz: 1000, policyHertz: 20)
    try rig.drive()
    for _ in 0..<50 {
      rig.send()
      rig.ticks(101)
      #expect(rig.safety.mode == .policy)
    }
  }

  @Test("HOLD ends by itself with the third fresh command in a row, and no earlier")
  func comesBack() throws {
    var rig = try StateMachineTests.rig(in: .hold)
    for expected in [GuardMode.hold, .hold, .policy] {
      rig.send()
      rig.ticks(20)
      #expect(rig.safety.mode == expected)
    }
    #expect(rig.safety.reason == .none)
  }

  @Test("a gap between fresh commands starts the count anew")
  func gap() throws {
    var rig = try StateMachineTests.rig(in: .hold)
    rig.send()
    rig.ticks(20)
    rig.send()
    rig.ticks(150)
    rig.send()
    rig.ticks(20)
    #expect(rig.safety.mode == .hold)
  }

  @Test("after a suspended machine wakes nothing moves: an old command is old")
  func suspended() throws {
    var rig = try GuardRig()
    try rig.drive()
    rig.send(rig.safe.map { $0 + 0.01 })
    rig.now += 10_000_000_000
    let before = rig.safe
    rig.ticks(10)
    #expect(rig.safety.mode == .latched && rig.safe == before)
  }

  @Test(
    "a NaN, an infinity or a wrong number of joints holds in its tick; the third in a row latches",
    arguments: [0, 1, 2, 3])
  func bad(kind: Int) throws {
    var rig = try GuardRig()
    try rig.drive()
    var command = rig.safe
    switch kind {
    case 0: command[4] = .nan
    case 1: command[8] = .infinity
    case 2: command[0] = -.infinity
    default: command.removeLast()
    }
    let reason: StopReason = kind == 3 ? .commandCount : .commandNotFinite
    for count in 1...3 {
      rig.send(command)
      rig.tick()
      #expect(rig.safety.mode == (count == 3 ? .latched : .hold) && rig.safety.reason == reason)
      // The same command, seen again, is one command.
      rig.ticks(5)
      #expect(rig.safe.allSatisfy { $0.isFinite })
    }
  }

  @Test("two bad commands, then good ones: the policy drives again")
  func badTwice() throws {
    var rig = try GuardRig()
    try rig.drive()
    for _ in 0..<20 {
      for _ in 0..<2 {
        rig.send(Array(repeating: .nan, count: 9))
        rig.tick()
        #expect(rig.safety.mode == .hold)
      }
      rig.stream(0.003)
      #expect(rig.safety.mode == .policy)
    }
  }

  @Test("an epoch below the highest that was obeyed is refused, and silence follows")
  func oldEpoch() throws {
    var rig = try GuardRig()
    try rig.drive(epoch: 5)
    let before = rig.safe
    for _ in 0..<103 {
      rig.send(before.map { $0 + 0.01 }, epoch: 4)
      rig.tick()
      #expect(rig.verdict.refusal == .oldEpoch)
    }
    #expect(rig.safe == before && rig.safety.mode == .hold && rig.safety.epoch == 5)
  }

  @Test("a command that is already too old when it comes is refused; one at its limit is obeyed", arguments: [0, 1])
  func late(nanosecond: UInt64) throws {
    var rig = try GuardRig()
    try rig.drive()
    rig.send()
    rig.command?.ageNanoseconds = rig.safety.validNanoseconds + nanosecond
    let out = rig.safety.tick(rig.reading, command: rig.command, now: rig.now)
    #expect(out.verdict.refusal == (nanosecond == 0 ? .none : .stale))
  }
}
