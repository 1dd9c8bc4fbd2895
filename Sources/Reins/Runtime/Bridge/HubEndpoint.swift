import Sessions
import Transport
import Wire

/// A hub's sockets and sessions, turned by one thread.
final class HubEndpoint {
  typealias Input = HubSessions<Peer>.Input

  private(set) var sessions: HubSessions<Peer>
  private var sockets: HubSockets
  private let authenticator: Authenticator?
  private let clock: BridgeClock
  private var writers: [Topic: FrameWriter] = [:]
  private var frame: [UInt8] = []
  /// Frames that a full queue or a lost connection did not take.
  private(set) var unsent: UInt64 = 0

  /// Frames taken in one turn, so that one who floods does not keep the others' pings waiting.
  private static let patience = 256

  init(
    offer: HubOffer, session: UInt64, sockets: consuming HubSockets, authenticator: Authenticator?,
    capacity: Int = 128, clock: BridgeClock = BridgeClock()
  ) {
    sessions = HubSessions(offer: offer, session: session, capacity: capacity)
    self.sockets = sockets
    self.authenticator = authenticator
    self.clock = clock
  }

  var now: SendTime { clock.now }
  var sessionEndpoint: Endpoint { sockets.sessionEndpoint }
  var broadcastEndpoint: Endpoint { sockets.broadcastEndpoint }
  /// Messages that the sockets threw away.
  var dropped: DropCounts { sockets.dropped }

  /// Waits for messages at most this long, and says what came and what time did.
  func turn(milliseconds: Int, inputs: inout [Input]) throws {
    if try sockets.wait(milliseconds: milliseconds) {
      for _ in 0..<Self.patience {
        guard let sender = try sockets.receive(into: &frame) else { break }
        sessions.receive(
          frame, from: sender.peer, key: sender.client.map { ($0.name, $0.role) }, at: clock.now, inputs: &inputs)
      }
    }
    sessions.poll(at: clock.now, inputs: &inputs)
    try flush(&inputs)
  }

  /// Acts on the sessions, and sends what comes of it.
  func act(_ inputs: inout [Input], _ body: (inout HubSessions<Peer>, SendTime) throws -> Void) throws {
    try body(&sessions, clock.now)
    try flush(&inputs)
  }

  /// To all who have subscribed.
  func broadcast(_ body: MessageBody, index: UInt16 = 0, schemaHash: UInt64) throws {
    let topic = Topic(kind: body.kind, index: index)
    var writer = writers[topic] ?? FrameWriter(session: sessions.session, schemaHash: schemaHash, topic: topic)
    writer.schemaHash = schemaHash
    let frame = writer.frame(body, at: clock.now)
    writers[topic] = writer
    try sockets.broadcast(frame)
  }

  private func flush(_ inputs: inout [Input]) throws {
    var place = 0
    while place < sessions.outgoing.count {
      let next = sessions.outgoing[place]
      place += 1
      switch try sockets.send(next.frame, to: next.peer) {
      case .sent: break
      case .blocked: unsent += 1
      case .gone:
        unsent += 1
        sessions.disconnect(next.peer, inputs: &inputs)
      }
    }
    sessions.outgoing.removeAll(keepingCapacity: true)
  }
}
