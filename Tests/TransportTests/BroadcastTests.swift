import Testing
import Transport
import Wire

@Suite("Broadcast")
struct BroadcastTests {
  private let context = MessagingContext()
  private let weights = Topic(kind: .weights)

  private func frame(_ topic: Topic, _ number: Int) -> [UInt8] {
    topic.subscription + (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private func number(_ frame: [UInt8]) -> Int { frame.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) } }

  @Test("a reader gets the newest frame of a topic, not those before it")
  func newest() throws {
    var settings = SocketSettings()
    settings.broadcastQueue = 2_000
    var hub = try openHub(context, settings: settings)
    var reader = try BroadcastReader(hub.broadcastEndpoint, topic: weights, keys: nil, context: context)
    var bytes: [UInt8] = []
    let isThere = try eventually {
      try hub.broadcast(frame(weights, 0))
      _ = try hub.wait(milliseconds: 5)
      return try reader.receive(into: &bytes)
    }
    #expect(isThere)
    for number in 1...1_000 { try hub.broadcast(frame(weights, number)) }
    var received = 0
    let isNewest = try eventually {
      guard try reader.wait(milliseconds: 50), try reader.receive(into: &bytes) else { return false }
      received += 1
      return number(bytes) == 1_000
    }
    #expect(isNewest && received < 100, "\(received) frames")
    #expect(try !reader.receive(into: &bytes))

    var late = try BroadcastReader(hub.broadcastEndpoint, topic: weights, keys: nil, context: context)
    let comes = try eventually {
      try hub.broadcast(frame(weights, 1_001))
      _ = try hub.wait(milliseconds: 5)
      return try late.receive(into: &bytes)
    }
    #expect(comes && number(bytes) == 1_001)
  }

  @Test("a topic is a kind and an index, and one wait is enough for a session and several topics")
  func topics() throws {
    var hub = try openHub(context)
    let second = Topic(kind: .picture, index: 1)
    var client = try ClientSocket(hub.sessionEndpoint, keys: nil, context: context)
    var readers: InlineArray<2, BroadcastReader> = [
      try BroadcastReader(hub.broadcastEndpoint, topic: weights, keys: nil, context: context),
      try BroadcastReader(hub.broadcastEndpoint, topic: second, keys: nil, context: context),
    ]
    #expect(try !client.wait(orFor: readers, milliseconds: 0).any)
    var ready = Readiness()
    let comes = try eventually {
      try hub.broadcast(frame(Topic(kind: .picture), 1))
      try hub.broadcast(frame(second, 2))
      _ = try hub.wait(milliseconds: 2)
      ready = try client.wait(orFor: readers, milliseconds: 10)
      return ready.any
    }
    #expect(comes && ready.broadcast(1) && !ready.broadcast(0) && !ready.session)
    var bytes: [UInt8] = []
    #expect(try readers[1].receive(into: &bytes))
    #expect(bytes == frame(second, 2))

    try client.sendWhenConnected([1])
    let peer = try hub.next().sender.peer
    #expect(try hub.send([2], to: peer) == .sent)
    #expect(try eventually { try client.wait(orFor: readers, milliseconds: 50).session })
    #expect(try client.next() == [2])
  }
}
