/// Writes the wire format of Protocol Buffers (protobuf.dev, "Encoding"): the few kinds of fields that ONNX uses.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  mutating func integer(_ field: Int, _ value: Int) {
    varint(UInt64(field) << 3)
    // Negative numbers are sent as their 64-bit two's complement.
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func text(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

  mutating func data(_ field: Int, _ value: [UInt8]) {
    varint(UInt64(field) << 3 | 2)
    varint(UInt64(value.count))
    bytes += value
  }

  mutating func message(_ field: Int, _ build: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    build(&inner)
    data(field, inner.bytes)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// Walks the fields of one message of untrusted bytes; a field never reaches beyond its message, and nothing is copied.
struct ProtobufReader {
  enum Value {
    case integer(UInt64)
    /// A text, bytes or a message within.
    case data(ArraySlice<UInt8>)
    /// Four or eight bytes; nothing of ONNX that we read.
    case fixed
  }

  /// The wire format is broken; `offset` counts bytes of the file.
  struct Malformed: Error {
    var offset: Int
    var reason: String
  }

  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  /// The next field, nil at the message's end.
  mutating func next() throws(Malformed) -> (field: Int, value: Value)? {
    if place == bytes.endIndex { return nil }
    let tag = try varint()
    guard let field = Int(exactly: tag >> 3), (1...536_870_911).contains(field) else {
      throw malformed("no such field number")
    }
    switch tag & 7 {
    case 0: return (field, .integer(try varint()))
    case 1: try skip(8)
    case 2:
      guard let count = Int(exactly: try varint()) else { throw malformed("a length beyond all bounds") }
      let start = place
      try skip(count)
      return (field, .data(bytes[start..<place]))
    case 5: try skip(4)
    default: throw malformed("wire type \(tag & 7)")
    }
    return (field, .fixed)
  }

  private mutating func skip(_ count: Int) throws(Malformed) {
    guard count <= bytes.endIndex - place else { throw malformed("a field of \(count) bytes does not fit its message") }
    place += count
  }

  private mutating func varint() throws(Malformed) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard place < bytes.endIndex else { throw malformed("a number does not end") }
      let byte = bytes[place]
      place += 1
      if shift == 63 && byte > 1 { throw malformed("a number of more than 64 bits") }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    throw malformed("a number of more than 64 bits")
  }

  private func malformed(_ reason: String) -> Malformed { Malformed(offset: place, reason: reason) }
}
