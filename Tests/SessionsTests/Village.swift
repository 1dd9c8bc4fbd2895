import Sessions
import Vocabulary
import Wire

/// A hub and clients in one process, with a clock that tests move and a network that they cut.
struct Village {
  /// Nanoseconds of the hub's clock; each client's is ahead of it by its own `ahead`.
  var time: UInt64 = 1_000_000_000
  var hub: HubSessions<Int>
  var clients: [Int: Resident] = [:]
  /// What the hub was told, in order.
  var heard: [HubSessions<Int>.Input] = []
  /// One way, nanoseconds.
  var delay: UInt64 = 0

  struct Resident {
    var session: ClientSession
    var ahead: UInt64 = 0
    /// Frames that the hub sends it do not arrive, nor do its own.
    var isCut = false
    var key: (name: String, role: Role)?
    var heard: [ClientSession.Input] = []
  }

  static let spaces = Spaces(
    observation: ObservationSpace(components: [
      ObservationComponent(
        name: "tool", group: .observation, unit: "m", elements: ["x", "y", "z"], low: -1, high: 1)
    ]),
    action: ActionSpace(elements: ["x", "y", "z"].map { ActionElement(name: $0, scale: 0.05, unit: "m") }))

  static let robot = RobotIdentity(
    name: "panda", digest: SHA256Digest(hashing: [1, 2, 3]),
    joints: [JointIdentity(name: "joint1", unit: "rad", lower: -1, upper: 1, maximumVelocity: 2)])

  init(capacity: Int = 16, session: UInt64 = 77) {
    hub = HubSessions(offer: Self.offer, session: session, capacity: capacity)
  }

  static var offer: HubOffer {
    HubOffer(
      name: "hub", task: "PandaReach-v3", robot: nil, spaces: spaces, policyHertz: 25,
      roles: [.robot, .teleop, .observer, .actor, .learner], deadmanMilliseconds: 300, onSilence: .hold,
      transitionCredit: 64,
      maximumMessagesPerSecond: 1_000)
  }

  static func hello(_ role: Role, name: String = "") -> Hello {
    let name = name.isEmpty ? "\(role)" : name
    guard role == .robot else { return Hello(role: role, name: name) }
    return Hello(role: role, name: name, robot: robot, spaces: spaces, controlHertz: 500, policyHertz: 25)
  }

  mutating func settle(_ place: Int, _ hello: Hello, key: (name: String, role: Role)? = nil, ahead: UInt64 = 0) {
    clients[place] = Resident(
      session: ClientSession(hello: hello, random: RandomStream(seed: UInt64(place) + 1)), ahead: ahead, key: key)
  }

  /// Lets both sides act and delivers what they send until nobody says anything more.
  mutating func talk(rounds: Int = 4) {
    for _ in 0..<rounds {
      for place in clients.keys.sorted() { poll(place) }
      hub.poll(at: hubTime, inputs: &heard)
      deliver()
    }
  }

  /// Moves the clock by steps of 10 ms, talking at each.
  mutating func pass(milliseconds: UInt64) {
    for _ in 0..<(milliseconds / 10) {
      time += 10_000_000
      talk(rounds: 2)
    }
  }

  mutating func say(_ place: Int, _ body: MessageBody, validForMilliseconds: UInt32 = 0) {
    let now = now(place)
    guard let frame = clients[place]?.session.frame(body, at: now, validForMilliseconds: validForMilliseconds) else {
      return
    }
    carry(frame, from: place)
  }

  mutating func carry(_ frame: [UInt8], from place: Int) {
    guard clients[place]?.isCut == false else { return }
    time += delay
    hub.receive(frame, from: place, key: clients[place]?.key, at: hubTime, inputs: &heard)
    deliver()
  }

  mutating func deliver() {
    while !hub.outgoing.isEmpty {
      let next = hub.outgoing.removeFirst()
      guard clients[next.peer]?.isCut == false else { continue }
      time += delay
      let now = now(next.peer)
      var answers: [[UInt8]] = []
      guard
        let input = clients[next.peer]?.session.receive(
          next.frame, at: now,
          send: {
            answers.append($0)
            return true
          })
      else { continue }
      if input != .nothing { clients[next.peer]?.heard.append(input) }
      for frame in answers { carry(frame, from: next.peer) }
    }
  }

  private mutating func poll(_ place: Int) {
    var frames: [[UInt8]] = []
    let now = now(place)
    if let input = clients[place]?.session.poll(
      at: now,
      send: {
        frames.append($0)
        return true
      }), input != .nothing
    {
      clients[place]?.heard.append(input)
    }
    for frame in frames { carry(frame, from: place) }
  }

  var hubTime: SendTime { SendTime(monotonicNanoseconds: time, wallNanoseconds: 0) }
  func now(_ place: Int) -> SendTime {
    SendTime(monotonicNanoseconds: time + (clients[place]?.ahead ?? 0), wallNanoseconds: 0)
  }

  /// Why peers left, in order.
  var departures: [String] {
    heard.compactMap { if case .left(_, let member, let reason) = $0 { "\(member.name): \(reason)" } else { nil } }
  }

  var rejections: [Rejection] {
    heard.compactMap { if case .rejected(_, let rejection) = $0 { rejection } else { nil } }
  }

  func messages(_ kind: MessageKind) -> [Envelope] {
    heard.compactMap { if case .message(_, let envelope) = $0, envelope.body.kind == kind { envelope } else { nil } }
  }
}
