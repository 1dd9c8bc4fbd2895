import Recording

/// `reins export`: a trained policy as a file that travels.
public struct PolicyExport: Codable, Sendable {
  public struct File: Codable, Sendable {
    public var path: String
    public var bytes: Int
    /// 64 hexadecimal digits, as `sha256sum` prints them.
    public var sha256: String
  }

  public var source: String
  public var task: String
  public var step: Int
  public var policyVersion: UInt64
  /// Critics in the safetensors file.
  public var critics: Int
  public var files: [File]
  public var warnings: [String]

  /// - Parameters:
  ///   - source: a run folder or an exported file.
  ///   - safetensors: where to write the self-contained file; nil for none.
  ///   - critics: whether it holds the critics, too.
  ///   - onnx: where to write the policy's mode as an ONNX model; nil for none.
  public static func run(
    source: String, checkpoint: String, safetensors: String?, critics: Bool, onnx: String? = nil,
    catalog: TaskCatalog
  ) throws -> PolicyExport {
    let saved = try SavedPolicy.load(source, checkpoint: checkpoint, catalog: catalog)
    if critics, saved.file.description.ensembleSize == 0 { throw PolicyFileError.noCritics(path: source) }
    let file = critics ? saved.file : try saved.file.withoutCritics()
    let description = file.description
    var export = PolicyExport(
      source: source, task: description.task, step: description.step, policyVersion: description.version,
      critics: description.ensembleSize, files: [], warnings: saved.warnings)
    // Both are made before one is written.
    let model = try onnx.map { ($0, try file.onnx(producerVersion: reinsVersion)) }
    if let safetensors { try export.write(try file.encoded(), to: safetensors) }
    if let (path, bytes) = model { try export.write(bytes, to: path) }
    return export
  }

  private mutating func write(_ bytes: [UInt8], to path: String) throws {
    try writeWhole(bytes, to: path)
    files.append(File(path: path, bytes: bytes.count, sha256: Recording.sha256(bytes)))
  }

  public func text() -> String {
    let content = critics == 0 ? "the actor" : "the actor and \(critics) critics"
    return
      (warnings.map { "warning: skipped a damaged checkpoint: \($0)" } + [
        "\(task), policy of \(source) at step \(step) (\(policyVersion) updates), \(content)"
      ] + files.map { "\($0.path)  \($0.bytes) bytes  sha256 \($0.sha256)" }).joined(separator: "\n")
  }
}
