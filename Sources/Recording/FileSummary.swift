import Vocabulary

/// What a file is, told from its bytes, whatever its name.
public struct FileSummary: Codable, Equatable, Sendable {
  public struct Tensor: Codable, Equatable, Sendable {
    public var name: String
    /// `F32` or `U64`.
    public var type: String
    public var shape: [Int]
    /// Values that are NaN or infinite.
    public var nonFinite: Int
  }

  public struct SafetensorsSummary: Codable, Equatable, Sendable {
    public var tensors: [Tensor]
    public var metadata: [String: String]
  }

  public var path: String
  public var bytes: Int
  /// Of the file: 64 hexadecimal digits.
  public var sha256: String
  /// One of the two.
  public var safetensors: SafetensorsSummary?
  public var onnx: ONNXSummary?

  public static func read(_ path: String) throws -> FileSummary {
    try FileSummary(decoding: try readFile(path, limit: 1 << 30), path: path)
  }

  /// - Throws: `unknown` where the bytes are neither.
  public init(decoding content: [UInt8], path: String) throws(FileSummaryError) {
    self.path = path
    bytes = content.count
    sha256 = Recording.sha256(content)
    let noSafetensors: SafetensorsError
    do {
      let file = try Safetensors(decoding: content, requiringFinite: false)
      safetensors = SafetensorsSummary(tensors: file.tensors.map(Tensor.init), metadata: file.metadata)
      return
    } catch { noSafetensors = error }
    do { onnx = try ONNXSummary(decoding: content) } catch {
      throw .unknown(path: path, safetensors: noSafetensors, onnx: error)
    }
  }
}

extension FileSummary.Tensor {
  init(_ tensor: NamedTensor) {
    name = tensor.name
    type = tensor.typeName
    shape = tensor.shape
    nonFinite =
      switch tensor.values {
      case .float32(let values): values.count { !$0.isFinite }
      case .uint64: 0
      }
  }
}

public enum FileSummaryError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknown(path: String, safetensors: SafetensorsError, onnx: ONNXError)

  public var description: String {
    switch self {
    case .unknown(let path, let safetensors, let onnx):
      "'\(path)' is nothing that Reins knows: not safetensors (\(safetensors)), not ONNX (\(onnx)); "
        + "give a safetensors or ONNX file, a run folder or a folder of its checkpoints"
    }
  }
}

extension CheckpointManifest {
  /// Reads the manifest of a checkpoint's folder and checks what it says about itself; the parts are not read.
  public static func read(folder: String) throws(RecordingError) -> CheckpointManifest {
    let path = folder + "/manifest.json"
    return try CheckpointManifest(decoding: try readFile(path, limit: 1 << 20), path: path)
  }
}
