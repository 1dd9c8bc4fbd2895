import CZeroMQ
import Wire

/// Who a client is, and which hub it believes.
public struct ClientKeys: Sendable {
  public var own: KeyPair
  /// From the hub's user, by a way that is trusted.
  public var hub: PublicKey

  public init(own: KeyPair, hub: PublicKey) {
    self.own = own
    self.hub = hub
  }
}

/// A client's end of a session: whole frames to and from one hub. Owned by one thread.
public struct ClientSocket: ~Copyable {
  var socket: Socket
  private let limit: Int
  /// Messages of more than one part that were thrown away.
  public private(set) var multiPart: UInt64 = 0

  /// Begins to connect; a hub that is not there yet, or goes, is looked for again and again.
  ///
  /// - Parameter keys: nil only where the hub is on this machine and has none.
  public init(
    _ endpoint: Endpoint, settings: SocketSettings = SocketSettings(), keys: ClientKeys?, context: MessagingContext
  ) throws(TransportError) {
    try endpoint.checkClear(hasKeys: keys != nil)
    let socket = try Socket(ZMQ_DEALER, name: "\(endpoint)", context: context)
    try socket.setCommon(settings, silence: settings.silenceMilliseconds)
    try socket.setQueues(settings.queue)
    try socket.setReconnecting(settings)
    // Without a connection a message is refused, not kept: it would be old when there is one.
    try socket.set(ZMQ_IMMEDIATE, 1)
    if let keys { try socket.setClient(keys) }
    try socket.connect("\(endpoint)")
    self.socket = socket
    limit = settings.limits.largestBytes
  }

  /// Whether there is something to receive, after at most this time; 0 only looks, -1 waits for ever.
  public mutating func wait(milliseconds: Int) throws(TransportError) -> Bool {
    try socket.await(milliseconds: milliseconds)
  }

  /// The next frame, in place of what the buffer held; false when there is none. Takes memory only to make the buffer
  /// larger.
  public mutating func receive(into frame: inout [UInt8]) throws(TransportError) -> Bool {
    while try socket.receivePart() {
      if !socket.hasMore {
        socket.takePart(into: &frame)
        return true
      }
      try socket.skipRest()
      multiPart += 1
    }
    return false
  }

  public func send(_ frame: [UInt8]) throws(TransportError) -> SendOutcome {
    guard frame.count <= limit else {
      throw .frameTooLarge(endpoint: socket.name, bytes: frame.count, limit: limit)
    }
    return try socket.send(frame)
  }
}
