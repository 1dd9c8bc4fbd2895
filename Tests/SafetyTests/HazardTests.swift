import Safety
import Testing
import Vocabulary

@Suite("Hazards")
struct HazardTests {
  /// Sets the measurement of a hazard so that it is there, in its hysteresis, or gone.
  enum Level { case there, between, gone }

  static func set(_ reason: StopReason, _ level: Level, _ reading: inout RobotReading) {
    switch reason {
    case .force: reading.contactForceNewtons = level == .there ? 40.1 : level == .between ? 37 : 36
    case .singularity: reading.conditionNumber = level == .there ? .infinity : level == .between ? 28 : 27
    case .workspace: reading.toolMeters.z = level == .there ? 2.021 : level == .between ? 2.01 : 2
    default: reading.isHubAlive = level == .gone
    }
  }

  @Test(
    "a hazard holds the policy at once; it drives again when the value is below the hysteresis and three commands came",
    arguments: [StopReason.force, .singularity, .workspace, .hubLost])
  func policy(reason: StopReason) throws {
    var rig = try GuardRig()
    try rig.drive()
    Self.set(reason, .there, &rig.reading)
    rig.stream(0.001)
    #expect(rig.safety.mode == .hold && rig.verdict.reason == reason && rig.verdict.isFault)
    #expect(!rig.verdict.wayOut.isEmpty)
    rig.stream(2)
    #expect(rig.safety.mode == .hold)
    if reason != .hubLost {
      Self.set(reason, .between, &rig.reading)
      rig.stream(1)
      #expect(rig.safety.mode == .hold)
    }
    Self.set(reason, .gone, &rig.reading)
    rig.stream(0.003)
    #expect(rig.safety.mode == .policy)
  }

  @Test(
    "an expert drives out of a hazard, at the reset's share of speed",
    arguments: [StopReason.force, .singularity, .workspace])
  func expert(reason: StopReason) throws {
    var rig = try GuardRig()
    try rig.drive()
    Self.set(reason, .there, &rig.reading)
    rig.stream(0.01)
    rig.stream(0.003, by: .expert)
    #expect(rig.safety.mode == .expert)
    let goal = rig.safe.map { $0 - 0.015 }
    var fastest = 0.0
    for _ in 0..<100 {
      let before = rig.safe[0]
      rig.send(goal, by: .expert)
      rig.tick()
      #expect(rig.safety.mode == .expert && rig.verdict.limits.contains(.hazard) || rig.verdict.outcome == .passed)
      fastest = max(fastest, abs(rig.safe[0] - before) * 1000)
    }
    #expect(rig.safe[0] < -0.01 && fastest <= 0.2 * 2.175 * (1 + 1e-9))
    // Gone and come again: it is a new one.
    Self.set(reason, .gone, &rig.reading)
    rig.stream(0.01, by: .expert)
    Self.set(reason, .there, &rig.reading)
    rig.stream(0.001, by: .expert)
    #expect(rig.safety.mode == .hold)
  }

  @Test("a blow latches, and so does an arm that is not where it was commanded, and a driver that stops measuring")
  func latches() throws {
    for reason in [StopReason.force, .tracking, .reading] {
      var rig = try GuardRig(Panda.robot { $0.trackingRadians = 0.2 })
      try rig.drive()
      let safe = rig.safe
      switch reason {
      case .force: rig.reading.contactForceNewtons = -81
      case .tracking: rig.reading.jointPositions[6] += 0.21
      default: rig.reading.jointVelocities[2] = .nan
      }
      rig.send()
      rig.tick()
      // Two ticks without measurements are held.
      if reason == .reading {
        #expect(rig.safety.mode == .hold)
        rig.ticks(2)
      }
      #expect(rig.safety.mode == .latched && rig.verdict.reason == reason && rig.verdict.isFault && rig.safe == safe)
      #expect(rig.verdict.mayCloseBrakes)
      try rig.safety.clear(now: rig.now)
      #expect(rig.safety.mode == .disarmed)
    }
  }

