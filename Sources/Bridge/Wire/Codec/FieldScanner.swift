/// Steps through the fields of one message of untrusted bytes (protobuf.dev, "Encoding"); a field never reaches beyond its
/// message, and nothing is copied.
struct FieldScanner {
  enum Value: Equatable {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64(UInt64)
    /// Where they lie in the frame: a text, bytes, packed numbers or a message within.
    case bytes(Range<Int>)
  }

  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  /// The next field, nil at the message's end.
  mutating func next() throws(Rejection) -> (number: Int, value: Value)? {
    if place == bytes.endIndex { return nil }
    let tag = try varint()
    guard tag >> 3 >= 1 && tag >> 3 < 1 << 29 else { throw .malformed(reason: "field number \(tag >> 3)") }
    let number = Int(tag >> 3)
    switch tag & 7 {
    case 0: return (number, .varint(try varint()))
    case 1: return (number, .fixed64(try word(8)))
    case 2:
      let count = try varint()
      guard count <= UInt64(bytes.endIndex - place) else {
        throw .malformed(reason: "field \(number) says \(count) bytes, \(bytes.endIndex - place) are left")
      }
      let start = place
      place += Int(count)
      return (number, .bytes(start..<place))
    case 5: return (number, .fixed32(UInt32(truncatingIfNeeded: try word(4))))
    default: throw .malformed(reason: "field \(number) has wire type \(tag & 7)")
    }
  }

  private mutating func word(_ count: Int) throws(Rejection) -> UInt64 {
    guard count <= bytes.endIndex - place else { throw .malformed(reason: "a number is cut off") }
    var value: UInt64 = 0
    for byte in 0..<count { value |= UInt64(bytes[place + byte]) << UInt64(8 * byte) }
    place += count
    return value
  }

  private mutating func varint() throws(Rejection) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard place < bytes.endIndex else { throw .malformed(reason: "a number is cut off") }
      let byte = bytes[place]
      place += 1
      if shift == 63 && byte > 1 { break }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    throw .malformed(reason: "a number of more than 64 bits")
  }
}
