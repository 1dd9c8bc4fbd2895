import Vocabulary

/// The parsed and checked header of a safetensors file.
struct SafetensorsHeader {
  struct Entry {
    var name: String
    var type = ""
    var shape: [Int] = []
    var begin = 0
    var end = 0

    /// Copies the tensor out of the file; the coverage check has bounded the offsets.
    func tensor(_ bytes: [UInt8], _ start: Int, _ requiringFinite: Bool) throws(SafetensorsError) -> NamedTensor {
      let slice = bytes[(start + begin)..<(start + end)]
      switch type {
      case "F32":
        let floats = unsafe [Float](unsafeUninitializedCapacity: slice.count / 4) { buffer, count in
          unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: slice)
          count = slice.count / 4
        }
        if requiringFinite, let index = floats.firstIndex(where: { !$0.isFinite }) {
          throw .nonFinite(tensor: name, index: index)
        }
        return NamedTensor(name: name, shape: shape, values: .float32(floats))
      default:
        let words = unsafe [UInt64](unsafeUninitializedCapacity: slice.count / 8) { buffer, count in
          unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: slice)
          count = slice.count / 8
        }
        return NamedTensor(name: name, shape: shape, values: .uint64(words))
      }
    }
  }

  var entries: [Entry] = []
  var metadata: [String: String] = [:]

  init(parsing bytes: ArraySlice<UInt8>) throws(SafetensorsError) {
    // The format wants the brace first: no byte order mark, no blanks.
    guard bytes.first == UInt8(ascii: "{") else { throw .malformedHeader(offset: 0, reason: "expected '{'") }
    var json = HeaderScanner(bytes)
    var names: Set<String> = []
    try json.object { (json, name) throws(SafetensorsError) in
      if !names.insert(name).inserted { throw .duplicateName(name) }
      if name == "__metadata__" {
        metadata = try SafetensorsHeader.metadata(&json)
      } else {
        entries.append(try SafetensorsHeader.entry(name, &json))
      }
    }
    try json.end()
  }

  private static func metadata(_ json: inout HeaderScanner) throws(SafetensorsError) -> [String: String] {
    var result: [String: String] = [:]
    try json.object { (json, key) throws(SafetensorsError) in
      if result.updateValue(try json.string(), forKey: key) != nil { throw .duplicateName("__metadata__.\(key)") }
    }
    return result
  }

  private static func entry(_ name: String, _ json: inout HeaderScanner) throws(SafetensorsError) -> Entry {
    var entry = Entry(name: name)
    var seen: Set<String> = []
    try json.object { (json, key) throws(SafetensorsError) in
      if !seen.insert(key).inserted { throw .duplicateName("\(name).\(key)") }
      switch key {
      case "dtype": entry.type = try json.string()
      case "shape": entry.shape = try json.integers()
      case "data_offsets":
        let offsets = try json.integers()
        guard offsets.count == 2 else { throw json.malformed("data_offsets of '\(name)' must be two numbers") }
        (entry.begin, entry.end) = (offsets[0], offsets[1])
      default: throw json.malformed("'\(name)' has the unknown field '\(key)'")
      }
    }
    guard seen.count == 3 else { throw json.malformed("'\(name)' needs dtype, shape and data_offsets") }
    return entry
  }

  /// Every tensor lies in the buffer and has the size of its shape; together they cover it without hole or overlap.
  func checkCoverage(bufferBytes: Int) throws(SafetensorsError) {
    for entry in entries {
      let width = entry.type == "F32" ? 4 : entry.type == "U64" ? 8 : 0
      guard width > 0 else { throw .unknownType(tensor: entry.name, type: entry.type) }
      var bytes = width
      for extent in entry.shape {
        let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
        if overflow { throw .shapeOverflow(tensor: entry.name) }
        bytes = product
      }
      guard entry.begin <= entry.end, entry.end <= bufferBytes else {
        throw .outOfBounds(tensor: entry.name, begin: entry.begin, end: entry.end, available: bufferBytes)
      }
      guard entry.end - entry.begin == bytes else {
        throw .sizeMismatch(tensor: entry.name, shape: entry.shape, bytes: entry.end - entry.begin)
      }
    }
    var covered = 0
    for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      if entry.begin < covered { throw .overlap(tensor: entry.name) }
      if entry.begin > covered { throw .hole(begin: covered, end: entry.begin) }
      covered = entry.end
    }
    if covered < bufferBytes { throw .hole(begin: covered, end: bufferBytes) }
  }
}
