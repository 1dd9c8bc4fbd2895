import Foundation
import Learners
import Networks
import Sessions
import Synchronization
import Transport
import Vocabulary
import Wire

/// Latency of the bridge on this machine: an observation of 1 kB goes to a hub over loopback TCP, a policy of 256-256 answers, the
/// command comes back; beside an echo that libzmq makes of the same bytes, in the same run.
public enum BridgeBench {
  /// 250 elements of 4 bytes: 1 kB.
  static let dimension = 250
  static let action = 4

  /// - Parameter rounds: of each figure.
  public static func rows(rounds: Int = 5_000) throws -> [BenchRow] {
    let large = 4 * dimension + 80
    // In turns: what disturbs one disturbs the other.
    var (bare, plain, locked, small, smallLocked) = ([UInt64](), [UInt64](), [UInt64](), [UInt64](), [UInt64]())
    for _ in 0..<5 {
      bare += try BareEcho.roundTrips(bytes: large, rounds: rounds / 5)
      plain += try roundTrips(.observation, withKeys: false, rounds: rounds / 5)
      locked += try roundTrips(.observation, withKeys: true, rounds: rounds / 5)
      small += try roundTrips(.ping, withKeys: false, rounds: rounds / 5)
      smallLocked += try roundTrips(.ping, withKeys: true, rounds: rounds / 5)
    }
    let isa = try Kernels.selected().instructionSet.rawValue
    func row(_ name: String, _ times: [UInt64]) -> [BenchRow] {
      let sorted = times.sorted()
      return [
        BenchRow(name: name, unit: "us", samples: times.map { Double($0) * 1e-3 }, threads: 2, isa: isa),
        BenchRow(
          name: "\(name), p99", unit: "us", samples: [Double(sorted[sorted.count * 99 / 100]) * 1e-3], threads: 2,
          isa: isa),
      ]
    }
    func ratio(_ name: String, _ times: [UInt64], _ base: [UInt64]) -> [BenchRow] {
      let (a, b) = (times.sorted(), base.sorted())
      return [(0.5, "median"), (0.99, "p99")].map { share, word in
        let place = Int(share * Double(a.count - 1))
        return BenchRow(
          name: "\(name), \(word)", unit: "x", samples: [Double(a[place]) / Double(b[place])], threads: 2, isa: isa)
      }
    }
    let parts = try BridgeStages.samples(spaces: spaces, policy: try makePolicy()).map {
      BenchRow(name: $0.name, unit: "us", samples: $0.samples, threads: 1, isa: isa)
    }
    let (medianSmall, medianLocked) = (small.sorted()[small.count / 2], smallLocked.sorted()[small.count / 2])
    return try row("bare libzmq echo, \(large) B", bare) + row("observation, policy, command, 1 kB", plain)
      + ratio("observation, policy, command / bare echo", plain, bare)
      + row("observation, policy, command, 1 kB, CURVE", locked)
      + parts + row("ping, pong", small) + row("ping, pong, CURVE", smallLocked)
      + LoopBench.rows(seconds: 2, isa: isa)
      + [
        BenchRow(
          name: "CURVE, cost of a ping's round trip at the median", unit: "us",
          samples: [(Double(medianLocked) - Double(medianSmall)) * 1e-3], threads: 2, isa: isa)
      ]
  }

  /// 256-256, as it is learned.
  static func makePolicy() throws -> any Policy {
    try SACLearner(
      configuration: .sac, policyInput: .identity(dimension: dimension), observationDimension: dimension,
      actionDimension: action, random: RandomStream(seed: 1)
    ).makePolicy()
  }

  static func offer(_ spaces: Spaces) -> HubOffer {
    HubOffer(
      name: "bench", task: "", robot: nil, spaces: spaces, policyHertz: 50, roles: [.robot], deadmanMilliseconds: 300,
      onSilence: .hold, transitionCredit: 1, maximumMessagesPerSecond: 1_000_000)
  }

  static func hello(_ spaces: Spaces) -> Hello {
    let robot = RobotIdentity(
      name: "bench", digest: SHA256Digest(hashing: []),
      joints: [JointIdentity(name: "joint", unit: "rad", lower: -1, upper: 1, maximumVelocity: 1)])
    return Hello(
      role: .robot, name: "bench", robot: robot, spaces: spaces, controlHertz: 1_000, policyHertz: 50)
  }

  private enum Question { case observation, ping }

