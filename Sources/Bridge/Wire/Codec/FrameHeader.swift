/// What stands around a body: enough to route a frame, to refuse it, or to answer its sender, before anything is decoded.
public struct FrameHeader: Equatable, Sendable {
  public private(set) var version = WireVersion(major: 0, minor: 0)
  public private(set) var session: UInt64 = 0
  public private(set) var sequence: UInt64 = 0
  public private(set) var sent = SendTime(monotonicNanoseconds: 0, wallNanoseconds: 0)
  public private(set) var validForMilliseconds: UInt32 = 0
  public private(set) var schemaHash: UInt64 = 0
  public private(set) var kind = MessageKind.farewell
  /// Nil on a session's socket.
  public private(set) var topic: Topic?
  /// Where the body's bytes lie in the frame.
  var body = 0..<0

  /// Walks the envelope's fields and the fields of its body, one level deep; allocates nothing.
  ///
  /// Decoders of Protocol Buffers accept more than a sane sender writes: fields that stand twice, two bodies (the last one
  /// counts), groups, a million empty parts in 2 MB. All of that is refused here.
  ///
  /// - Throws: what is wrong with the frame as such: too large, foreign, of another major version, malformed, unknown.
  public init(reading frame: [UInt8], limits: WireLimits = WireLimits()) throws(Rejection) {
    let largest = limits.largestBytes
    guard frame.count <= largest else {
      throw .tooLarge(what: "frame", count: frame.count, limit: largest, unit: "bytes")
    }
    var fields = FieldScanner(frame[...])
    var seen: UInt64 = 0
    var magic: UInt64?
    var body: (field: Int, content: Range<Int>)?
    var rawTopic: UInt32 = 0
    var count = 0
    while let field = try fields.next() {
      count += 1
      guard count <= FixedLimits.envelopeFields else {
        throw .tooLarge(what: "envelope", count: count, limit: FixedLimits.envelopeFields, unit: "fields")
      }
      if field.number < 64 {
        guard seen & 1 << field.number == 0 else { throw .malformed(reason: "field \(field.number) stands twice") }
        seen |= 1 << field.number
      }
      switch (field.number, field.value) {
      case (1, .fixed32(let value)): magic = UInt64(value)
      case (2, .fixed32(let value)): rawTopic = value
      case (3, .varint(let value)): version.major = UInt32(clamping: value)
      case (4, .varint(let value)): version.minor = UInt32(clamping: value)
      case (5, .fixed64(let value)): session = value
      case (6, .varint(let value)): sequence = value
      case (7, .fixed64(let value)): sent.monotonicNanoseconds = value
      case (8, .fixed64(let value)): sent.wallNanoseconds = value
      case (9, .varint(let value)): validForMilliseconds = UInt32(clamping: value)
      case (10, .fixed64(let value)): schemaHash = value
      case (1...10, _): throw .malformed(reason: "field \(field.number) has another type")
      case (_, .bytes(let content)) where field.number >= 16:
        if body != nil { throw .malformed(reason: "two bodies") }
        body = (field.number, content)
      default: break
      }
    }
    guard magic == UInt64(Self.magic) else { throw .foreign(magic: UInt32(magic ?? 0)) }
    guard version.major == WireVersion.current.major else { throw .version(theirs: version, ours: .current) }
    guard let body else { throw .malformed(reason: "no body") }
    guard let number = UInt8(exactly: body.field), let kind = MessageKind(rawValue: number) else {
      throw .unknownKind(field: body.field)
    }
    self.kind = kind
    self.body = body.content
    if rawTopic != 0 {
      let topic = Topic(kind: kind, index: UInt16(rawTopic >> 16))
      guard topic.rawValue == rawTopic else {
        throw .outOfRange(field: "topic", value: "\(rawTopic)", allowed: "0, or \(kind.rawValue) + 65536 * index")
      }
      self.topic = topic
    }
    let limit = limits.bytes(of: kind)
    guard frame.count <= limit else {
      throw .tooLarge(what: kind.name, count: frame.count, limit: limit, unit: "bytes")
    }
    var parts = FieldScanner(frame[body.content])
    count = 0
    while try parts.next() != nil {
      count += 1
      guard count <= FixedLimits.bodyFields else {
        throw .tooLarge(what: kind.name, count: count, limit: FixedLimits.bodyFields, unit: "fields")
      }
    }
  }

  /// The bytes 52 45 49 4E, "REIN", read little-endian.
  static let magic: UInt32 = 0x4E49_4552
}
