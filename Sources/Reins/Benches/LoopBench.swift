import Foundation
import Runtime
import Safety
import Sessions
import Transport
import Vocabulary
import Wire

/// How late a robot's control loop wakes at 1 kHz, beside a loop that does nothing, in turns. The robot's loop is that of `reins robot`
/// without the physics: it hears the hub, ticks its guard, and sends an observation of 1 kB every 20th tick, which a policy of
/// 256-256 in the hub answers.
enum LoopBench {
  private static let periodNanoseconds: UInt64 = 1_000_000
  private static let ticksPerStep = 20

  /// Microseconds after a tick's time, of every tick; and what a tick's work took.
  struct Lateness {
    var wake: [Double] = []
    var work: [Double] = []
  }

  /// - Parameter seconds: of each turn; five of either loop.
  static func rows(seconds: Double, isa: String) throws -> [BenchRow] {
    var (empty, robot) = (Lateness(), Lateness())
    let ticks = Int(seconds * 1e9) / Int(periodNanoseconds)
    for _ in 0..<5 {
      loop(ticks, into: &empty) { _ in }
      try BridgeBench.withHub { endpoint in try drive(endpoint, ticks, into: &robot) }
    }
    return rows("empty loop", empty.wake, isa) + rows("robot's loop", robot.wake, isa)
      + [BenchRow(name: "robot's loop, 1 kHz, work of a tick", unit: "us", samples: robot.work, threads: 1, isa: isa)]
  }

  private static func rows(_ name: String, _ times: [Double], _ isa: String) -> [BenchRow] {
    let sorted = times.sorted()
    return [(0.5, "median"), (0.99, "p99"), (0.999, "p99.9"), (1, "most")].map { share, word in
      BenchRow(
        name: "\(name), 1 kHz, wakes late, \(word)", unit: "us",
        samples: [sorted[Int(share * Double(sorted.count - 1))]], threads: 1, isa: isa)
    }
  }

  /// Ticks that were missed are not caught up with.
  private static func loop(_ ticks: Int, into lateness: inout Lateness, _ body: (Int) throws -> Void) rethrows {
    var due = now() + periodNanoseconds
    lateness.wake.reserveCapacity(lateness.wake.count + ticks)
    lateness.work.reserveCapacity(lateness.work.count + ticks)
    for tick in 0..<ticks {
      var time = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
      while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
      let woken = now()
      lateness.wake.append(Double(woken - due) * 1e-3)
      try body(tick)
      let done = now()
      lateness.work.append(Double(done - woken) * 1e-3)
      due = max(due + periodNanoseconds, done)
    }
  }

  private static func drive(_ endpoint: Endpoint, _ ticks: Int, into lateness: inout Lateness) throws {
    let robot = try TaskCatalog.load().robot(named: "panda")
    let step = Double(ticksPerStep * Int(periodNanoseconds)) * 1e-9
    var guardian = try SafetyGuard(robot, controlPeriod: Double(periodNanoseconds) * 1e-9, policyPeriod: step)
    var reading = RobotReading(armJointCount: robot.armJoints.count, fingerCount: robot.gripper.joints.count)
    reading.jointPositions = robot.armJoints.map(\.neutralRadians) + robot.gripper.joints.map(\.neutralMeters)
    var desired = DesiredMotion(jointPositions: reading.jointPositions, authority: .policy)
    var socket = try ClientSocket(endpoint, keys: nil, context: MessagingContext())
    var session = ClientSession(hello: BridgeBench.hello(BridgeBench.spaces), random: RandomStream(seed: now()))
    let values = (0..<BridgeBench.dimension).map { Float($0) / 500 }
    var frame: [UInt8] = []
    var (number, answers): (UInt64, UInt64) = (0, 0)
    func sent() -> SendTime { SendTime(monotonicNanoseconds: now(), wallNanoseconds: 0) }
    while !session.isOpen {
      _ = try session.poll(at: sent()) { try socket.send($0) == .sent }
      if try socket.wait(milliseconds: 20), try socket.receive(into: &frame) {
        _ = session.receive(frame, at: sent()) { _ in true }
      }
    }
    try loop(ticks, into: &lateness) { tick in
      let time = sent()
      _ = try session.poll(at: time) { try socket.send($0) == .sent }
      while try socket.receive(into: &frame) {
        let input = try session.receive(frame, at: time) { try socket.send($0) == .sent }
        guard case .message(let envelope) = input, case .command(let command) = envelope.body else { continue }
        answers += 1
        desired.number = command.observation
        desired.epoch = command.epoch
        desired.observedNanoseconds = time.monotonicNanoseconds
      }
      if guardian.mode == .disarmed { try? guardian.arm(now: time.monotonicNanoseconds) }
      let safe = guardian.tick(reading, command: answers > 0 ? desired : nil, now: time.monotonicNanoseconds)
      for joint in 0..<safe.count { reading.jointPositions[joint] = safe[joint] }
      guard tick % ticksPerStep == 0 else { return }
      number += 1
      let body = MessageBody.observation(
        ObservationMessage(
          number: number, episode: 1, step: UInt32(clamping: number), sensedNanoseconds: time.monotonicNanoseconds,
          values: values))
      if let out = session.frame(body, at: time) { _ = try socket.send(out) }
    }
    guard answers > 0 else { throw BridgeBenchError.silent }
  }

  private static func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds }
}
