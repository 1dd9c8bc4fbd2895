import Safety
import Testing
import Vocabulary

@Suite("State machine")
struct StateMachineTests {
  /// What may be asked of a guard in each mode.
  enum Asked: CaseIterable {
    case arm, disarm, clear, stop, handBack, reset, ready, policy, expert, silence, nan, force
  }

  /// A guard in a mode, reached as an operator would.
  static func rig(in mode: GuardMode) throws -> GuardRig {
    var rig = try GuardRig()
    switch mode {
    case .disarmed: rig.stream(1.2)
    case .armed:
      rig.stream(1.2)
      try rig.safety.arm(now: rig.now)
    case .policy: try rig.drive()
    case .expert: try rig.drive(by: .expert)
    case .hold:
      try rig.drive()
      rig.ticks(102)
    case .latched:
      try rig.drive()
      rig.ticks(502)
    case .reset:
      try rig.drive()
      try rig.safety.reset(to: rig.safe, now: rig.now)
    }
    #expect(rig.safety.mode == mode)
    return rig
  }

  /// The mode after it; nil: refused with an error, the mode as before.
  static func after(_ mode: GuardMode, _ asked: Asked) -> GuardMode? {
    switch (mode, asked) {
    case (.disarmed, .arm): .armed
    case (_, .arm): nil
    case (_, .disarm): .disarmed
    case (.latched, .clear): .disarmed
    case (_, .clear): nil
    case (.disarmed, .stop), (.latched, .stop): mode
    case (_, .stop): .hold
    case (.expert, .handBack): .armed
    case (_, .handBack): mode
    case (.disarmed, .reset), (.latched, .reset): nil
    case (_, .reset): .reset
    // RESET has not arrived, and HOLD was not an operator's.
    case (_, .ready): nil
    case (.armed, .policy), (.policy, .policy): .policy
    case (.armed, .expert), (.policy, .expert), (.expert, .expert): .expert
    // Outranked.
    case (.expert, .policy): .expert
    // One fresh command is not enough.
    case (_, .policy), (_, .expert): mode
    case (.policy, .silence), (.expert, .silence): .hold
    case (_, .silence): mode
    case (.armed, .nan), (.policy, .nan), (.expert, .nan): .hold
    case (_, .nan): mode
    case (.armed, .force), (.policy, .force), (.expert, .force), (.reset, .force), (.hold, .force): .hold
    case (.disarmed, .force), (.latched, .force): mode
    }
  }

  @Test("every mode answers every word as the table says", arguments: GuardMode.allCases, Asked.allCases)
  func table(mode: GuardMode, asked: Asked) throws {
    var rig = try Self.rig(in: mode)
    let expected = Self.after(mode, asked)
    do {
      switch asked {
      case .arm: try rig.safety.arm(now: rig.now)
      case .disarm: rig.safety.disarm(now: rig.now)
      case .clear: try rig.safety.clear(now: rig.now)
      case .stop: rig.safety.stop(now: rig.now)
      case .handBack: rig.safety.handBack(now: rig.now)
      case .reset: try rig.safety.reset(to: rig.safe, now: rig.now)
      case .ready: try rig.safety.ready(now: rig.now)
      case .policy, .expert:
        rig.now += rig.period
        rig.send(by: asked == .policy ? .policy : .expert)
        rig.tick()
      case .silence: rig.ticks(103)
      case .nan:
        rig.send(Array(repeating: .nan, count: 9))
        rig.tick()
      case .force:
        rig.reading.contactForceNewtons = 41
        rig.tick()
      }
      #expect(expected != nil)
    } catch {
      #expect(expected == nil, "\(error)")
    }
    // Silence lasts 103 ms: RESET arrives where it stands and waits, HOLD is not yet latched.
    #expect(rig.safety.mode == expected ?? mode)
  }

