import Vocabulary

extension SafetyGuard {
  /// One control period.
  ///
  /// - Parameters:
  ///   - reading: what the robot measured for this tick.
  ///   - command: the newest command, also when it is that of the tick before; nil before the first.
  ///   - now: the robot's own monotonic clock, nanoseconds.
  public mutating func tick(_ reading: RobotReading, command: DesiredMotion?, now: UInt64) -> SafeCommand {
    clock = max(clock, now)
    let isComplete = reading.isComplete(armJointCount: armJointCount, jointCount: jointCount)
    if !isSettled && isComplete { settle(reading) }
    var refusal = CommandRefusal.none
    var isObeyed = false
    if let command {
      refusal = gate.judge(command, mode: mode, now: clock)
      isObeyed = refusal == .none
      if isObeyed {
        for joint in 0..<jointCount { desired[joint] = command.jointPositions[joint] }
        desiredAuthority = command.authority
      }
    }
    gate.watch(now: clock)
    let isFault = supervise(reading, isComplete: isComplete, isObeyed: isObeyed, refusal: refusal)
    watchAge()
    if isObeyed && mode.authority == .none { refusal = .notDriving }
    var verdict = move(reading)
    verdict.refusal = refusal
    verdict.isFault = isFault
    return finish(reading, command, verdict)
  }

  /// Starts from rest where the robot is.
  mutating func settle(_ reading: RobotReading) {
    for joint in 0..<jointCount { joints[joint].settle(at: reading.jointPositions[joint]) }
    isSettled = true
  }

  /// In HOLD commands are watched too: it ends with them.
  private mutating func watchAge() {
    switch mode {
    case .policy, .expert, .hold: slowdown.see(age: gate.age(now: clock), goodCommands: gate.goodCommands)
    case .disarmed, .armed, .latched, .reset: slowdown.forget(goodCommands: gate.goodCommands)
    }
  }

  private mutating func move(_ reading: RobotReading) -> Verdict {
    var verdict = Verdict(
      mode: mode, outcome: .held, limits: [], speedShare: 0, reason: reason, refusal: .none, isFault: false,
      isAtRest: false,
      deviationShare: 0)
    switch mode {
    case .policy, .expert:
      var share = singularitySpeedShare(conditionNumber: reading.conditionNumber, limits: limits)
      if share < 1 { verdict.limits.insert(.singularity) }
      if slowdown.share < 1 { verdict.limits.insert(.age) }
      share = min(share, slowdown.share)
      if !tolerated.isEmpty {
        share = min(share, limits.resetSpeedShare)
        verdict.limits.insert(.hazard)
      }
      let slowed = verdict.limits
      let isExact = drive(reading, toward: .command, speedShare: share, &verdict)
      verdict.outcome = isExact ? .passed : .limited
      if isExact { verdict.limits.subtract(slowed) }
      if verdict.limits.contains(.age) { agedTicks += 1 }
    case .reset:
      _ = drive(reading, toward: .reset, speedShare: limits.resetSpeedShare, &verdict)
      verdict.outcome = .resetting
    case .latched where isGoingHome:
      _ = drive(reading, toward: .home, speedShare: limits.resetSpeedShare, &verdict)
      verdict.outcome = .goingHome
    case .disarmed, .armed, .hold, .latched:
      for joint in 0..<jointCount { joints[joint].halt() }
    }
    verdict.isAtRest = isAtRest
    return verdict
  }

  private enum Aim { case command, reset, home }

  private func target(_ aim: Aim, _ joint: Int) -> Double {
    switch aim {
    case .command: desired[joint]
    case .reset: route.target(joint)
    // Fingers stay as they are: they may hold something.
    case .home: joint < armJointCount ? home[joint] : joints[joint].position
    }
  }

  /// - Returns: whether every joint is where it was wanted.
  private mutating func drive(
    _ reading: RobotReading, toward aim: Aim, speedShare: Double, _ verdict: inout Verdict
  ) -> Bool {
    verdict.speedShare = speedShare
    for joint in 0..<jointCount {
      plans[joint] = joints[joint].plan(toward: target(aim, joint), speedShare: speedShare)
      verdict.limits.formUnion(plans[joint].limits)
    }
    let factor = toolFactor(reading, aim, &verdict.limits)
    var isExact = true
    for joint in 0..<jointCount {
      let plan = plans[joint]
      var acceleration = plan.acceleration
      if factor < 1 && joint < armJointCount && acceleration != plan.brake {
        acceleration = joints[joint].checked(
          plan.brake + factor * (acceleration - plan.brake), otherwise: plan.brake)
      }
      joints[joint].move(plan, with: acceleration)
      let wanted = target(aim, joint)
      let range = jointLimits[joint].upper - jointLimits[joint].lower
      if joints[joint].position != wanted { isExact = false }
      verdict.deviationShare = max(verdict.deviationShare, abs(joints[joint].position - wanted) / range)
    }
    return isExact
  }

  private func toolFactor(_ reading: RobotReading, _ aim: Aim, _ limits: inout LimitSet) -> Double {
    var (now, braking, wanted) = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)
    var ahead = SIMD3<Double>.zero
    for joint in 0..<armJointCount {
      let column = SIMD3(
        reading.toolJacobian[joint], reading.toolJacobian[armJointCount + joint],
        reading.toolJacobian[2 * armJointCount + joint])
      let velocity = joints[joint].velocity
      now += column * velocity
      ahead += column * (target(aim, joint) - joints[joint].position)
      braking += column * (velocity + plans[joint].brake * controlPeriod)
      wanted += column * (velocity + plans[joint].acceleration * controlPeriod)
    }
    return tool.factor(
      tool: reading.toolMeters, now: now, braking: braking, wanted: wanted, aim: ahead, limits: &limits)
  }

  private mutating func finish(_ reading: RobotReading, _ command: DesiredMotion?, _ verdict: Verdict) -> SafeCommand {
    var row = FlightRow(verdict: verdict)
    row.nanoseconds = clock
    row.toolMeters = reading.toolMeters
    row.contactForceNewtons = reading.contactForceNewtons
    row.conditionNumber = reading.conditionNumber
    for joint in 0..<jointCount {
      row.safe[joint] = joints[joint].position
      if joint < reading.jointPositions.count { row.measured[joint] = reading.jointPositions[joint] }
    }
    if let command {
      row.authority = command.authority
      row.commandNumber = command.number
      row.epoch = command.epoch
      row.commandAgeNanoseconds = command.ageNanoseconds
      for joint in 0..<min(jointCount, command.jointPositions.count) {
        row.desired[joint] = command.jointPositions[joint]
      }
    }
    recorder.record(row)
    return SafeCommand(positions: row.safe, count: isSettled ? jointCount : 0, verdict: verdict)
  }
}
