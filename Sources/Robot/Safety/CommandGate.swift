import Vocabulary

/// Judges commands in the order age, epoch, finite, count, rank, and keeps the watchdog's times.
///
/// All times are nanoseconds of the robot's own monotonic clock: a step of the wall clock moves nothing.
struct CommandGate: Sendable {
  let validNanoseconds: UInt64
  let latchNanoseconds: UInt64
  let jointCount: Int

  private(set) var highestEpoch: UInt64
  /// When the last good command arrived.
  private(set) var obeyedAt: UInt64 = 0
  /// When the command that was obeyed last arrived; earlier than `obeyedAt` where commands overtook each other.
  private var commandAt: UInt64 = 0
  /// Since when good commands have come without a gap; nil while none do.
  private(set) var freshSince: UInt64?
  /// Good commands, ever.
  private(set) var goodCommands: UInt64 = 0
  /// Good commands in a row, and bad ones.
  private(set) var freshRun = 0
  private(set) var badRun = 0
  private(set) var badReason = StopReason.none
  private var expertEpoch: UInt64?
  /// The policy must answer an observation newer than this.
  private var releasedAt: UInt64 = 0
  private var number: UInt64?
  /// The number of the last command was counted, as good or bad.
  private var isCounted = false

  init(_ limits: SafetyLimits, jointCount: Int, policyPeriodNanoseconds: UInt64, highestEpoch: UInt64 = 0) {
    self.highestEpoch = highestEpoch
    self.jointCount = jointCount
    let period = Double(policyPeriodNanoseconds)
    validNanoseconds = UInt64((limits.validPolicyPeriods * period).rounded())
    let latch = min(limits.latchPolicyPeriods * period, limits.latchSeconds * 1e9)
    latchNanoseconds = max(UInt64(latch.rounded()), validNanoseconds + 1)
  }

  /// - Parameter mode: of this tick, before the command has moved it. In DISARMED and LATCHED nothing is obeyed, but the
  ///   stream is watched.
  mutating func judge(_ command: borrowing DesiredMotion, mode: GuardMode, now: UInt64) -> CommandRefusal {
    if command.number != number {
      number = command.number
      isCounted = false
    }
    let obeys = mode != .disarmed && mode != .latched && mode != .reset
    let refusal = refusal(command, obeys: obeys, now: now)
    switch refusal {
    case .none:
      commandAt = now - min(now, command.ageNanoseconds)
      obeyedAt = max(obeyedAt, commandAt)
      if freshSince == nil { freshSince = now }
      if obeys {
        highestEpoch = max(highestEpoch, command.epoch)
        if command.authority == .expert { expertEpoch = command.epoch }
      }
      if !isCounted {
        (freshRun, badRun, isCounted) = (freshRun + 1, 0, true)
        goodCommands += 1
      }
    case .notFinite, .wrongCount:
      (freshRun, freshSince) = (0, nil)
      badReason = refusal == .notFinite ? .commandNotFinite : .commandCount
      if obeys && !isCounted { (badRun, isCounted) = (badRun + 1, true) }
    case .stale, .noAuthority: freshRun = 0
    case .oldEpoch, .outranked, .beforeRelease, .notDriving: break
    }
    return refusal
  }

  private mutating func refusal(_ command: borrowing DesiredMotion, obeys: Bool, now: UInt64) -> CommandRefusal {
    if command.ageNanoseconds > validNanoseconds { return .stale }
    if command.epoch < highestEpoch { return .oldEpoch }
    if command.authority == .none { return .noAuthority }
    if !command.isFinite { return .notFinite }
    if command.jointPositions.count != jointCount { return .wrongCount }
    if !obeys || command.authority == .expert { return .none }
    if let expertEpoch {
      if command.epoch <= expertEpoch { return .outranked }
      // A newer lease is a hand-back.
      release(now: now)
    }
    return command.observedNanoseconds > releasedAt ? .none : .beforeRelease
  }

  /// Of the last good command.
  func age(now: UInt64) -> UInt64 { now - min(now, commandAt) }

  /// Time since the last good command, or since `start` where that is later.
  func silence(now: UInt64, since start: UInt64) -> UInt64 {
    let from = max(obeyedAt, start)
    return now - min(now, from)
  }

  /// Called every tick: a gap ends the stream's freshness.
  mutating func watch(now: UInt64) {
    if now - min(now, obeyedAt) > validNanoseconds { (freshSince, freshRun) = (nil, 0) }
  }

  /// Nobody holds the robot from now on; the policy must look first.
  mutating func release(now: UInt64) {
    expertEpoch = nil
    releasedAt = now
  }

  mutating func restartRuns() { (freshRun, badRun) = (0, 0) }

  mutating func restartFreshRun() { freshRun = 0 }
}
