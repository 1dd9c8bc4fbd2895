public import Vocabulary

/// The content of a safetensors file.
public struct Safetensors: Equatable, Sendable {
  public var tensors: [NamedTensor]
  public var metadata: [String: String]

  public init(tensors: [NamedTensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Reads untrusted bytes: nothing is allocated by a size that the file merely claims, and every byte of the buffer
  /// belongs to exactly one tensor.
  ///
  /// Format: huggingface/safetensors, README, "Format": a little-endian word with the header's size, a JSON header, the
  /// row-major little-endian buffer. Stricter than the reference in one point: duplicate names are refused.
  ///
  /// - Parameter requiringFinite: whether a NaN or an infinity is an error.
  public init(decoding bytes: [UInt8], requiringFinite: Bool = true) throws(SafetensorsError) {
    guard bytes.count >= 8 else { throw .truncated(expected: 8, found: bytes.count) }
    let size = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard size <= maximumHeaderBytes else { throw .headerTooLarge(bytes: size) }
    let start = 8 + Int(size)
    guard bytes.count >= start else { throw .truncated(expected: start, found: bytes.count) }
    let header = try SafetensorsHeader(parsing: bytes[8..<start])

    try header.checkCoverage(bufferBytes: bytes.count - start)
    tensors = []
    for entry in header.entries { tensors.append(try entry.tensor(bytes, start, requiringFinite)) }
    metadata = header.metadata
  }

  /// The file's bytes. Eight-byte elements come first in the buffer, so that every tensor is aligned for readers that
  /// map the file.
  public func encoded() throws(SafetensorsError) -> [UInt8] {
    var names: Set<String> = []
    for tensor in tensors {
      if tensor.name == "__metadata__" { throw .reservedName(tensor.name) }
      if !names.insert(tensor.name).inserted { throw .duplicateName(tensor.name) }
    }
    var buffer: [UInt8] = []
    buffer.reserveCapacity(tensors.reduce(0) { $0 + $1.byteCount })
    var begins = [Int](repeating: 0, count: tensors.count)
    for wide in [true, false] {
      for place in tensors.indices where (tensors[place].elementBytes == 8) == wide {
        begins[place] = buffer.count
        tensors[place].append(to: &buffer)
      }
    }
    var fields: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      fields.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    for (tensor, begin) in zip(tensors, begins) {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.typeName)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(begin),\(begin + tensor.byteCount)]}")
    }
    var header = Array("{\(fields.joined(separator: ","))}".utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    guard header.count <= maximumHeaderBytes else { throw .headerTooLarge(bytes: UInt64(header.count)) }
    let size = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(header.count) >> (8 * $0)) }
    return size + header + buffer
  }

  /// The tensor of that name, nil when there is none.
  public subscript(name: String) -> NamedTensor? { tensors.first { $0.name == name } }
}

/// The format's own limit.
let maximumHeaderBytes = 100_000_000

private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

extension NamedTensor {
  var elementBytes: Int {
    switch values {
    case .float32: 4
    case .uint64: 8
    }
  }

  var typeName: String {
    switch values {
    case .float32: "F32"
    case .uint64: "U64"
    }
  }

  var byteCount: Int {
    switch values {
    case .float32(let floats): 4 * floats.count
    case .uint64(let words): 8 * words.count
    }
  }

  fileprivate func append(to buffer: inout [UInt8]) {
    #if _endian(big)
      #error("safetensors is little-endian: swap the bytes here and in SafetensorsHeader.Entry.tensor")
    #endif
    switch values {
    case .float32(let floats): unsafe floats.withUnsafeBytes { unsafe buffer.append(contentsOf: $0) }
    case .uint64(let words): unsafe words.withUnsafeBytes { unsafe buffer.append(contentsOf: $0) }
    }
  }
}
