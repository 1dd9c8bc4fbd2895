import CZeroMQ
public import Wire

/// The newest frame of one topic of a hub's broadcast, however late one looks. Owned by one thread.
///
/// Look often: libzmq keeps the newest frame when it is asked, not before.
public struct BroadcastReader: ~Copyable {
  var socket: Socket

  /// - Parameters:
  ///   - endpoint: the hub's for broadcasts.
  ///   - keys: nil only where the hub is on this machine and has none.
  public init(
    _ endpoint: Endpoint, topic: Topic, settings: SocketSettings = SocketSettings(), keys: ClientKeys?,
    context: MessagingContext
  ) throws(TransportError) {
    try endpoint.checkClear(hasKeys: keys != nil)
    let socket = try Socket(ZMQ_SUB, name: "\(endpoint)", context: context)
    try socket.setCommon(settings, silence: settings.broadcastSilenceMilliseconds)
    try socket.setReconnecting(settings)
    // Once connected it would change nothing, and every old frame would come.
    try socket.set(ZMQ_CONFLATE, 1)
    try socket.set(ZMQ_SUBSCRIBE, bytes: topic.subscription)
    if let keys { try socket.setClient(keys) }
    try socket.connect("\(endpoint)")
    self.socket = socket
  }

  /// Whether there is a frame, after at most this time; 0 only looks, -1 waits for ever.
  public func wait(milliseconds: Int) throws(TransportError) -> Bool {
    try socket.wait(milliseconds: milliseconds)
  }

  /// The newest frame that was not received yet, in place of what the buffer held; false when there is none.
  public mutating func receive(into frame: inout [UInt8]) throws(TransportError) -> Bool {
    guard try socket.receivePart() else { return false }
    socket.takePart(into: &frame)
    return true
  }
}
