public import Wire

/// How sockets behave; every value is set before a socket binds or connects, since later it would do nothing.
public struct SocketSettings: Equatable, Sendable {
  /// What a frame may have at most: a peer that sends a larger one loses its connection (ZMQ_MAXMSGSIZE).
  public var limits = WireLimits()
  /// Messages that wait for one peer, each way: more than a second at a policy's 50 Hz. What does not fit is refused to
  /// its sender.
  public var queue: Int32 = 64
  /// Messages of the broadcast, of all topics, that wait for one subscriber. The newest one is dropped where it does not fit:
  /// status tells the weights' version, and who missed it asks.
  public var broadcastQueue: Int32 = 16
  /// How long a socket that was closed tries to send what waits: enough for a farewell.
  public var lingerMilliseconds: Int32 = 100
  /// Between heartbeats of a connection.
  public var heartbeatMilliseconds: Int32 = 100
  /// A connection without any answer for so long is closed. Says that the link lives; whether the program does is for the
  /// session's pings. An answer waits behind the message that is just on its way: weights of 0.3 MB want 1 MB/s.
  public var silenceMilliseconds: Int32 = 300
  /// The same on the broadcast, where it may be 256 MB of them.
  public var broadcastSilenceMilliseconds: Int32 = 2_000
  /// A connection that is not greeted in this time is closed; libzmq's own 30 s let many hang.
  public var handshakeMilliseconds: Int32 = 2_000
  /// Between attempts to connect: at first, and at most.
  public var reconnectMilliseconds: Int32 = 100
  public var longestReconnectMilliseconds: Int32 = 2_000
  /// A hub to which messages come this close to each other looks for the next one for so long before its thread sleeps.
  public var busyWaitMicroseconds: UInt32 = 200
  /// Lets a hub with keys bind `tcp://0.0.0.0`.
  public var everyInterface = false

  public init() {}
}
