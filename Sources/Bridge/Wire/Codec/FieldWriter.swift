/// Writes the fields of an envelope (protobuf.dev, "Encoding"): zeros are left out, as proto3 has it.
struct FieldWriter {
  private(set) var bytes: [UInt8] = []

  /// - Parameter capacity: bytes that will be written, roughly.
  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func number(_ field: UInt64, _ value: UInt64) {
    if value == 0 { return }
    varint(field << 3)
    varint(value)
  }

  mutating func fixed32(_ field: UInt64, _ value: UInt32) {
    if value == 0 { return }
    varint(field << 3 | 5)
    for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))) }
  }

  mutating func fixed64(_ field: UInt64, _ value: UInt64) {
    if value == 0 { return }
    varint(field << 3 | 1)
    for byte in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))) }
  }

  /// Written when it is empty, too: a body that is not there is none.
  mutating func message(_ field: UInt64, _ content: [UInt8]) {
    varint(field << 3 | 2)
    varint(UInt64(content.count))
    bytes.append(contentsOf: content)
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
