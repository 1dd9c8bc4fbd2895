import Testing
import Vocabulary
import Wire

/// What decoders of Protocol Buffers accept and we do not, written by hand.
@Suite("The form of a frame")
struct FrameFormTests {
  /// The golden ping without its body: header fields only.
  static func header() throws -> [UInt8] { try Array(Samples.golden(.simulationClose).dropLast(3)) }

  /// A length-delimited field.
  static func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(UInt64(content.count)) + content
  }

  static func varint(_ value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + varint(value >> 7)
  }

  static func reason(_ frame: [UInt8]) -> RejectionReason? {
    do {
      _ = try FrameCodec.decode(frame)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test("the golden header with a body of our own is a frame")
  func handmade() throws {
    let frame = try Self.header() + Self.field(20, [0x08, 12])
    #expect(try FrameCodec.decode(frame).body == .ping(Ping(number: 12)))
    #expect(try FrameHeader(reading: frame).kind == .ping)
  }

  @Test("nothing, noise and other protocols are foreign or malformed")
  func noise() throws {
    #expect(Self.reason([]) == .foreign)
    #expect(Self.reason(Array("GET / HTTP/1.1\r\n\r\n".utf8)) == .malformed)
    #expect(Self.reason(Array(repeating: 0, count: 40)) == .malformed)
    #expect(Self.reason(Array(repeating: 0xff, count: 40)) == .malformed)
    // A pickle, protocol 4.
    #expect(Self.reason([0x80, 0x04, 0x95, 0x0a, 0, 0, 0, 0, 0, 0, 0]) == .malformed)
    var other = try Samples.golden(.ping)
    other[1] = UInt8(ascii: "B")
    #expect(Self.reason(other) == .foreign)
  }

  @Test("another major version is refused before its body is read, and both are named")
  func major() throws {
    let (tag, rest) = (try Self.header()[..<5], try Self.header()[7...])
    let frame = tag + [0x18, 2, 0x20, 3] + rest + Self.field(9999, [0xff])
    let error = #expect(throws: Rejection.self) { try FrameCodec.decode(Array(frame)) }
    #expect(error == .version(theirs: WireVersion(major: 2, minor: 3), ours: WireVersion(major: 1, minor: 0)))
    #expect(error?.description.contains("2.3") == true && error?.description.contains("1.0") == true)
    #expect(Self.reason(Array(tag + rest + Self.field(20, []))) == .version)
  }

  @Test("a higher minor version is understood as far as this one goes: what it adds is dropped")
  func minor() throws {
    let (head, rest) = (try Self.header()[..<7], try Self.header()[7...])
    let frame =
      Array(head + [0x20, 9] + rest) + Self.field(12, [1, 2]) + Self.field(20, [0x08, 12] + Self.field(77, []))
    let envelope = try FrameCodec.decode(frame)
    #expect(envelope.version == WireVersion(major: 1, minor: 9) && envelope.body == .ping(Ping(number: 12)))
    #expect(Self.reason(try Self.header() + Self.field(100, [])) == .unknownKind)
    #expect(Self.reason([0x15, 56, 0, 0, 0] + (try Self.header()) + Self.field(20, [])) == .outOfRange)
    // An event of a kind that we do not have.
    let event = Self.field(47, [0x08, 200, 1, 0x20, 3])
    #expect(Self.reason(try Self.header() + event) == .unknownValue)
  }

  @Test("two bodies, a field that stands twice and a field of another type are refused, though decoders take the last")
  func ambiguous() throws {
    let header = try Self.header()
    #expect(Self.reason(header) == .malformed)
    #expect(Self.reason(header + Self.field(20, []) + Self.field(20, [])) == .malformed)
    #expect(Self.reason(header + Self.field(20, []) + Self.field(19, [])) == .malformed)
    #expect(Self.reason(header + header + Self.field(20, [])) == .malformed)
    #expect(Self.reason(header + [0x30, 1] + Self.field(20, [])) == .malformed)
    // A session as a number of variable length; a group; a number of 11 bytes.
    #expect(Self.reason([0x28, 1] + header + Self.field(20, [])) == .malformed)
    #expect(Self.reason(header + Self.field(20, [0x0b, 0x0c])) == .malformed)
    #expect(Self.reason(header + Self.field(20, [0x08] + Array(repeating: 0x80, count: 10) + [1])) == .malformed)
  }

  @Test("a frame cut anywhere is refused")
  func cut() throws {
    for kind in MessageKind.allCases {
      let frame = try Samples.golden(kind)
      for count in 0..<frame.count { #expect(Self.reason(Array(frame[..<count])) != nil, "\(kind) cut at \(count)") }
    }
  }

  @Test("a length that reaches beyond the frame is refused, however large it says it is")
  func overlong() throws {
    for length in [1, 1 << 31, 1 << 32, 1 << 62, UInt64.max] {
      #expect(Self.reason(try Self.header() + Self.varint(20 << 3 | 2) + Self.varint(length)) == .malformed)
      let inner = Self.varint(5 << 3 | 2) + Self.varint(length)
      #expect(Self.reason(try Self.header() + Self.field(40, inner)) == .malformed)
    }
  }

  @Test("messages within messages end at the depth that version 1 needs")
  func depth() throws {
    // hello.robot.joints and hub_status.peers.rejected are the deepest; both are in the golden frames. Unknown ones below
    // are skipped as bytes, and groups nest nothing.
    var nested: [UInt8] = []
    for _ in 0..<1000 { nested = Self.field(2, nested) }
    #expect(Self.reason(try Self.header() + Self.field(20, nested)) == nil)
    let groups = [UInt8](repeating: 0x13, count: 30_000)
    #expect(Self.reason(try Self.header() + Self.field(17, Self.field(6, groups))) == .malformed)
    // A decoder that followed a million of them down would run out of stack.
    let deep = Self.field(48, Self.field(19, [UInt8](repeating: 0x0b, count: 1_000_000)))
    #expect(Self.reason(try Self.header() + deep) == .malformed)
  }

  @Test(
    "a frame above the limit of its kind is refused before it is decoded",
    arguments: [
      (MessageKind.farewell, 64 << 10), (.hello, 64 << 10), (.transition, 1 << 20), (.observation, 16 << 20),
    ])
  func size(kind: MessageKind, limit: Int) throws {
    let header = try Self.header()
    let content = [UInt8](repeating: 0, count: limit)
    let frame = header + Self.field(UInt64(kind.rawValue), Self.field(99, content))
    let error = #expect(throws: Rejection.self) { try FrameCodec.decode(frame) }
    #expect(error == .tooLarge(what: kind.name, count: frame.count, limit: limit, unit: "bytes"))
    var limits = WireLimits()
    limits.controlBytes = 50
    #expect(throws: Rejection.self) { try FrameCodec.decode(Samples.golden(.hello), limits: limits) }
  }

  @Test("a million empty parts in a small frame are refused: they would cost many times their bytes")
  func amplification() throws {
    // Observation.images, each a text of 0 bytes.
    let parts = (0..<1_000_000).flatMap { _ in [0x32, 0] as [UInt8] }
    #expect(Self.reason(try Self.header() + Self.field(32, parts)) == .tooLarge)
    let fields = (0..<100).flatMap { Self.varint((100 + UInt64($0)) << 3) + [0] }
    #expect(Self.reason(try Self.header() + fields) == .tooLarge)
  }

  @Test("a text that is not UTF-8 is refused")
  func utf8() throws {
    #expect(Self.reason(try Self.header() + Self.field(19, Self.field(1, [0xff, 0xfe]))) == .malformed)
  }
}
