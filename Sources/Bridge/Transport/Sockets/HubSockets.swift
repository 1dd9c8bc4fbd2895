import CZeroMQ
import Wire

/// Who a hub is, and whom it lets in.
public struct HubSecurity: Sendable {
  public var keys: KeyPair
  public var allowed: AllowList

  public init(keys: KeyPair, allowed: AllowList) {
    self.keys = keys
    self.allowed = allowed
  }
}

/// A hub's two sockets: sessions with clients, and the broadcast. Owned by one thread.
///
/// With keys, an `Authenticator` must run in the same context: without it, nobody is let in.
public struct HubSockets: ~Copyable {
  private var sessions: Socket
  private var subscribers: Socket
  /// Waits since subscriptions were taken last.
  private var waits = 0
  private let allowed: AllowList?
  private let limit: Int
  /// Where clients find it: ports of 0 are filled in.
  public let sessionEndpoint: Endpoint
  public let broadcastEndpoint: Endpoint
  public private(set) var dropped = DropCounts()

  /// Messages thrown away in one call of `receive`, so that a flood of them cannot hold it.
  private static let patience = 64

  /// Binds both.
  ///
  /// - Parameter security: nil only where both endpoints are on this machine.
  public init(
    session sessionEndpoint: Endpoint, broadcast broadcastEndpoint: Endpoint,
    settings: SocketSettings = SocketSettings(), security: HubSecurity?, context: MessagingContext
  ) throws(TransportError) {
    for endpoint in [sessionEndpoint, broadcastEndpoint] {
      try endpoint.checkBinding(hasKeys: security != nil, everyInterface: settings.everyInterface)
    }
    var sessions = try Socket(ZMQ_ROUTER, name: "\(sessionEndpoint)", context: context)
    let subscribers = try Socket(ZMQ_XPUB, name: "\(broadcastEndpoint)", context: context)

    try sessions.setCommon(settings, silence: settings.silenceMilliseconds)
    try sessions.setQueues(settings.queue)
    sessions.busy = BusyWait(longest: UInt64(settings.busyWaitMicroseconds) * 1_000)
    // A message for somebody who is gone is told, not lost; nobody takes over a connection that is there.
    try sessions.set(ZMQ_ROUTER_MANDATORY, 1)
    try sessions.set(ZMQ_ROUTER_HANDOVER, 0)

    try subscribers.setCommon(settings, silence: settings.broadcastSilenceMilliseconds)
    // Subscribers have nothing to say but subscriptions.
    try subscribers.setLargestMessage(settings.limits.controlBytes)
    try subscribers.setQueues(settings.broadcastQueue)

    if let security {
      try sessions.setServer(security.keys)
      try subscribers.setServer(security.keys)
    }
    let places = try (sessions.bind("\(sessionEndpoint)"), subscribers.bind("\(broadcastEndpoint)"))
    (self.sessionEndpoint, self.broadcastEndpoint) = try (Endpoint(places.0), Endpoint(places.1))
    self.sessions = sessions
    self.subscribers = subscribers
    allowed = security?.allowed
    limit = settings.limits.largestBytes
  }

  /// Whether a message of a session waits, after at most this time; 0 only looks, -1 waits for ever.
  ///
  /// False comes early after a signal.
  public mutating func wait(milliseconds: Int) throws(TransportError) -> Bool {
    let isThere = try sessions.await(milliseconds: milliseconds)
    waits += 1
    if !isThere || waits >= Self.patience { try takeSubscriptions() }
    return isThere
  }

  /// libzmq acts on them here, and XPUB keeps them for ever where nobody takes them.
  private mutating func takeSubscriptions() throws(TransportError) {
    waits = 0
    for _ in 0..<Self.patience {
      guard try subscribers.receivePart() else { return }
    }
  }

  /// The next frame, in place of what the buffer held; nil when there is none. Takes memory only to make the buffer larger.
  ///
  /// With keys, every message is judged by what its key may do now: one that was revoked is not heard any more.
  public mutating func receive(into frame: inout [UInt8]) throws(TransportError) -> Sender? {
    for _ in 0..<Self.patience {
      guard try sessions.receivePart() else { return nil }
      let peer = sessions.identity
      // A ROUTER puts the identity in front of whole messages only.
      guard sessions.hasMore, try sessions.receivePart() else { continue }
      if sessions.hasMore {
        try sessions.skipRest()
        dropped.multiPart += 1
        continue
      }
      guard let peer else {
        dropped.identity += 1
        continue
      }
      guard let allowed else {
        sessions.takePart(into: &frame)
        return Sender(peer: peer, client: nil)
      }
      guard let client = sessions.senderKey.flatMap({ allowed.client($0) }) else {
        dropped.revoked += 1
        continue
      }
      sessions.takePart(into: &frame)
      return Sender(peer: peer, client: client)
    }
    return nil
  }

  public func send(_ frame: [UInt8], to peer: Peer) throws(TransportError) -> SendOutcome {
    try check(frame, sessionEndpoint)
    let outcome = try sessions.send(to: peer)
    return outcome == .sent ? try sessions.send(frame) : outcome
  }

  /// Sends a frame to all who subscribed to its topic; who is too slow for it misses it.
  public func broadcast(_ frame: [UInt8]) throws(TransportError) {
    try check(frame, broadcastEndpoint)
    _ = try subscribers.send(frame)
  }

  private func check(_ frame: [UInt8], _ endpoint: Endpoint) throws(TransportError) {
    guard frame.count <= limit else {
      throw .frameTooLarge(endpoint: "\(endpoint)", bytes: frame.count, limit: limit)
    }
  }
}
