/// One message with everything that a receiver must know before it acts on it.
public struct Envelope: Equatable, Sendable {
  /// Nil on a session's socket.
  public var topic: Topic?
  public var version: WireVersion
  /// Drawn at random, by a client for each hello, by a hub when it starts; never 0.
  public var session: UInt64
  /// Per session, receiver and socket, or topic; from 1, rising by 1.
  public var sequence: UInt64
  public var sent: SendTime
  /// How old the message may be when it is used; 0: as old as it likes.
  public var validForMilliseconds: UInt32
  /// `Spaces.schemaHash` of what was agreed on; 0 before.
  public var schemaHash: UInt64
  public var body: MessageBody

  public init(
    topic: Topic? = nil, version: WireVersion = .current, session: UInt64, sequence: UInt64, sent: SendTime,
    validForMilliseconds: UInt32 = 0, schemaHash: UInt64, body: MessageBody
  ) {
    self.topic = topic
    self.version = version
    self.session = session
    self.sequence = sequence
    self.sent = sent
    self.validForMilliseconds = validForMilliseconds
    self.schemaHash = schemaHash
    self.body = body
  }
}

/// When a message was made.
public struct SendTime: Equatable, Sendable {
  /// The sender's monotonic clock.
  public var monotonicNanoseconds: UInt64
  /// Since 1970-01-01 UTC by the sender's clock; for people, never for decisions.
  public var wallNanoseconds: UInt64

  public init(monotonicNanoseconds: UInt64, wallNanoseconds: UInt64) {
    self.monotonicNanoseconds = monotonicNanoseconds
    self.wallNanoseconds = wallNanoseconds
  }
}
