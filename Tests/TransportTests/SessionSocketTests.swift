import Testing
import Transport
import Wire

@Suite("Sessions' sockets")
struct SessionSocketTests {
  private let context = MessagingContext()

  @Test("a frame arrives as it was, with its sender, and the answer comes to that sender alone")
  func bothWays() throws {
    var hub = try openHub(context)
    var a = try ClientSocket(hub.sessionEndpoint, keys: nil, context: context)
    var b = try ClientSocket(hub.sessionEndpoint, keys: nil, context: context)
    let large = [UInt8](repeating: 7, count: 300_000)
    try a.sendWhenConnected(large)
    let fromA = try hub.next()
    try b.sendWhenConnected([])
    let fromB = try hub.next()
    #expect(fromA.frame == large && fromB.frame.isEmpty && fromA.sender.peer != fromB.sender.peer)
    #expect(fromA.sender.client == nil && fromA.sender.role == nil)
    #expect(try hub.send([2], to: fromB.sender.peer) == .sent)
    #expect(try hub.send([1], to: fromA.sender.peer) == .sent)
    #expect(try a.next() == [1] && b.next() == [2])
    #expect(hub.dropped == DropCounts() && a.multiPart == 0)
  }

  @Test("a buffer that is large enough is used again")
  func reuse() throws {
    var hub = try openHub(context)
    var client = try ClientSocket(hub.sessionEndpoint, keys: nil, context: context)
    var frame: [UInt8] = []
    frame.reserveCapacity(4_096)
    let place = unsafe frame.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    for count in [4_096, 0, 17, 4_096] {
      try client.sendWhenConnected([UInt8](repeating: 1, count: count))
      #expect(try eventually { try hub.wait(milliseconds: 50) && hub.receive(into: &frame) != nil })
      #expect(frame.count == count)
      #expect(unsafe frame.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } == place)
    }
  }

  @Test("a message of more than one part is thrown away and counted; the next one is heard")
  func multiPart() throws {
    var hub = try openHub(context)
    let peer = try StrangePeer(hub.sessionEndpoint)
    peer.send(parts: [[1], [2]])
    peer.send(parts: [[3], [], [4], [5]])
    peer.send(parts: [[6]])
    #expect(try hub.next().frame == [6])
    #expect(hub.dropped.multiPart == 2 && hub.dropped.total == 2)
    peer.hangUp()
  }

  @Test("a peer that chooses its identity is not heard: it could be another one's")
  func identity() throws {
    var hub = try openHub(context)
    let strange = try StrangePeer(hub.sessionEndpoint, identity: "robot")
    strange.send(parts: [[1]])
    let isCounted = try eventually {
      var frame: [UInt8] = []
      #expect(try hub.receive(into: &frame) == nil)
      _ = try hub.wait(milliseconds: 20)
      return hub.dropped.identity == 1
    }
    #expect(isCounted)
    strange.hangUp()
  }

  @Test("a frame above the limit costs its sender the connection, and nobody else")
  func oversize() throws {
    var settings = SocketSettings()
    settings.limits.controlBytes = 1_000
    settings.limits.transitionBytes = 1_000
    settings.limits.observationBytes = 1_000
    settings.limits.weightsBytes = 1_000
    var hub = try openHub(context, settings: settings)
    var good = try ClientSocket(hub.sessionEndpoint, keys: nil, context: context)
    var bad = try ClientSocket(hub.sessionEndpoint, keys: nil, context: context)
    try bad.sendWhenConnected([1])
    let before = try hub.next().sender.peer
    try good.sendWhenConnected([2])
    let other = try hub.next().sender.peer

    #expect(try bad.send([UInt8](repeating: 3, count: 1_001)) == .sent)
    // Where its queue filled up first, libzmq calls it full until the end of its messages has been read, as every hub does.
    let isCutOff = try eventually {
      _ = try hub.wait(milliseconds: 5)
      return try hub.send([4], to: before) == .gone
    }
    #expect(isCutOff)
    #expect(try good.send([UInt8](repeating: 5, count: 1_000)) == .sent)
    let (frame, sender) = try hub.next()
    #expect(frame.count == 1_000 && sender.peer == other)
    // It comes again, as another peer; what it sends before it notices that it is cut off is lost.
    var bytes: [UInt8] = []
    let isBack = try eventually {
      _ = try bad.send([6])
      guard try hub.wait(milliseconds: 5), let sender = try hub.receive(into: &bytes) else { return false }
      return bytes == [6] && sender.peer != before
    }
    #expect(isBack)

    let tooLarge = #expect(throws: TransportError.self) { try hub.send([UInt8](repeating: 0, count: 1_001), to: other) }
    #expect(tooLarge == .frameTooLarge(endpoint: "\(hub.sessionEndpoint)", bytes: 1_001, limit: 1_000))
  }

  @Test("sending never waits: blocked without a connection or with a full queue, gone when the peer is")
  func neverWaits() throws {
    var hub = try openHub(context)
    let nobody = try Endpoint("ipc:///nowhere/at/all")
    #expect(try ClientSocket(nobody, keys: nil, context: context).send([1]) == .blocked)
    var peer: Peer?
    do {
      var client = try ClientSocket(hub.sessionEndpoint, keys: nil, context: context)
      try client.sendWhenConnected([1])
      peer = try hub.next().sender.peer
      let frame = [UInt8](repeating: 0, count: 60_000)
      // It does not read.
      #expect(try eventually { try hub.send(frame, to: #require(peer)) == .blocked })
      _ = client.multiPart
    }
    let isGone = try eventually {
      _ = try hub.wait(milliseconds: 5)
      return try hub.send([1], to: #require(peer)) == .gone
    }
    #expect(isGone)
  }

  @Test("a peer that does not answer heartbeats loses its connection")
  func heartbeat() throws {
    let hub = try openHub(context)
    let peer = try StrangePeer(hub.sessionEndpoint)
    #expect(peer.isHungUpOn())
    _ = hub.dropped
  }
}
