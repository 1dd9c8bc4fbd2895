/// Makes the frames that one process sends to one receiver over one socket, or to all subscribers of a topic: numbers them.
public struct FrameWriter: Sendable {
  /// The sender's session.
  public let session: UInt64
  /// Nil on a session's socket.
  public let topic: Topic?
  /// Of what was agreed on; 0 until then.
  public var schemaHash: UInt64
  /// Sequence of the newest frame; 0 before the first.
  public private(set) var sequence: UInt64 = 0

  /// - Parameter session: random, not 0: a client's from its hello on, the same for all writers of a hub.
  public init(session: UInt64, schemaHash: UInt64 = 0, topic: Topic? = nil) {
    precondition(session != 0, "a session is drawn from 1...UInt64.max")
    self.session = session
    self.topic = topic
    self.schemaHash = schemaHash
  }

  /// - Parameter validForMilliseconds: how old it may be when it is used; 0: as old as it likes.
  public mutating func frame(
    _ body: MessageBody, at sent: SendTime, validForMilliseconds: UInt32 = 0
  ) -> [UInt8] {
    precondition(topic == nil || topic?.kind == body.kind, "a topic has messages of one kind")
    sequence += 1
    return FrameCodec.encode(
      Envelope(
        topic: topic, session: session, sequence: sequence, sent: sent, validForMilliseconds: validForMilliseconds,
        schemaHash: schemaHash, body: body))
  }
}