  static let spaces = Spaces(
    observation: ObservationSpace(components: [
      ObservationComponent(
        name: "all", group: .observation, unit: "1", elements: (0..<dimension).map { "\($0)" })
    ]),
    action: ActionSpace(elements: (0..<action).map { ActionElement(name: "\($0)", scale: 1, unit: "1") }))

  private static func roundTrips(_ question: Question, withKeys: Bool, rounds: Int) throws -> [UInt64] {
    let context = MessagingContext()
    let folder = FileManager.default.temporaryDirectory.appending(path: "reins-bench-\(UUID().uuidString)").path
    let store = KeyStore(folder: folder)
    var authenticator: Authenticator?
    var security: HubSecurity?
    var keys: ClientKeys?
    if withKeys {
      try store.create()
      try store.makeKeys("hub")
      try store.trust("robot", key: store.makeKeys("robot"), role: .robot)
      let allowed = try AllowList(store)
      authenticator = try Authenticator(allowed, context: context) { _ in }
      security = try HubSecurity(keys: store.keys("hub"), allowed: allowed)
      keys = try ClientKeys(own: store.keys("robot"), hub: store.publicKey("hub"))
    }
    defer {
      authenticator?.stop()
      try? FileManager.default.removeItem(atPath: folder)
    }
    return try withHub(security, context) { try ask(question, $0, keys: keys, rounds: rounds) }
  }

  /// Lets a hub of its own serve on a thread of its own meanwhile.
  static func withHub<Result>(
    _ security: HubSecurity? = nil, _ context: MessagingContext = MessagingContext(),
    _ body: (Endpoint) throws -> Result
  ) throws -> Result {
    let anywhere = try Endpoint("tcp://127.0.0.1:0")
    let sockets = try HubSockets(session: anywhere, broadcast: anywhere, security: security, context: context)
    let endpoint = sockets.sessionEndpoint
    let isOver = Flag()
    let ended = DispatchSemaphore(value: 0)
    let hub = try EchoHub(sockets, spaces: spaces)
    let given = Given(hub)
    let thread = Thread {
      given.hub.serve { isOver.isSet }
      ended.signal()
    }
    thread.start()
    defer {
      isOver.set()
      ended.wait()
    }
    return try body(endpoint)
  }

  private static func ask(
    _ question: Question, _ endpoint: Endpoint, keys: ClientKeys?, rounds: Int
  ) throws -> [UInt64] {
    var socket = try ClientSocket(endpoint, keys: keys, context: MessagingContext())
    var session = ClientSession(
      hello: hello(spaces), random: RandomStream(seed: DispatchTime.now().uptimeNanoseconds))
    var frame: [UInt8] = []
    var times: [UInt64] = []
    let values = (0..<dimension).map { Float($0) / 500 }
    var number: UInt64 = 0
    func now() -> SendTime {
      SendTime(monotonicNanoseconds: DispatchTime.now().uptimeNanoseconds, wallNanoseconds: 0)
    }
    while times.count < rounds + rounds / 10 {
      guard session.isOpen else {
        _ = try session.poll(at: now()) { try socket.send($0) == .sent }
        if try socket.wait(milliseconds: 20), try socket.receive(into: &frame) {
          _ = session.receive(frame, at: now()) { _ in true }
        }
        continue
      }
      number += 1
      let asked = session.pongs
      let start = DispatchTime.now().uptimeNanoseconds
      let body: MessageBody =
        question == .ping
        ? .ping(Ping(number: number))
        : .observation(
          ObservationMessage(number: number, episode: 1, step: 0, sensedNanoseconds: start, values: values))
      if let out = session.frame(body, at: now()) { _ = try socket.send(out) }
      var isAnswered = false
      while !isAnswered {
        guard try socket.wait(milliseconds: 1_000), try socket.receive(into: &frame) else {
          throw BridgeBenchError.silent
        }
        let input = session.receive(frame, at: now()) { out in (try? socket.send(out)) == .sent }
        switch input {
        case .message(let envelope): if case .command = envelope.body { isAnswered = true }
        // A pong, since its round trip is known; a ping of the hub's is none.
        case .nothing: isAnswered = question == .ping && session.pongs > asked
        default: break
        }
      }
      times.append(DispatchTime.now().uptimeNanoseconds - start)
    }
    return Array(times.suffix(rounds))
  }

  private struct Given: @unchecked Sendable {
    let hub: EchoHub
    init(_ hub: EchoHub) { self.hub = hub }
  }
}

enum BridgeBenchError: Error, CustomStringConvertible {
  case silent
  var description: String { "the hub has not answered for a second" }
}
