import Foundation
public import Recording
import Vocabulary

/// `reins inspect`: what a file or folder is.
public enum Inspection: Encodable, Sendable {
  case file(FileSummary)
  case checkpoint(path: String, CheckpointManifest)
  case run(RunSummary)

  /// A run folder at a glance.
  public struct RunSummary: Codable, Sendable {
    public var path: String
    public var task: String
    public var algorithm: String
    public var seed: UInt64
    /// Environment steps: of the last row of metrics.csv, and what the launch file asks for.
    public var steps: Int
    public var stepsInAll: Int
    /// Of the last evaluation in metrics.csv; nil where there is none.
    public var lastSuccess: Double?
    /// Steps of the checkpoints.
    public var checkpoints: [Int]
  }

  public static func run(_ path: String) throws -> Inspection {
    if isFile(path) { return .file(try FileSummary.read(path)) }
    let holds = { FileManager.default.fileExists(atPath: path + "/" + $0) }
    if holds("config.yaml") { return .run(try RunSummary(path)) }
    // Demonstrations have a manifest of another kind beside their tensors.
    if holds("manifest.json"), !holds("demonstrations.safetensors") {
      return .checkpoint(path: path, try CheckpointManifest.read(folder: path))
    }
    throw RecordingError.folderMissing(path: path)
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .file(let summary): try summary.encode(to: encoder)
    case .checkpoint(_, let manifest): try manifest.encode(to: encoder)
    case .run(let summary): try summary.encode(to: encoder)
    }
  }

  /// For a terminal; texts out of files cannot steer it.
  public func text() -> String {
    switch self {
    case .file(let summary): summary.text()
    case .checkpoint(let path, let manifest): checkpointText(path, manifest)
    case .run(let run):
      """
      run folder \(run.path)
      \(facts([
        ("task", run.task), ("algorithm", "\(run.algorithm), seed \(run.seed)"),
        ("steps", "\(run.steps) of \(run.stepsInAll)"),
        ("last success", run.lastSuccess.map(percent) ?? "not measured"),
        ("checkpoints", run.checkpoints.map(String.init).joined(separator: ", ")),
      ]))
      """
    }
  }
}

extension Inspection.RunSummary {
  init(_ path: String) throws {
    let configuration = try loadRunConfiguration(path)
    let metrics =
      FileManager.default.fileExists(atPath: path + "/metrics.csv")
      ? try MetricsTable(reading: path + "/metrics.csv") : nil
    self.path = path
    task = configuration.task
    algorithm = configuration.algorithm.rawValue
    seed = configuration.seed
    steps = Int(metrics?.rows.last?.first ?? 0)
    stepsInAll = configuration.training.steps
    lastSuccess = metrics?.curve("success")?.last?.y
    checkpoints = CheckpointStore(runFolder: path).steps
  }
}

extension FileSummary {
  fileprivate func text() -> String {
    var lines: [String] = []
    if let safetensors {
      let kind = safetensors.metadata["format"] == "reins-policy" ? "a policy of `reins export`" : "tensors"
      lines = ["\(path): safetensors, \(kind)", facts([("bytes", "\(bytes)"), ("sha256", sha256)]), ""]
      var table = TextTable(header: ["tensor", "type", "shape"])
      for tensor in safetensors.tensors {
        let fault = tensor.nonFinite == 0 ? "" : "  \(tensor.nonFinite) values are not finite"
        table.add(printable(tensor.name), tensor.type, "\(tensor.shape)" + fault)
      }
      lines += [table.text()] + metadataText(safetensors.metadata)
    }
    if let onnx {
      let ports = { (ports: [ONNXSummary.Port]) in
        ports.map { "\($0.name) [\($0.shape.joined(separator: ", "))]" }.joined(separator: ", ")
      }
      lines = [
        "\(path): ONNX model",
        facts([
          ("bytes", "\(bytes)"), ("sha256", sha256), ("producer", "\(onnx.producer) \(onnx.producerVersion)"),
          ("opset", "\(onnx.opset), IR version \(onnx.irVersion)"), ("inputs", ports(onnx.inputs)),
          ("outputs", ports(onnx.outputs)), ("operators", onnx.operators.joined(separator: " ")),
          ("constants", "\(onnx.initializers), \(onnx.initializerBytes) bytes"),
        ]),
      ]
      lines += metadataText(onnx.metadata)
    }
    return lines.joined(separator: "\n")
  }
}

private func metadataText(_ metadata: [String: String]) -> [String] {
  if metadata.isEmpty { return ["", "no metadata"] }
  return ["", "metadata", facts(metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })]
}

private func checkpointText(_ path: String, _ manifest: CheckpointManifest) -> String {
  let identity = manifest.identity
  var table = TextTable(header: ["file", "bytes", "sha256"], rightAligned: [1])
  for (part, file) in manifest.files.sorted(by: { $0.key < $1.key }) {
    table.add("\(part).safetensors", "\(file.bytes)", printable(file.sha256))
  }
  return """
    checkpoint \(path), format \(manifest.format)
    \(facts([
      ("task", identity.taskID), ("step", "\(identity.step)" + (identity.isMilestone ? ", a milestone" : "")),
      ("configuration", identity.configurationHash),
      ("versions", identity.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")),
      ("counters", identity.counters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")),
    ]))

    \(table.text())
    """
}

private func facts(_ pairs: [(String, String)]) -> String {
  var table = TextTable(header: [])
  for (name, value) in pairs { table.add("  " + printable(name), shortened(printable(value))) }
  return table.text()
}

/// Control characters spelled out: a file's text must not steer the terminal.
func printable(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

private func shortened(_ text: String) -> String {
  text.count <= 240 ? text : "\(text.prefix(240))... (\(text.count) characters; --json shows all)"
}
