import Vocabulary

/// What operators, and the hub for them, ask of the guard. `now` is the robot's own monotonic clock, nanoseconds.
extension SafetyGuard {
  /// DISARMED → ARMED. The policy's first action must answer an observation newer than this.
  ///
  /// - Throws: while the stream has not been fresh for `safety.armSeconds`, the robot moves or a hazard is measured.
  public mutating func arm(now: UInt64) throws(SafetyError) {
    clock = max(clock, now)
    guard mode == .disarmed else { throw .wrongMode(wanted: "arm", mode: mode, allowed: "disarmed") }
    guard isSettled else { throw .notMeasured }
    guard isAtRest else { throw .wrongMode(wanted: "arm", mode: mode, allowed: "standing still") }
    if !hazards.isEmpty { throw .hazard(hazards.reason) }
    gate.watch(now: clock)
    let fresh = gate.freshSince.map { Double(clock - $0) * 1e-9 } ?? 0
    guard gate.freshSince != nil, fresh >= limits.armSeconds else {
      throw .streamTooYoung(freshSeconds: fresh, neededSeconds: limits.armSeconds)
    }
    beginAnew()
  }

  /// Any mode → DISARMED; a moving robot brakes within its limits.
  public mutating func disarm(now: UInt64) {
    clock = max(clock, now)
    if mode == .expert { gate.release(now: clock) }
    reason = .none
    tolerated = []
    change(to: .disarmed)
  }

  /// LATCHED → DISARMED: somebody has looked.
  public mutating func clear(now: UInt64) throws(SafetyError) {
    clock = max(clock, now)
    guard mode == .latched else { throw .wrongMode(wanted: "clear", mode: mode, allowed: "latched") }
    reason = .none
    gate.restartRuns()
    change(to: .disarmed)
  }

  /// The operator's stop: HOLD until `ready` or RESET. A robot that is disarmed or latched stays so.
  public mutating func stop(now: UInt64) {
    clock = max(clock, now)
    if mode == .disarmed || mode == .latched { return }
    hold(.operatorStop)
  }

  /// The expert lets go: stops, and waits for a policy action that answers an observation newer than this.
  public mutating func handBack(now: UInt64) {
    clock = max(clock, now)
    if mode == .expert { beginAnew() }
  }

  /// RESET: retracts, if told so, then goes to the start, at `safety.resetSpeedShare`; waits there for `ready`, or for
  /// `safety.resetWaitSeconds`. From ARMED, POLICY, EXPERT, HOLD and RESET. What an expert may drive out of, RESET may too.
  ///
  /// - Parameters:
  ///   - start: rad, m; arm joints, then fingers; within the limits and their margins.
  ///   - retract: a pose on the way, likewise.
  public mutating func reset(to start: [Double], retract: [Double]? = nil, now: UInt64) throws(SafetyError) {
    clock = max(clock, now)
    guard mode != .disarmed, mode != .latched else {
      throw .wrongMode(wanted: "reset", mode: mode, allowed: "armed")
    }
    let blocking = hazards.subtracting(.escapable)
    if !blocking.isEmpty { throw .hazard(blocking.reason) }
    let poses = (retract.map { [$0] } ?? []) + [start]
    for pose in poses { try check(pose) }
    if mode == .expert { gate.release(now: clock) }
    reason = .none
    tolerated = hazards
    route = ResetRoute(poses: poses, now: clock)
    change(to: .reset)
  }

  /// The operator's word: RESET that has arrived, or an operator's stop, → ARMED.
  public mutating func ready(now: UInt64) throws(SafetyError) {
    clock = max(clock, now)
    let isWaiting = mode == .reset && route.arrivedAt != nil
    guard isWaiting || (mode == .hold && reason == .operatorStop) else {
      throw .wrongMode(wanted: "go on", mode: mode, allowed: "waiting at the start of RESET, or stopped by an operator")
    }
    beginAnew()
  }

  private func check(_ pose: [Double]) throws(SafetyError) {
    guard pose.count == jointCount else { throw .poseCount(count: pose.count, joints: jointCount) }
    for (joint, limits) in jointLimits.enumerated() where !(limits.lower...limits.upper).contains(pose[joint]) {
      throw .badPose(joint: joint, value: pose[joint], lower: limits.lower, upper: limits.upper)
    }
  }
}
