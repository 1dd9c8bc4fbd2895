import Testing
import Vocabulary
import Wire

@Suite("Gatekeeper")
struct GatekeeperTests {
  /// docs/wire.md's table of who may send what: a hub takes from a robot, a teleop, an observer, an actor, a learner; a
  /// client takes from the hub.
  static let table: [MessageKind: [Role]] = [
    .hello: [.robot, .teleop, .observer, .actor, .learner], .welcome: [.hub], .refusal: [.hub],
    .farewell: Role.allCases, .ping: Role.allCases, .pong: Role.allCases, .rejection: Role.allCases,
    .observation: [.hub, .robot], .picture: [.hub, .robot], .robotStatus: [.hub, .robot], .command: [.hub, .teleop],
    .leaseRequest: [.teleop], .leaseGrant: [.hub], .leaseRenewal: [.teleop], .leaseRelease: [.teleop],
    .leaseRevocation: [.hub], .leaseDenial: [.hub], .event: [.hub, .robot, .teleop, .actor],
    .transition: [.hub, .robot, .actor], .transitionAck: [.hub, .learner], .weights: [.hub, .learner],
    .weightsRequest: [.hub, .robot, .actor], .hubStatus: [.hub], .simulationOpen: [.actor], .simulationOpened: [.hub],
    .simulationReset: [.actor], .simulationStep: [.actor], .simulationState: [.hub], .simulationRender: [.actor],
    .simulationPicture: [.hub], .simulationClose: [.actor],
  ]

  @Test("a role sends what the table says and nothing else", arguments: MessageKind.allCases)
  func permissions(kind: MessageKind) throws {
    let allowed = try #require(Self.table[kind])
    for role in Role.allCases {
      // The greeting itself is over: from the right side it is refused as a second one.
      if role == .hub ? kind == .welcome || kind == .refusal : kind == .hello { continue }
      var connection = role == .hub ? try Connection.client() : try Connection.hub(role)
      if kind == .simulationState && role == .hub { try connection.send(.simulationOpened(Samples.simulationOpened)) }
      var body = try Samples.body(kind)
      if case .event(var event) = body {
        event.originRole = role
        body = .event(event)
      }
      let rejection = connection.rejection(body)
      if allowed.contains(role) {
        #expect(rejection == nil, "\(role) sends \(kind): \(rejection.map(\.description) ?? "")")
      } else {
        #expect(rejection == .role(role, kind: kind))
      }
    }
  }

  @Test("before the handshake a hub takes a hello and nothing else, a client a welcome, a refusal or a rejection")
  func greetings() throws {
    for kind in MessageKind.allCases {
      let hub = Connection(gate: Gatekeeper(.hub), peer: FrameWriter(session: 1))
      var client = Connection(gate: Gatekeeper(.client), peer: FrameWriter(session: 1))
      client.peer.schemaHash = Samples.spaces.schemaHash
      let body = try Samples.body(kind)
      let (atHub, atClient) = (hub.rejection(body), client.rejection(body))
      #expect(kind == .hello ? atHub == nil : atHub == .beforeHandshake(kind: kind))
      var refused = hub
      _ = try? refused.send(body)
      #expect(refused.gate.session == (kind == .hello ? 1 : nil))
      let isGreeting = [.welcome, .refusal, .rejection].contains(kind)
      #expect(isGreeting ? atClient == nil : atClient?.reason == .handshake)
    }
  }

