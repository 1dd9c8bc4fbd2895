import Foundation
import Learners
import Sessions
import Vocabulary
import Wire

/// What a round trip of `BridgeBench` spends outside of libzmq, part by part: processor time of one thread, so that who else is
/// on the machine matters little.
enum BridgeStages {
  /// Microseconds of one call, five samples of each part.
  ///
  /// - Parameter policy: what answers an observation.
  static func samples(spaces: Spaces, policy: any Policy) throws -> [(name: String, samples: [Double])] {
    let (sent, agreement) = (
      SendTime(monotonicNanoseconds: 1_000_000_000, wallNanoseconds: 1),
      Agreement(spaces: spaces, task: "", robot: nil, maximumMessagesPerSecond: .max)
    )
    let values = (0..<spaces.observation.dimension).map { Float($0) / 500 }
    let observation = MessageBody.observation(
      ObservationMessage(number: 1, episode: 1, step: 0, sensedNanoseconds: 1, values: values))
    var action = [Float](repeating: 0, count: spaces.action.dimension)
    let command = MessageBody.command(
      Command(epoch: 1, authority: .policy, observation: 1, policyVersion: 1, action: action))
    var writer = FrameWriter(session: 7, schemaHash: spaces.schemaHash)
    let rounds = 2_000
    // A gate takes a sequence once.
    func frames(_ body: MessageBody) -> [[UInt8]] {
      var writer = FrameWriter(session: 7, schemaHash: spaces.schemaHash)
      return (0..<rounds).map { _ in writer.frame(body, at: sent) }
    }
    func admit(_ frames: [[UInt8]]) throws -> Double {
      var gate = Gatekeeper(.client)
      gate.agree(agreement)
      return try time(rounds) { _ = try gate.admit(frames[$0], at: 1_000_000_000) }
    }
    let (seen, told) = (frames(observation), frames(command))
    return try [
      (
        "encode an observation of 1 kB",
        (0..<5).map { _ in time(rounds) { _ in _ = writer.frame(observation, at: sent) } }
      ),
      ("admit an observation of 1 kB", (0..<5).map { _ in try admit(seen) }),
      (
        "policy",
        (0..<5).map { _ in
          time(rounds) { _ in
            var wanted = action.mutableSpan
            policy.act(observation: values.span, selection: .sample, action: &wanted)
          }
        }
      ),
      ("encode a command", (0..<5).map { _ in time(rounds) { _ in _ = writer.frame(command, at: sent) } }),
      ("admit a command", (0..<5).map { _ in try admit(told) }),
      (
        "a hub's session, observation in, command out",
        (0..<5).map { _ in try serve(rounds, spaces, observation, command) }
      ),
    ]
  }

  /// The hub's side of a session without its socket and its policy.
  private static func serve(
    _ rounds: Int, _ spaces: Spaces, _ observation: MessageBody, _ command: MessageBody
  ) throws -> Double {
    var hub = HubSessions<Int>(offer: BridgeBench.offer(spaces), session: 99)
    var client = ClientSession(hello: BridgeBench.hello(spaces), random: RandomStream(seed: 1))
    var inputs: [HubSessions<Int>.Input] = []
    let sent = SendTime(monotonicNanoseconds: 1_000_000_000, wallNanoseconds: 1)
    _ = client.poll(at: sent) { frame in
      hub.receive(frame, from: 1, key: nil, at: sent, inputs: &inputs)
      return true
    }
    for answer in hub.outgoing { _ = client.receive(answer.frame, at: sent) { _ in true } }
    let frames = (0..<rounds).compactMap { _ in client.frame(observation, at: sent) }
    precondition(frames.count == rounds, "the session is open")
    inputs.removeAll()
    hub.outgoing.removeAll()
    return try time(rounds) {
      hub.receive(frames[$0], from: 1, key: nil, at: sent, inputs: &inputs)
      guard case .message(let peer, _)? = inputs.first else { throw BridgeBenchError.silent }
      hub.send(command, to: peer, at: sent, validForMilliseconds: 40)
      inputs.removeAll(keepingCapacity: true)
      hub.outgoing.removeAll(keepingCapacity: true)
      hub.poll(at: sent, inputs: &inputs)
    }
  }

  private static func time(_ rounds: Int, _ body: (Int) throws -> Void) rethrows -> Double {
    let start = processorNanoseconds()
    for round in 0..<rounds { try body(round) }
    return Double(processorNanoseconds() - start) * 1e-3 / Double(rounds)
  }

  private static func processorNanoseconds() -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
