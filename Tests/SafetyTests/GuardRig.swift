import Safety
import Vocabulary

/// A guard, a clock that is moved by hand and a robot that goes where it is told.
struct GuardRig {
  var safety: SafetyGuard
  var reading: RobotReading
  var command: DesiredMotion?
  var now: UInt64 = 1_000_000_000
  let period: UInt64
  var safe: [Double]
  var verdict: Verdict!
  /// When the command that stands arrived.
  private var arrivedAt: UInt64 = 0

  init(
    _ robot: RobotDescription = Panda.robot(), controlHertz: Double = 1000, policyHertz: Double = 20,
    speedShare: Double = 1
  ) throws {
    safety = try SafetyGuard(
      robot, controlPeriod: 1 / controlHertz, policyPeriod: 1 / policyHertz, maximumSpeedShare: speedShare)
    period = UInt64(1e9 / controlHertz)
    reading = RobotReading(armJointCount: robot.armJoints.count, fingerCount: robot.gripper.joints.count)
    reading.jointPositions = robot.armJoints.map(\.neutralRadians) + robot.gripper.joints.map(\.neutralMeters)
    safe = reading.jointPositions
  }

  /// A command arrives now, or arrived `age` nanoseconds ago.
  mutating func send(
    _ positions: [Double]? = nil, by authority: Authority = .policy, epoch: UInt64 = 1, observed: UInt64? = nil,
    age: UInt64 = 0
  ) {
    let number = (command?.number ?? 0) + 1
    command = DesiredMotion(jointPositions: positions ?? safe, authority: authority)
    command?.number = number
    command?.epoch = epoch
    command?.observedNanoseconds = observed ?? now
    arrivedAt = now - age
  }

  mutating func tick() {
    command?.ageNanoseconds = now - arrivedAt
    let out = safety.tick(reading, command: command, now: now)
    verdict = out.verdict
    for joint in 0..<out.count { safe[joint] = out[joint] }
    if reading.jointPositions.count == safe.count && out.count > 0 && reading.jointPositions.allSatisfy(\.isFinite) {
      for joint in safe.indices { reading.jointPositions[joint] = safe[joint] }
    }
    now += period
  }

  /// Ticks for `seconds`, with a command by `authority` in each of them that leaves the robot where it is.
  mutating func stream(_ seconds: Double, by authority: Authority = .policy, epoch: UInt64 = 1) {
    for _ in 0..<Int((seconds * 1e9 / Double(period)).rounded(.up)) {
      send(by: authority, epoch: epoch)
      tick()
    }
  }

  mutating func ticks(_ count: Int) { for _ in 0..<count { tick() } }

  /// DISARMED → POLICY or EXPERT.
  mutating func drive(by authority: Authority = .policy, epoch: UInt64 = 1) throws {
    stream(safety.limits.armSeconds + 0.1, by: authority, epoch: epoch)
    try safety.arm(now: now)
    now += period
    stream(4 * Double(period) * 1e-9, by: authority, epoch: epoch)
  }
}