  @Test("there is one handshake in a session, and one session on a connection")
  func once() throws {
    var hub = try Connection.hub(.robot)
    #expect(hub.rejection(.hello(Samples.hello)) == .secondHandshake(kind: .hello))
    #expect(try Connection.client().rejection(.welcome(Samples.welcome)) == .secondHandshake(kind: .welcome))
    #expect(hub.gate.session == Samples.session && hub.gate.role == .robot)
    var other = FrameWriter(session: 99, schemaHash: Samples.spaces.schemaHash)
    let frame = other.frame(.ping(Ping(number: 1)), at: Connection.time)
    #expect(throws: Rejection.session(found: 99, expected: Samples.session)) {
      try hub.gate.admit(frame, at: Connection.now)
    }
    try hub.send(.ping(Ping(number: 1)))
  }

  @Test("a client may not say that it is a hub, and a session of 0 is none")
  func impostors() throws {
    let fresh = Connection(gate: Gatekeeper(.hub), peer: FrameWriter(session: 1))
    var hello = Samples.hello
    hello.role = .hub
    #expect(fresh.rejection(.hello(hello)) == .role(.hub, kind: .hello))
    var envelope = Samples.envelope(.hello(Samples.hello), sequence: 1)
    envelope.session = 0
    var gate = fresh.gate
    #expect(throws: Rejection.session(found: 0, expected: 0)) {
      try gate.admit(FrameCodec.encode(envelope), at: Connection.now)
    }
  }

  @Test("frames that are replayed, come late or are missing are counted, each by its name")
  func order() throws {
    var hub = try Connection.hub(.robot)
    let frames = (1...4).map { hub.peer.frame(.ping(Ping(number: $0)), at: Connection.time) }
    for place in [0, 3, 1, 3, 0] { _ = try? hub.gate.admit(frames[place], at: Connection.now) }
    #expect(hub.gate.rejected[.reordered] == 1 && hub.gate.rejected[.replayed] == 2)
    #expect(hub.gate.accepted == 3 && hub.gate.sequence.missing == 2 && hub.gate.rejected.total == 3)
  }

  @Test("a message made for other spaces is refused")
  func schema() throws {
    var hub = try Connection.hub(.robot)
    hub.peer.schemaHash = 5
    #expect(
      hub.rejection(.observation(Samples.observation)) == .schema(found: 5, expected: Samples.spaces.schemaHash))
    var client = Connection(gate: Gatekeeper(.client), peer: FrameWriter(session: 1, schemaHash: 5))
    #expect(client.rejection(.welcome(Samples.welcome))?.reason == .schema)
    client.peer.schemaHash = Samples.spaces.schemaHash
    try client.send(.welcome(Samples.welcome))
    #expect(client.gate.agreement?.actionDimension == 4 && client.gate.lowestEpoch == 42)
  }

  @Test("a message is too old when it is older than it is valid, by the peer's own clock")
  func age() throws {
    var hub = try Connection.hub(.teleop)
    // The peer's clock is 2 s behind ours; messages are made at 5 s of its clock, which is 7 s of ours.
    try hub.send(.command(Samples.command), validForMilliseconds: 1, at: Connection.now + 60_000_000_000)
    hub.gate.clockOffset = ClockSample(
      sent: 4_000_000_000, received: 2_000_000_100, answered: 2_000_000_100, arrived: 4_000_000_200)
    #expect(hub.gate.clockOffset?.offsetNanoseconds == -2_000_000_000)
    try hub.send(.command(Samples.command), validForMilliseconds: 40, at: Connection.now + 40_000_000)
    #expect(throws: Rejection.stale(ageMilliseconds: 41, limit: 40)) {
      try hub.send(.command(Samples.command), validForMilliseconds: 40, at: Connection.now + 41_000_000)
    }
    try hub.send(.command(Samples.command), validForMilliseconds: 0, at: Connection.now + 41_000_000)
    // Its clock has jumped ahead: nothing it says about age can be believed.
    #expect(throws: Rejection.stale(ageMilliseconds: -1500, limit: 40)) {
      try hub.send(.command(Samples.command), validForMilliseconds: 40, at: Connection.now - 1_500_000_000)
    }
  }

  @Test("a holder whose lease is over moves nothing, however late its command comes")
  func epochs() throws {
    var robot = try Connection.client()
    try robot.send(.command(Samples.command))
    try robot.send(
      .leaseGrant(
        LeaseGrant(epoch: 43, holder: 5, holderName: "", authority: .expert, deadmanMilliseconds: 100)))
    #expect(robot.rejection(.command(Samples.command)) == .epoch(found: 42, lowest: 43))
    var later = Samples.command
    later.epoch = 43
    try robot.send(.command(later))
    try robot.send(.leaseRevocation(LeaseRevocation(epoch: 43, reason: .silent)))
    #expect(robot.rejection(.command(later)) == .epoch(found: 43, lowest: 44))
    later.epoch = 50
    try robot.send(.command(later))
    #expect(robot.gate.lowestEpoch == 50)
    // A teleop cannot raise the hub's.
    var hub = try Connection.hub(.teleop)
    hub.gate.raiseEpoch(to: 42)
    try hub.send(.command(later))
    #expect(hub.gate.lowestEpoch == 42)
    #expect(hub.rejection(.leaseRenewal(LeaseRenewal(epoch: 41))) == .epoch(found: 41, lowest: 42))
  }

  @Test("who sends more than was agreed is held to it, and is heard again in the next second")
  func rate() throws {
    var hub = try Connection.hub(.observer)
    var slow = try #require(hub.gate.agreement)
    slow.maximumMessagesPerSecond = 10
    var gate = Gatekeeper(.hub)
    var writer = FrameWriter(session: 3)
    var hello = Samples.hello
    hello.role = .observer
    _ = try gate.admit(writer.frame(.hello(hello), at: Connection.time), at: 0)
    gate.agree(slow)
    writer.schemaHash = slow.schemaHash
    func burst(_ count: Int, at now: UInt64) {
      for _ in 0..<count { _ = try? gate.admit(writer.frame(.ping(Ping(number: 1)), at: Connection.time), at: now) }
    }
    burst(100, at: 0)
    #expect(gate.accepted == 11 && gate.rejected[.rate] == 90)
    burst(100, at: 500_000_000)
    #expect(gate.accepted == 16)
    burst(1, at: 100)
    #expect(gate.accepted == 16)
    burst(100, at: 60_000_000_000)
    #expect(gate.accepted == 26)
    hub.gate = Gatekeeper(.hub)
    for _ in 0..<100 { _ = try? hub.gate.admit([1, 2, 3], at: 0) }
    #expect(hub.gate.rejected[.rate] == 84 && hub.gate.rejected[.malformed] == 16)
  }

  @Test("a subscriber takes its topic from the hub, and nothing else")
  func subscriber() throws {
    let (agreement, topic) = (Agreement(Samples.welcome), Topic(kind: .hubStatus))
    func rejection(_ body: MessageBody, sent: Topic?, taken: Topic? = topic) throws -> Rejection? {
      var client = try Connection.client()
      if let taken { client.gate = Gatekeeper(.subscriber(agreement, taken)) }
      client.peer = FrameWriter(session: Samples.session, schemaHash: agreement.schemaHash, topic: sent)
      if taken == nil { _ = client.peer.frame(body, at: Connection.time) }
      return client.rejection(body)
    }
    let status = MessageBody.hubStatus(Samples.hubStatus)
    #expect(try rejection(status, sent: topic) == nil)
    #expect(try rejection(status, sent: nil) == .topic(found: nil, expected: topic))
    #expect(try rejection(.command(Samples.command), sent: nil) == .topic(found: nil, expected: topic))
    #expect(try rejection(status, sent: topic, taken: nil) == .topic(found: topic, expected: nil))
    #expect(try rejection(status, sent: nil, taken: nil) == nil)
    // It comes late and has missed nothing.
    var gate = Gatekeeper(.subscriber(agreement, topic))
    var late = Samples.envelope(status, sequence: 5_000_000)
    late.topic = topic
    _ = try gate.admit(FrameCodec.encode(late), at: Connection.now)
    #expect(gate.sequence.missing == 0)
    let picture = try Samples.body(.picture)
    let (front, wrist) = (Topic(kind: .picture, index: 0), Topic(kind: .picture, index: 1))
    #expect(try rejection(picture, sent: front, taken: wrist) == .topic(found: front, expected: wrist))
    #expect(try rejection(picture, sent: wrist, taken: wrist) == nil)
  }

  @Test("what was refused changes nothing but the counts and the sequence")
  func noEffect() throws {
    var robot = try Connection.client()
    let agreement = robot.gate.agreement
    var status = Samples.hubStatus
    status.interventionRate = .nan
    #expect(throws: Rejection.self) { try robot.send(.hubStatus(status)) }
    var grant = LeaseGrant(epoch: 900, holder: 5, holderName: "", authority: .none, deadmanMilliseconds: 100)
    #expect(throws: Rejection.self) { try robot.send(.leaseGrant(grant)) }
    var opened = Samples.simulationOpened
    opened.copies = 0
    #expect(throws: Rejection.self) { try robot.send(.simulationOpened(opened)) }
    #expect(robot.gate.agreement == agreement && robot.gate.lowestEpoch == 42 && robot.gate.sequence.missing == 0)
    grant.authority = .expert
    try robot.send(.leaseGrant(grant))
    #expect(robot.gate.lowestEpoch == 900 && robot.gate.rejected.total == 3 && robot.gate.accepted == 2)
  }
}