  @Test(
    "near a singularity the joints slow down in proportion, to a twentieth",
    arguments: [(17.0, 1.0), (20.25, 0.75), (23.5, 0.5), (29.9, 0.05)])
  func singularity(conditionNumber: Double, share: Double) throws {
    var rig = try GuardRig()
    try rig.drive()
    rig.reading.conditionNumber = conditionNumber
    var goal = rig.safe
    goal[0] = 2.5
    var fastest = 0.0
    for _ in 0..<600 {
      let before = rig.safe[0]
      rig.send(goal)
      rig.tick()
      fastest = max(fastest, (rig.safe[0] - before) * 1000)
    }
    #expect(abs(fastest / 2.175 - share) < 1e-3)
    #expect(rig.verdict.limits.contains(.singularity) == (share < 1))
  }

  /// A gantry: joint 1 is the tool's x, joint 3 its y, in metres per radian.
  static func gantry(_ change: (inout SafetyLimits) -> Void = { _ in }) throws -> GuardRig {
    var rig = try GuardRig(Panda.robot(change))
    rig.reading.toolJacobian[0] = 1
    rig.reading.toolJacobian[7 + 2] = 1
    try rig.drive()
    return rig
  }

  @Test("the tool is never faster than its cap, and keeps its direction")
  func cap() throws {
    var rig = try Self.gantry()
    var goal = rig.safe
    (goal[0], goal[2]) = (1.5, 1.5)
    var fastest = 0.0
    for _ in 0..<3000 {
      let before = rig.safe
      rig.send(goal)
      rig.tick()
      let step = SIMD2(rig.safe[0] - before[0], rig.safe[2] - before[2])
      fastest = max(fastest, (step * step).sum().squareRoot() * 1000)
    }
    #expect(fastest > 0.249 && fastest <= 0.25 * (1 + 1e-9))
    #expect(rig.verdict.limits.contains(.toolSpeed))
  }

  @Test("the tool stops at the faces of the workspace, and leaves them again", arguments: [1.0, -1])
  func walls(side: Double) throws {
    var rig = try Self.gantry {
      $0.workspaceLowMeters = SIMD3(-0.3, -1, -1)
      $0.workspaceHighMeters = SIMD3(0.3, 1, 1)
    }
    var goal = rig.safe
    var farthest = 0.0
    for (target, ticks) in [(side, 4000), (0, 4000)] {
      goal[0] = target
      for _ in 0..<ticks {
        rig.reading.toolMeters.x = rig.safe[0]
        rig.send(goal)
        rig.tick()
        farthest = max(farthest, abs(rig.safe[0]))
      }
      if target != 0 { #expect(abs(rig.safe[0]) > 0.29 && rig.verdict.limits.contains(.workspace)) }
    }
    #expect(farthest <= 0.3 && abs(rig.safe[0]) < 1e-9)
  }

  @Test("a motion that leads away from a face may start, though its joints carry the tool outwards at first")
  func startAtFace() throws {
    var rig = try Self.gantry {
      $0.workspaceLowMeters = SIMD3(-1, -1, -1)
      $0.workspaceHighMeters = SIMD3(0, 1, 1)
    }
    // Joint 5 is faster than joint 0 and moves the tool the other way: outwards, but less far.
    rig.reading.toolJacobian[5] = 1
    let start = rig.safe
    var goal = start
    (goal[0], goal[5]) = (start[0] - 0.3, start[5] + 0.02)
    var farthest = 0.0
    for _ in 0..<4000 {
      rig.reading.toolMeters.x = rig.safe[0] - start[0] + rig.safe[5] - start[5]
      farthest = max(farthest, rig.reading.toolMeters.x)
      rig.send(goal)
      rig.tick()
    }
    #expect(abs(rig.safe[0] - goal[0]) < 1e-9 && abs(rig.safe[5] - goal[5]) < 1e-9)
    #expect(farthest > 0 && farthest < 0.01, "\(farthest)")
  }

  @Test("`maximumSpeedShare` bounds every joint, fingers too")
  func speedShare() throws {
    var rig = try GuardRig(speedShare: 0.2)
    try rig.drive()
    let robot = Panda.robot()
    let most = robot.armJoints.map(\.maximumRadiansPerSecond) + robot.gripper.joints.map(\.maximumMetersPerSecond)
    var fastest = Array(repeating: 0.0, count: 9)
    for _ in 0..<800 {
      let before = rig.safe
      rig.send(robot.armJoints.map(\.upperRadians) + [0.04, 0])
      rig.tick()
      for joint in 0..<9 { fastest[joint] = max(fastest[joint], abs(rig.safe[joint] - before[joint]) * 1000) }
    }
    for joint in 0..<9 { #expect(abs(fastest[joint] / most[joint] - 0.2) < 0.001) }
  }
}
