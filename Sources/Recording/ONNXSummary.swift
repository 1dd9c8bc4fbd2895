/// What an ONNX model says about itself, read from untrusted bytes; numbers are counted, not kept.
public struct ONNXSummary: Codable, Equatable, Sendable {
  public struct Port: Codable, Equatable, Sendable {
    public var name: String
    /// Extents; a named one, such as `batch`, is free.
    public var shape: [String]
  }

  public var irVersion = 0
  public var producer = ""
  public var producerVersion = ""
  /// Of ONNX's own operators.
  public var opset = 0
  public var inputs: [Port] = []
  public var outputs: [Port] = []
  /// Types in the order of the graph.
  public var operators: [String] = []
  /// Constants of the graph, and their bytes.
  public var initializers = 0
  public var initializerBytes = 0
  public var metadata: [String: String] = [:]

  public init(decoding bytes: [UInt8]) throws(ONNXError) {
    var hasGraph = false
    try fields(bytes[...]) { (field, value) throws(ONNXError) in
      switch (field, value) {
      case (Field.Model.irVersion, .integer(let version)): irVersion = Int(truncatingIfNeeded: version)
      case (Field.Model.producerName, .data(let text)): producer = try utf8(text)
      case (Field.Model.producerVersion, .data(let text)): producerVersion = try utf8(text)
      case (Field.Model.graph, .data(let graph)):
        hasGraph = true
        try read(graph: graph)
      case (Field.Model.opsetImport, .data(let entry)): try read(opset: entry)
      case (Field.Model.metadataProps, .data(let entry)):
        var (key, text) = ("", "")
        try fields(entry) { (field, value) throws(ONNXError) in
          if field == Field.Entry.key, case .data(let data) = value { key = try utf8(data) }
          if field == Field.Entry.value, case .data(let data) = value { text = try utf8(data) }
        }
        metadata[key] = text
      default: break
      }
    }
    // Almost any bytes are some message: a model is one that says what it needs.
    guard hasGraph, irVersion > 0, opset > 0 else { throw .noModel }
  }

  private mutating func read(opset entry: ArraySlice<UInt8>) throws(ONNXError) {
    var (domain, version) = ("", 0)
    try fields(entry) { (field, value) throws(ONNXError) in
      if field == Field.Opset.domain, case .data(let text) = value { domain = try utf8(text) }
      if field == Field.Opset.version, case .integer(let number) = value { version = Int(truncatingIfNeeded: number) }
    }
    if domain.isEmpty || domain == "ai.onnx" { opset = version }
  }

  private mutating func read(graph: ArraySlice<UInt8>) throws(ONNXError) {
    try fields(graph) { (field, value) throws(ONNXError) in
      guard case .data(let data) = value else { return }
      switch field {
      case Field.Graph.node:
        try fields(data) { (field, value) throws(ONNXError) in
          if field == Field.Node.opType, case .data(let text) = value { operators.append(try utf8(text)) }
        }
      case Field.Graph.initializer:
        initializers += 1
        try fields(data) { (field, value) throws(ONNXError) in
          if field == Field.Tensor.rawData, case .data(let raw) = value { initializerBytes += raw.count }
        }
      case Field.Graph.input: inputs.append(try port(data))
      case Field.Graph.output: outputs.append(try port(data))
      default: break
      }
    }
  }
}

public enum ONNXError: Error, Equatable, Sendable, CustomStringConvertible {
  case malformed(offset: Int, reason: String)
  /// A message, but without graph, IR version or opset.
  case noModel

  public var description: String {
    switch self {
    case .malformed(let offset, let reason): "byte \(offset): \(reason)"
    case .noModel: "no graph, IR version or opset"
    }
  }
}

private func port(_ bytes: ArraySlice<UInt8>) throws(ONNXError) -> ONNXSummary.Port {
  var port = ONNXSummary.Port(name: "", shape: [])
  try fields(bytes) { (field, value) throws(ONNXError) in
    guard case .data(let data) = value else { return }
    if field == Field.ValueInfo.name { port.name = try utf8(data) }
    if field == Field.ValueInfo.type { port.shape = try shape(data) }
  }
  return port
}

/// Of a TypeProto that holds a tensor; the nesting is as deep as these loops, whatever the bytes say.
private func shape(_ bytes: ArraySlice<UInt8>) throws(ONNXError) -> [String] {
  var extents: [String] = []
  try fields(bytes) { (field, value) throws(ONNXError) in
    guard field == Field.Kind.tensor, case .data(let tensor) = value else { return }
    try fields(tensor) { (field, value) throws(ONNXError) in
      guard field == Field.Kind.shape, case .data(let shape) = value else { return }
      try fields(shape) { (field, value) throws(ONNXError) in
        guard field == Field.Shape.dimension, case .data(let dimension) = value else { return }
        var extent = "?"
        try fields(dimension) { (field, value) throws(ONNXError) in
          switch (field, value) {
          case (Field.Shape.value, .integer(let number)): extent = "\(Int64(bitPattern: number))"
          case (Field.Shape.parameter, .data(let name)): extent = try utf8(name)
          default: break
          }
        }
        extents.append(extent)
      }
    }
  }
  return extents
}

private func fields(
  _ bytes: ArraySlice<UInt8>, _ body: (Int, ProtobufReader.Value) throws(ONNXError) -> Void
) throws(ONNXError) {
  var reader = ProtobufReader(bytes)
  while true {
    let field: (field: Int, value: ProtobufReader.Value)?
    do { field = try reader.next() } catch { throw .malformed(offset: error.offset, reason: error.reason) }
    guard let (number, value) = field else { return }
    try body(number, value)
  }
}

private func utf8(_ bytes: ArraySlice<UInt8>) throws(ONNXError) -> String {
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw .malformed(offset: bytes.startIndex, reason: "a text is not UTF-8")
  }
  return text
}
