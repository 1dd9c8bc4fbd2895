import Environments
import Foundation
import Learners
import Recording
import Synchronization
import Transport
import Vocabulary
import Wire

/// Weights on their way to a robot that runs the policy itself. They come by the hub's broadcast, newest only, and once by the
/// session; a thread of its own checks them and makes a policy of them, and the robot's thread takes it when it has time.
final class PolicyReceiver: Sendable {
  private struct State: @unchecked Sendable {
    var gate: Gatekeeper?
    /// From the session, not read yet.
    var handed: PolicyWeights?
    var newest: SACPolicy?
    /// Sessions so far: what was made for one before is not used.
    var generation = 0
    /// Of the newest policy of this session.
    var version: UInt64?
    var isStopped = false
  }

  private let state = Mutex(State())
  private let specification: TaskSpecification
  private let robot: RobotIdentity
  private let report: @Sendable (String) -> Void

  /// Listens from now on.
  init(
    _ broadcast: Endpoint, keys: BridgeKeys?, specification: TaskSpecification, robot: RobotIdentity,
    report: @escaping @Sendable (String) -> Void
  ) throws {
    self.specification = specification
    self.robot = robot
    self.report = report
    let clientKeys = try keys?.clientKeys()
    let thread = Thread { [self] in
      do {
        // A socket belongs to one thread.
        var reader = try BroadcastReader(
          broadcast, topic: Topic(kind: .weights), keys: clientKeys, context: MessagingContext())
        try listen(&reader)
      } catch {
        report("no weights are heard any more: \(error)")
      }
    }
    thread.name = "reins weights"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// A session begins: what comes is of its hub, and what came before is not used any more.
  func joined(_ welcome: Welcome) {
    state.withLock {
      $0.gate = Gatekeeper(.subscriber(Agreement(welcome), Topic(kind: .weights)))
      ($0.handed, $0.newest, $0.version) = (nil, nil, nil)
      $0.generation += 1
    }
  }

  /// Weights that came by the session, whose gate has let them through.
  func take(_ weights: PolicyWeights) { state.withLock { $0.handed = weights } }

  /// A policy that nobody has taken yet; never waits.
  func newest() -> SACPolicy? {
    state.withLockIfAvailable { state -> State in
      defer { state.newest = nil }
      return State(newest: state.newest)
    }?.newest
  }

  func stop() { state.withLock { $0.isStopped = true } }

  private func listen(_ reader: inout BroadcastReader) throws {
    var frame: [UInt8] = []
    let clock = BridgeClock()
    while true {
      let isHeard = try reader.wait(milliseconds: 20) && reader.receive(into: &frame)
      let (weights, generation, refusal, isStopped) = state.withLock {
        state -> (PolicyWeights?, Int, Rejection?, Bool) in
        var weights = state.handed
        state.handed = nil
        guard isHeard, state.gate != nil else { return (weights, state.generation, nil, state.isStopped) }
        do throws(Rejection) {
          if case .weights(let newer)? = try state.gate?.admit(frame, at: clock.monotonic).body { weights = newer }
        } catch {
          // Another hub's broadcast is nothing to be said about.
          if case .session = error { return (weights, state.generation, nil, state.isStopped) }
          return (weights, state.generation, error, state.isStopped)
        }
        return (weights, state.generation, nil, state.isStopped)
      }
      if isStopped { return }
      if let refusal { report("weights were refused: \(refusal)") }
      if let weights { make(weights, generation) }
    }
  }

  /// A policy of weights, if it is for this robot and this task.
  private func make(_ weights: PolicyWeights, _ generation: Int) {
    do {
      guard weights.task == specification.id, weights.robot == robot.digest else {
        throw ConfigError.outOfRange(
          key: "weights", value: "of \(weights.task) for robot \(weights.robot)",
          allowed: "\(specification.id) for robot \(robot.digest)")
      }
      let file = try PolicyFile(decoding: weights.safetensors, path: "weights \(weights.version)")
      try file.description.check(drives: specification, robot: robot.name)
      let made = State(
        newest: try SavedPolicy(source: "weights \(weights.version)", file: file).makePolicy(for: specification))
      state.withLock {
        guard $0.generation == generation, $0.version.map({ weights.version > $0 }) ?? true else { return }
        ($0.newest, $0.version) = (made.newest, weights.version)
      }
    } catch {
      report("weights \(weights.version) are refused, the robot keeps those it has: \(error)")
    }
  }
}
