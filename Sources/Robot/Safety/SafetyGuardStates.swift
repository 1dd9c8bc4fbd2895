import Vocabulary

extension SafetyGuard {
  /// Moves the state machine by one tick.
  ///
  /// - Returns: whether the robot was stopped for a fault.
  mutating func supervise(
    _ reading: RobotReading, isComplete: Bool, isObeyed: Bool, refusal: CommandRefusal
  ) -> Bool {
    if isComplete {
      hazards.update(reading, limits, distanceOutside: tool.distanceOutside(reading.toolMeters))
      badReadings = 0
    } else {
      hazards.insert(.reading)
      badReadings += 1
    }
    tolerated.formIntersection(hazards)
    switch mode {
    case .disarmed:
      if isComplete { followHand(reading) }
      return false
    case .latched:
      // The way home ends where it is disturbed.
      if isGoingHome, let fault = measuredFault(reading, isComplete: isComplete) {
        latch(fault)
        return true
      }
      return false
    case .armed, .policy, .expert, .hold, .reset:
      if let fault = measuredFault(reading, isComplete: isComplete) ?? commandFault() {
        latch(fault)
        return true
      }
    }
    switch mode {
    case .reset: return superviseReset()
    case .hold:
      superviseHold(isObeyed: isObeyed)
      return false
    case .armed, .policy, .expert, .disarmed, .latched: return superviseDriving(isObeyed: isObeyed, refusal: refusal)
    }
  }

  private mutating func superviseDriving(isObeyed: Bool, refusal: CommandRefusal) -> Bool {
    let dangers = hazards.subtracting(mode == .expert ? tolerated : [])
    if !dangers.isEmpty {
      hold(dangers.reason)
      return true
    }
    if refusal == .notFinite || refusal == .wrongCount {
      hold(gate.badReason)
      return true
    }
    if mode != .armed && gate.silence(now: clock, since: watchSince) > gate.validNanoseconds {
      hold(.commandStale)
    } else if isObeyed {
      enter(desiredAuthority)
    }
    return false
  }

  private mutating func superviseHold(isObeyed: Bool) {
    if reason.leavesByItself && !hazards.isEmpty { reason = hazards.reason }
    let isExpert = desiredAuthority == .expert
    let dangers = isExpert ? hazards.subtracting(.escapable) : hazards
    let mayLeave = reason.leavesByItself || (reason == .resetTimeout && isExpert)
    if isObeyed && mayLeave && dangers.isEmpty && gate.freshRun >= limits.freshCommands {
      tolerated = hazards
      reason = .none
      enter(desiredAuthority)
    }
  }

  private mutating func superviseReset() -> Bool {
    let dangers = hazards.subtracting(tolerated)
    if !dangers.isEmpty {
      hold(dangers.reason)
      return true
    }
    if hasArrived { route.advance(now: clock) }
    if let arrivedAt = route.arrivedAt {
      let wait = nanoseconds(limits.resetWaitSeconds)
      if wait > 0 && clock - arrivedAt >= wait { beginAnew() }
    } else if clock - route.beganAt > nanoseconds(limits.resetTimeoutSeconds) {
      hold(.resetTimeout)
      return true
    }
    return false
  }

  /// At the end of a joint's range the last step to the target may be refused: it could end a rounding outside.
  private var hasArrived: Bool {
    for joint in 0..<jointCount {
      let isThere = abs(joints[joint].position - route.target(joint)) <= 1e-6
      if !isThere || !joints[joint].isAtRest { return false }
    }
    return true
  }

  private func measuredFault(_ reading: RobotReading, isComplete: Bool) -> StopReason? {
    if !isComplete { return badReadings >= 3 ? .reading : nil }
    if abs(reading.contactForceNewtons) > limits.latchForceNewtons { return .force }
    for joint in 0..<armJointCount
    where abs(reading.jointPositions[joint] - joints[joint].position) > limits.trackingRadians { return .tracking }
    return nil
  }

  private func commandFault() -> StopReason? {
    if mode == .reset { return nil }
    if gate.badRun >= limits.badCommands { return gate.badReason }
    // Whom an operator stopped, an operator sends on: the policy may be silent meanwhile.
    if mode == .hold && !reason.leavesByItself { return nil }
    if gate.silence(now: clock, since: watchSince) < gate.latchNanoseconds { return nil }
    return reason == .hubLost ? .hubLost : .commandStale
  }

  /// A robot that is moved by hand, or sags, while it is disarmed is taken from where it is.
  private mutating func followHand(_ reading: RobotReading) {
    if !isAtRest { return }
    for joint in 0..<armJointCount
    where abs(reading.jointPositions[joint] - joints[joint].position) > limits.trackingRadians / 2 {
      settle(reading)
      return
    }
  }

  /// Latched for want of commands, and long enough so.
  var isGoingHome: Bool {
    let after = nanoseconds(limits.safeHomeAfterSeconds)
    guard after > 0, mode == .latched, reason == .commandStale || reason == .hubLost else { return false }
    if !hazards.subtracting(.hub).isEmpty || clock - modeSince < after { return false }
    for joint in 0..<armJointCount
    where joints[joint].position != clampedHome(joint) || !joints[joint].isAtRest { return true }
    return false
  }

  private func clampedHome(_ joint: Int) -> Double {
    max(jointLimits[joint].lower, min(jointLimits[joint].upper, home[joint]))
  }

  func nanoseconds(_ seconds: Double) -> UInt64 { UInt64((seconds * 1e9).rounded()) }

  private mutating func enter(_ authority: Authority) {
    let next: GuardMode = authority == .expert ? .expert : .policy
    if next == mode { return }
    if next == .policy { tolerated = [] }
    if mode == .hold { watchSince = clock }
    change(to: next)
  }

  mutating func change(to next: GuardMode) {
    mode = next
    modeSince = clock
  }

  /// ARMED, and nothing that was decided before counts.
  mutating func beginAnew() {
    reason = .none
    tolerated = []
    gate.restartRuns()
    gate.release(now: clock)
    slowdown.forget(goodCommands: gate.goodCommands)
    watchSince = clock
    change(to: .armed)
  }

  mutating func hold(_ why: StopReason) {
    // RESET needs no commands, so nobody need be there whose silence could latch.
    if mode == .reset { watchSince = .max }
    leaveDriving()
    reason = why
    change(to: .hold)
  }

  mutating func latch(_ why: StopReason) {
    leaveDriving()
    reason = why
    change(to: .latched)
  }

  private mutating func leaveDriving() {
    if mode == .expert { gate.release(now: clock) }
    // Bad commands are counted across a hold: three in a row latch.
    gate.restartFreshRun()
    tolerated = []
  }
}
