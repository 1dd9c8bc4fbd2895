import Vocabulary

extension PolicyFile {
  /// The policy's mode as an ONNX model, opset 17: `observation`, float32 [batch, n] in SI units, to `action`, float32
  /// [batch, m] in [-1, 1]. The policy input is part of the graph; `metadata_props` is the file's metadata with the checksum
  /// of the actor's policy file as `policySHA256`.
  ///
  /// - Parameter producerVersion: of this program.
  public func onnx(producerVersion: String) throws(PolicyFileError) -> [UInt8] {
    let policy = try withoutCritics()
    var graph = ONNXGraph()
    graph.add(policy.description.policyInput)
    graph.add(try PolicyNetwork(policy).layers)

    var metadata = policy.description.metadata
    metadata["policySHA256"] = policy.checksum
    var model = ProtobufWriter()
    model.integer(Field.Model.irVersion, 8)
    model.text(Field.Model.producerName, "reins")
    model.text(Field.Model.producerVersion, producerVersion)
    model.message(Field.Model.graph) {
      graph.write(
        to: &$0, name: description.task,
        input: ("observation", description.observation.count), output: ("action", description.action.count))
    }
    model.message(Field.Model.opsetImport) {
      $0.text(Field.Opset.domain, "")
      $0.integer(Field.Opset.version, 17)
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      model.message(Field.Model.metadataProps) {
        $0.text(Field.Entry.key, key)
        $0.text(Field.Entry.value, value)
      }
    }
    return model.bytes
  }
}

/// Field numbers of onnx/onnx.proto, ONNX 1.12 (IR version 8, opset 17); they never change their meaning.
enum Field {
  enum Model {
    static let (irVersion, producerName, producerVersion, graph, opsetImport, metadataProps) = (1, 2, 3, 7, 8, 14)
  }
  enum Opset { static let (domain, version) = (1, 2) }
  enum Entry { static let (key, value) = (1, 2) }
  enum Graph { static let (node, name, initializer, input, output) = (1, 2, 5, 11, 12) }
  enum Node { static let (input, output, name, opType, attribute) = (1, 2, 3, 4, 5) }
  enum Attribute { static let (name, integer, type, integerType) = (1, 3, 20, 2) }
  enum Tensor { static let (dims, dataType, name, rawData) = (1, 2, 8, 9) }
  enum ValueInfo { static let (name, type) = (1, 2) }
  enum Kind { static let (tensor, elementType, shape) = (1, 1, 2) }
  enum Shape { static let (dimension, value, parameter) = (1, 1, 2) }
  /// TensorProto.DataType
  enum DataType { static let (float, int64) = (1, 7) }
}

/// Nodes and constants of a graph that is one chain; `last` is the value at its end.
private struct ONNXGraph {
  private var nodes: [(type: String, inputs: [String], output: String, axis: Int?)] = []
  private var constants: [(name: String, dims: [Int], type: Int, data: [UInt8])] = []
  private var last = "observation"

  /// Gathers the elements of each kind, computes each kind at once, and puts them back in their order.
  ///
  /// The same operations in the same order as `PolicyInput.apply`, so that differences lose no digits.
  mutating func add(_ input: PolicyInput) {
    var kinds: [String: (places: [Int], indices: [Int], minus: [Int], factors: [Float])] = [:]
    for (place, element) in input.elements.enumerated() {
      let (kind, index, minus, factor): (String, Int, Int?, Float) =
        switch element {
        case .scaled(let index, let scale): ("scaled", index, nil, scale)
        case .difference(let index, let minus, let scale): ("difference", index, minus, scale)
        case .sine(let index, let multiple): ("sine", index, nil, multiple)
        case .cosine(let index, let multiple): ("cosine", index, nil, multiple)
        }
      kinds[kind, default: ([], [], [], [])].places.append(place)
      kinds[kind]?.indices.append(index)
      if let minus { kinds[kind]?.minus.append(minus) }
      kinds[kind]?.factors.append(factor)
    }
    var (parts, order): ([String], [Int]) = ([], [])
    for (kind, group) in kinds.sorted(by: { $0.key < $1.key }) {
      var value = node(
        "Gather", ["observation", integers("\(kind)/indices", group.indices)], "\(kind)/elements", axis: 1)
      if kind == "difference" {
        let minus = node("Gather", ["observation", integers("\(kind)/minus", group.minus)], "\(kind)/others", axis: 1)
        value = node("Sub", [value, minus], "\(kind)/differences")
      }
      value = node("Mul", [value, floats("\(kind)/factors", [group.factors.count], group.factors)], "\(kind)/products")
      if kind == "sine" { value = node("Sin", [value], "\(kind)/values") }
      if kind == "cosine" { value = node("Cos", [value], "\(kind)/values") }
      parts.append(value)
      order += group.places
    }
    last = parts.count == 1 ? parts[0] : node("Concat", parts, "input/grouped", axis: 1)
    if order != order.sorted() {
      // Element p of the input stands at the place in the groups where `order` names p.
      let places = order.indices.sorted { order[$0] < order[$1] }
      last = node("Gather", [last, integers("input/places", places)], "input", axis: 1)
    }
  }

