import Testing
import Transport
import Wire

/// Each with real sockets over TCP.
@Suite("Who is let in")
struct AccessTests {
  private let house: Guesthouse
  private var context: MessagingContext { house.context }

  init() throws { house = try Guesthouse() }

  private func openHub() throws -> HubSockets { try TransportTests.openHub(context, security: house.security) }

  @Test("a trusted key comes in, in its role, and hears the answer and the broadcast")
  func trusted() throws {
    let authenticator = try house.authenticator()
    var hub = try openHub()
    let keys = try house.guest("anna", .teleop)
    var client = try house.client(hub, keys)
    try client.sendWhenConnected([1])
    let (frame, sender) = try hub.next()
    #expect(frame == [1] && sender.role == .teleop && sender.client?.name == "anna")
    #expect(try hub.send([2], to: sender.peer) == .sent)
    #expect(try client.next() == [2])
    let topic = Topic(kind: .hubStatus)
    var reader = try BroadcastReader(hub.broadcastEndpoint, topic: topic, keys: keys, context: context)
    var bytes: [UInt8] = []
    let isHeard = try eventually {
      try hub.broadcast(topic.subscription)
      _ = try hub.wait(milliseconds: 5)
      return try reader.receive(into: &bytes)
    }
    #expect(isHeard)
    #expect(authenticator.refused == 0)
    #expect(house.events.contains { if case .admitted(let who, _) = $0 { who.name == "anna" } else { false } })
    authenticator.stop()
  }

  @Test("a key that is not trusted is refused, counted and told; nothing of it arrives, and the others do not notice")
  func unknown() throws {
    let authenticator = try house.authenticator()
    var hub = try openHub()
    let keys = try house.guest("eve", nil)
    let topic = Topic(kind: .weights)
    let stranger = try house.client(hub, keys)
    var reader = try BroadcastReader(hub.broadcastEndpoint, topic: topic, keys: keys, context: context)
    let isRefused = try eventually {
      _ = try stranger.send([1])
      return try authenticator.refused >= 2 && !hub.wait(milliseconds: 1)
    }
    #expect(isRefused)
    let address = "127.0.0.1"
    let isTold = eventually { house.events.contains(.refused(keys.own.publicKey, address: address)) }
    #expect(isTold && house.events.count == 1, "told once, however often it tries")
    var friend = try house.client(hub, house.guest("anna", .robot))
    try friend.sendWhenConnected([2])
    #expect(try hub.next().frame == [2])
    var bytes: [UInt8] = []
    for _ in 0..<20 { try hub.broadcast(topic.subscription) }
    #expect(try !reader.wait(milliseconds: silence) && !reader.receive(into: &bytes))
    #expect(try hub.isSilent())
    #expect(hub.dropped == DropCounts())
    authenticator.stop()
  }

  @Test("without an authenticator nobody comes in, not even who is trusted; with one, the same client does")
  func missing() throws {
    var hub = try openHub()
    var client = try house.client(hub, house.guest("anna", .teleop))
    _ = try client.send([1])
    #expect(try hub.isSilent())
    #expect(try client.send([1]) == .blocked)
    let authenticator = try house.authenticator()
    try client.sendWhenConnected([2])
    #expect(try hub.next().frame == [2])
    #expect(authenticator.refused == 0)
    authenticator.stop()
  }

  @Test("when the authenticator ends, nobody new comes in, and who is in stays; another one opens again")
  func dead() throws {
    let first = try house.authenticator()
    var hub = try openHub()
    var inside = try house.client(hub, house.guest("anna", .teleop))
    try inside.sendWhenConnected([1])
    #expect(try hub.next().frame == [1])
    first.stop()
    var outside = try house.client(hub, house.guest("ben", .observer))
    _ = try outside.send([2])
    #expect(try hub.isSilent())
    #expect(try outside.send([2]) == .blocked)
    #expect(try inside.send([3]) == .sent)
    #expect(try hub.next().frame == [3])
    let second = try house.authenticator()
    try outside.sendWhenConnected([4])
    #expect(try hub.next().sender.role == .observer)
    second.stop()
    second.stop()
  }

  @Test("a client without keys, or with another hub's key, is not heard")
  func wrongKeys() throws {
    let authenticator = try house.authenticator()
    var hub = try openHub()
    let keys = try house.guest("anna", .teleop)
    let clear = try house.client(hub, nil)
    let wrong = try house.client(hub, ClientKeys(own: keys.own, hub: house.store.makeKeys("other")))
    var right = try house.client(hub, keys)
    _ = try (clear.send([1]), wrong.send([2]))
    try right.sendWhenConnected([3])
    #expect(try hub.next().frame == [3])
    #expect(try hub.isSilent())
    #expect(try clear.send([1]) == .blocked && wrong.send([2]) == .blocked)
    #expect(authenticator.refused == 0, "neither gets as far as to show a key")
    authenticator.stop()
  }

  @Test("who is trusted while the hub runs comes in without starting anew")
  func trustedLater() throws {
    let authenticator = try house.authenticator()
    var hub = try openHub()
    let keys = try house.guest("anna", nil)
    var client = try house.client(hub, keys)
    #expect(try eventually { try !hub.wait(milliseconds: 5) && authenticator.refused > 0 })
    try house.store.trust("anna", key: keys.own.publicKey, role: .learner)
    try client.sendWhenConnected([1])
    #expect(try hub.next().sender.role == .learner)
    authenticator.stop()
  }

  @Test("a key that is revoked while it is connected is heard no more, and does not come in again")
  func revoked() throws {
    let authenticator = try house.authenticator()
    var hub = try openHub()
    let keys = try house.guest("anna", .teleop)
    var client = try house.client(hub, keys)
    try client.sendWhenConnected([1])
    #expect(try hub.next().sender.role == .teleop)

    try house.store.revoke("anna")
    var frame: [UInt8] = []
    let isDropped = try eventually {
      _ = try client.send([2])
      _ = try hub.wait(milliseconds: 5)
      return try hub.receive(into: &frame) == nil && hub.dropped.revoked > 0
    }
    #expect(isDropped)
    _ = try client.send([3])
    #expect(try hub.isSilent())
    let again = try house.client(hub, keys)
    #expect(try eventually { try !hub.wait(milliseconds: 5) && authenticator.refused > 0 })
    #expect(try again.send([4]) == .blocked)

    // In another role, the same connection has that one.
    try house.store.trust("anna", key: keys.own.publicKey, role: .observer)
    let isObserver = try eventually {
      _ = try client.send([5])
      _ = try hub.wait(milliseconds: 5)
      return try hub.receive(into: &frame)?.role == .observer
    }
    #expect(isObserver)
    authenticator.stop()
  }

  @Test("a context has one authenticator")
  func second() throws {
    let first = try house.authenticator()
    let error = #expect(throws: TransportError.self) { _ = try house.authenticator() }
    #expect(error == .inUse(endpoint: "inproc://zeromq.zap.01"))
    first.stop()
  }

  @Test("what cannot be believed is told while the hub runs")
  func problem() throws {
    let authenticator = try house.authenticator()
    try house.store.trust("a", key: house.store.makeKeys("x"), role: .robot)
    try house.store.trust("b", key: house.store.publicKey("x"), role: .teleop)
    #expect(eventually { house.events.contains { if case .problem(.twice) = $0 { true } else { false } } })
    authenticator.stop()
  }
}
