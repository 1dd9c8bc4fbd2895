/// Between frames and values. Pure: no socket, no clock, no state.
public enum FrameCodec {
  /// The bytes of one frame: fields in the order of their numbers, so that a topic stands in front.
  public static func encode(_ envelope: Envelope) -> [UInt8] {
    let body = envelope.body.encoded()
    // A header has at most 80 bytes.
    var writer = FieldWriter(capacity: body.count + 80)
    writer.fixed32(1, FrameHeader.magic)
    writer.fixed32(2, envelope.topic?.rawValue ?? 0)
    writer.number(3, UInt64(envelope.version.major))
    writer.number(4, UInt64(envelope.version.minor))
    writer.fixed64(5, envelope.session)
    writer.number(6, envelope.sequence)
    writer.fixed64(7, envelope.sent.monotonicNanoseconds)
    writer.fixed64(8, envelope.sent.wallNanoseconds)
    writer.number(9, UInt64(envelope.validForMilliseconds))
    writer.fixed64(10, envelope.schemaHash)
    writer.message(UInt64(envelope.body.kind.rawValue), body)
    return writer.bytes
  }

  /// What a frame says. Decoding is not validation: what may be acted on has passed a `Gatekeeper`.
  ///
  /// A field that this version does not know is dropped: a relay makes its own envelopes, and a recording keeps the frame
  /// as it came. A value that an enum of this version does not have is refused.
  ///
  /// - Throws: what is wrong with the frame as such, or a value that cannot be told.
  public static func decode(_ frame: [UInt8], limits: WireLimits = WireLimits()) throws(Rejection) -> Envelope {
    let header = try FrameHeader(reading: frame, limits: limits)
    return Envelope(
      topic: header.topic, version: header.version, session: header.session, sequence: header.sequence,
      sent: header.sent, validForMilliseconds: header.validForMilliseconds, schemaHash: header.schemaHash,
      body: try MessageBody(header.kind, decoding: frame[header.body]))
  }
}
