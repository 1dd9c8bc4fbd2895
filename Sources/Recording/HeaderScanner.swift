/// Reads the little of JSON (RFC 8259) that a safetensors header uses: objects, strings, lists of counts.
///
/// Of our own because duplicate keys must be refused, and Foundation keeps one of them silently. Depth is fixed by the
/// caller, so nesting cannot overrun the stack.
struct HeaderScanner {
  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  func malformed(_ reason: String) -> SafetensorsError {
    .malformedHeader(offset: place - bytes.startIndex, reason: reason)
  }

  /// Calls `body` with every key, standing before its value.
  mutating func object(
    _ body: (inout HeaderScanner, String) throws(SafetensorsError) -> Void
  ) throws(SafetensorsError) {
    try expect("{")
    if take("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try body(&self, key)
    } while take(",")
    try expect("}")
  }

  /// A list of non-negative integers that fit an `Int`.
  mutating func integers() throws(SafetensorsError) -> [Int] {
    try expect("[")
    if take("]") { return [] }
    var result: [Int] = []
    repeat { result.append(try integer()) } while take(",")
    try expect("]")
    return result
  }

  mutating func string() throws(SafetensorsError) -> String {
    try expect("\"")
    var units: [UInt8] = []
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: units, as: UTF8.self) else { throw malformed("a string is not UTF-8") }
        return text
      case UInt8(ascii: "\\"): units.append(contentsOf: Array(String(try escaped()).utf8))
      case 0..<0x20: throw malformed("a control character in a string")
      default: units.append(byte)
      }
    }
    throw malformed("a string does not end")
  }

  /// Only spaces may follow.
  mutating func end() throws(SafetensorsError) {
    skipBlanks()
    if place != bytes.endIndex { throw malformed("text after the header's end") }
  }

  private mutating func integer() throws(SafetensorsError) -> Int {
    skipBlanks()
    let start = place
    var value = 0
    while place < bytes.endIndex, (0x30...0x39).contains(bytes[place]) {
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = scaled.addingReportingOverflow(Int(bytes[place]) - 0x30)
      if overflow || carry { throw malformed("a number is too large") }
      value = sum
      place += 1
    }
    if place == start { throw malformed("expected a non-negative integer") }
    if place - start > 1 && bytes[start] == 0x30 { throw malformed("a number with a leading zero") }
    return value
  }

  private mutating func escaped() throws(SafetensorsError) -> Unicode.Scalar {
    switch next() {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw malformed("an unknown escape")
    }
    var code = try hexadecimal()
    if (0xd800..<0xdc00).contains(code) {
      guard next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u") else { throw malformed("half a surrogate pair") }
      let low = try hexadecimal()
      guard (0xdc00..<0xe000).contains(low) else { throw malformed("half a surrogate pair") }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw malformed("half a surrogate pair") }
    return scalar
  }

  private mutating func hexadecimal() throws(SafetensorsError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw malformed("expected four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
    }
    return code
  }

  private mutating func next() -> UInt8? {
    guard place < bytes.endIndex else { return nil }
    place += 1
    return bytes[place - 1]
  }

  private mutating func skipBlanks() {
    while place < bytes.endIndex, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ symbol: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard place < bytes.endIndex, bytes[place] == UInt8(ascii: symbol) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ symbol: Unicode.Scalar) throws(SafetensorsError) {
    if !take(symbol) { throw malformed("expected '\(symbol)'") }
  }
}