  @Test(
    "RESET arrives where a finger stands at its end, a rounding away from it",
    arguments: [0, 1e-300, 1e-22, 1e-18, 1e-12, 1e-9])
  func resetAtTheEnd(away: Double) throws {
    var rig = try GuardRig()
    let finger = rig.safety.armJointCount
    rig.reading.jointPositions[finger] = rig.safety.jointLimits[finger].lower + away
    rig.safe = rig.reading.jointPositions
    rig.stream(1.2)
    try rig.safety.arm(now: rig.now)
    rig.stream(0.1)
    var start = rig.reading.jointPositions
    start[0] += 0.05
    start[finger] = rig.safety.jointLimits[finger].lower
    try rig.safety.reset(to: start, now: rig.now)
    rig.ticks(5_000)
    #expect(rig.safety.reason == .none)
    try rig.safety.ready(now: rig.now)
    #expect(rig.safety.mode == .armed && abs(rig.safe[0] - start[0]) < 1e-6)
  }

  @Test("arming needs a stream that was fresh for a second, a robot at rest and no hazard")
  func arming() throws {
    var rig = try GuardRig()
    #expect(throws: SafetyError.notMeasured) { try rig.safety.arm(now: rig.now) }
    rig.stream(0.9)
    #expect(throws: SafetyError.self) { try rig.safety.arm(now: rig.now) }
    // A gap starts the second anew.
    rig.ticks(150)
    rig.stream(0.9)
    #expect(throws: SafetyError.self) { try rig.safety.arm(now: rig.now) }
    rig.stream(0.2)
    rig.reading.contactForceNewtons = 50
    rig.tick()
    #expect(throws: SafetyError.hazard(.force)) { try rig.safety.arm(now: rig.now) }
    // Hysteresis: 0.9 of 40 N.
    rig.reading.contactForceNewtons = 37
    rig.tick()
    #expect(throws: SafetyError.hazard(.force)) { try rig.safety.arm(now: rig.now) }
    rig.reading.contactForceNewtons = 36
    rig.tick()
    try rig.safety.arm(now: rig.now)
    #expect(rig.safety.mode == .armed)
  }

  @Test(
    "nothing moves while it is disarmed, armed, held or latched",
    arguments: [GuardMode.disarmed, .armed, .hold, .latched])
  func stands(mode: GuardMode) throws {
    var rig = try Self.rig(in: mode)
    let before = rig.safe
    for _ in 0..<2 {
      rig.send(before.map { $0 + 0.01 }, observed: 0)
      rig.tick()
    }
    #expect(rig.safe == before && rig.verdict.outcome == .held && rig.verdict.isAtRest)
  }

  @Test("before the first complete measurement there is nothing to send")
  func unmeasured() throws {
    var rig = try GuardRig()
    rig.reading.jointPositions[3] = .nan
    let command = rig.safety.tick(rig.reading, command: nil, now: rig.now)
    #expect(command.count == 0 && command.verdict.outcome == .held)
  }

  @Test(
    "every stop has a reason, and every reason that can stop has words and a way out", arguments: StopReason.allCases)
  func words(reason: StopReason) {
    #expect(reason.description.isEmpty == (reason == .none))
    #expect(reason.holdWayOut.isEmpty == (reason == .none))
    #expect(reason.latchedWayOut.isEmpty == (reason == .none))
  }

  @Test("a robot without limits, too many joints or impossible periods is refused by name")
  func refused() {
    var bare = Panda.robot()
    bare.safety = nil
    #expect(throws: SafetyError.noLimits(robot: "panda")) { _ = try GuardRig(bare) }
    #expect(throws: SafetyError.self) { _ = try GuardRig(policyHertz: 3) }
    #expect(throws: SafetyError.self) { _ = try GuardRig(controlHertz: 10, policyHertz: 20) }
    #expect(throws: SafetyError.badSpeedShare(value: 1.5)) { _ = try GuardRig(speedShare: 1.5) }
    var long = Panda.robot()
    long.armJoints += long.armJoints
    long.armJoints += long.armJoints.prefix(1)
    long.safety?.armRadiansPerSecondSquared = Array(repeating: 10, count: 15)
    long.safety?.armRadiansPerSecondCubed = Array(repeating: 5000, count: 15)
    #expect(throws: SafetyError.tooManyJoints(count: 17, most: 16)) { _ = try GuardRig(long) }
  }
}