  mutating func add(_ layers: [PolicyNetwork.Layer]) {
    for (index, layer) in layers.enumerated() {
      let isOutput = index == layers.count - 1
      let name = isOutput ? "output" : "layer\(index)"
      let kernel = floats("policy/\(name)/kernel", [layer.inputs, layer.outputs], layer.kernel)
      let bias = floats("policy/\(name)/bias", [layer.outputs], layer.bias)
      last = node("Gemm", [last, kernel, bias], "\(name)/sums")
      last = node(isOutput ? "Tanh" : "Relu", [last], isOutput ? "action" : "\(name)/units")
    }
  }

  private mutating func node(_ type: String, _ inputs: [String], _ output: String, axis: Int? = nil) -> String {
    nodes.append((type, inputs, output, axis))
    return output
  }

  private mutating func integers(_ name: String, _ values: [Int]) -> String {
    let data = values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    constants.append((name, [values.count], Field.DataType.int64, data))
    return name
  }

  private mutating func floats(_ name: String, _ dims: [Int], _ values: [Float]) -> String {
    var data: [UInt8] = []
    data.reserveCapacity(4 * values.count)
    for value in values {
      for byte in UInt32(0)..<4 { data.append(UInt8(truncatingIfNeeded: value.bitPattern >> (8 * byte))) }
    }
    constants.append((name, dims, Field.DataType.float, data))
    return name
  }

  func write(
    to graph: inout ProtobufWriter, name: String, input: (name: String, count: Int), output: (name: String, count: Int)
  ) {
    for node in nodes {
      graph.message(Field.Graph.node) {
        for input in node.inputs { $0.text(Field.Node.input, input) }
        $0.text(Field.Node.output, node.output)
        $0.text(Field.Node.name, node.output)
        $0.text(Field.Node.opType, node.type)
        guard let axis = node.axis else { return }
        $0.message(Field.Node.attribute) {
          $0.text(Field.Attribute.name, "axis")
          $0.integer(Field.Attribute.integer, axis)
          $0.integer(Field.Attribute.type, Field.Attribute.integerType)
        }
      }
    }
    graph.text(Field.Graph.name, name)
    for constant in constants {
      graph.message(Field.Graph.initializer) {
        for extent in constant.dims { $0.integer(Field.Tensor.dims, extent) }
        $0.integer(Field.Tensor.dataType, constant.type)
        $0.text(Field.Tensor.name, constant.name)
        $0.data(Field.Tensor.rawData, constant.data)
      }
    }
    for (field, value) in [(Field.Graph.input, input), (Field.Graph.output, output)] {
      graph.message(field) {
        $0.text(Field.ValueInfo.name, value.name)
        $0.message(Field.ValueInfo.type) {
          $0.message(Field.Kind.tensor) {
            $0.integer(Field.Kind.elementType, Field.DataType.float)
            $0.message(Field.Kind.shape) {
              $0.message(Field.Shape.dimension) { $0.text(Field.Shape.parameter, "batch") }
              $0.message(Field.Shape.dimension) { $0.integer(Field.Shape.value, value.count) }
            }
          }
        }
      }
    }
  }
}
