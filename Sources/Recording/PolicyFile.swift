public import Vocabulary

/// A policy in one file that needs nothing beside it: a safetensors file with the actor's weights, perhaps its critics,
/// and in `__metadata__` what they mean (`PolicyDescription`).
///
/// Tensors have the names of a checkpoint: `policy/layer0/kernel` [inputs, units], ..., `policy/output/kernel` [units, 2A];
/// `critics/0/layer0/kernel`, ....
public struct PolicyFile: Equatable, Sendable {
  public var description: PolicyDescription
  public var tensors: [NamedTensor]
  static let checksumKey = "sha256"
  /// Of the file as it was read, or as it is written: SHA-256 with the place of the sum itself, metadata key `sha256`, filled
  /// with zeros. Empty where a foreign writer left it out.
  public private(set) var checksum: String

  public init(description: PolicyDescription, tensors: [NamedTensor]) throws(PolicyFileError) {
    self.description = description
    self.tensors = tensors
    checksum = sha256(try encode(description, tensors, checksum: blankChecksum, path: "export"))
  }

  /// The policy alone.
  public func withoutCritics() throws(PolicyFileError) -> PolicyFile {
    var description = description
    description.ensembleSize = 0
    return try PolicyFile(
      description: description, tensors: tensors.filter { !$0.name.hasPrefix("critics/") })
  }

  public static func read(_ path: String) throws -> PolicyFile {
    try PolicyFile(decoding: try readFile(path, limit: 1 << 30), path: path)
  }

  /// Reads untrusted bytes.
  ///
  /// - Parameter path: what errors call them.
  public init(decoding bytes: [UInt8], path: String) throws(PolicyFileError) {
    let file: Safetensors
    do { file = try Safetensors(decoding: bytes) } catch { throw .unreadable(path: path, reason: error) }
    description = try PolicyDescription(metadata: file.metadata, path: path)
    tensors = file.tensors
    checksum = file.metadata[PolicyFile.checksumKey] ?? ""
    if !checksum.isEmpty {
      guard checksum == sha256(blanked(bytes, checksum)) else { throw .damaged(path: path) }
    }
  }

  public func encoded() throws(PolicyFileError) -> [UInt8] {
    try encode(description, tensors, checksum: checksum, path: "export")
  }

  /// Writes the file; one that is there is replaced as a whole.
  public func write(to path: String) throws { try writeWhole(try encoded(), to: path) }
}

/// Replaces a file as a whole: readers see the old content or the new one.
public func writeWhole(_ bytes: [UInt8], to path: String) throws(RecordingError) {
  try replaceFile(path.contains("/") ? path : "./" + path, with: bytes, on: SystemDisk())
}

private let blankChecksum = String(repeating: "0", count: 64)

private func encode(
  _ description: PolicyDescription, _ tensors: [NamedTensor], checksum: String, path: String
) throws(PolicyFileError) -> [UInt8] {
  var metadata = description.metadata
  metadata[PolicyFile.checksumKey] = checksum
  do { return try Safetensors(tensors: tensors, metadata: metadata).encoded() } catch {
    throw .unreadable(path: path, reason: error)
  }
}

/// The bytes with every place of `checksum` that lies in the header filled with zeros.
private func blanked(_ bytes: [UInt8], _ checksum: String) -> [UInt8] {
  var result = bytes
  let pattern = Array(checksum.utf8)
  // Far beyond any header of ours; a sum that lies behind it does not match, and the file is refused.
  let end = min(bytes.count, 1 << 20)
  var place = 0
  while place + pattern.count <= end {
    if bytes[place..<place + pattern.count].elementsEqual(pattern) {
      for index in pattern.indices { result[place + index] = UInt8(ascii: "0") }
      place += pattern.count
    } else {
      place += 1
    }
  }
  return result
}
