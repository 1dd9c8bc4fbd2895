/// The shape of a multilayer perceptron: dense, (layer normalisation,) rectifier, ..., dense.
public struct MLPShape: Equatable, Sendable {
  public let inputDimension: Int
  public let hiddenUnits: [Int]
  public let outputDimension: Int
  /// Layer normalisation between each hidden dense layer and its rectifier.
  public let layerNorm: Bool

  public init(inputDimension: Int, hiddenUnits: [Int], outputDimension: Int, layerNorm: Bool) {
    precondition(
      inputDimension > 0 && outputDimension > 0 && !hiddenUnits.isEmpty && hiddenUnits.allSatisfy { $0 > 0 },
      "a perceptron has an input, at least one hidden layer and an output")
    self.inputDimension = inputDimension
    self.hiddenUnits = hiddenUnits
    self.outputDimension = outputDimension
    self.layerNorm = layerNorm
  }

  /// One parameter tensor and where it lies in the flat vector of a member's parameters.
  public struct Parameter: Equatable, Sendable {
    /// `layer0/kernel`, `layer0/bias`, `layer0/gain`, `layer0/offset`, ..., `output/kernel`, `output/bias`.
    public let name: String
    /// A kernel is [inputs, outputs], the others [outputs].
    public let shape: [Int]
    public let offset: Int
    public var count: Int { shape.reduce(1, *) }
  }

  /// All parameter tensors in the order of the flat vector.
  public var parameters: [Parameter] {
    var list: [Parameter] = []
    var offset = 0
    func append(_ name: String, _ shape: [Int]) {
      list.append(Parameter(name: name, shape: shape, offset: offset))
      offset += FloatBuffer.rounded(shape.reduce(1, *))
    }
    var inputs = inputDimension
    for (layer, units) in hiddenUnits.enumerated() {
      append("layer\(layer)/kernel", [inputs, units])
      append("layer\(layer)/bias", [units])
      if layerNorm {
        append("layer\(layer)/gain", [units])
        append("layer\(layer)/offset", [units])
      }
      inputs = units
    }
    append("output/kernel", [inputs, outputDimension])
    append("output/bias", [outputDimension])
    return list
  }

  /// Elements of the flat vector; every tensor starts on a cache line, and the gaps stay zero.
  public var flatCount: Int {
    guard let last = parameters.last else { return 0 }
    return FloatBuffer.rounded(last.offset + last.count)
  }
}

/// Where one dense layer's tensors lie in the flat vector.
struct LayerPlace {
  let inputs: Int
  let outputs: Int
  let kernel: Int
  let bias: Int
  /// Meaningless without layer normalisation.
  let gain: Int
  let offset: Int
}

extension MLPShape {
  /// The dense layers, output layer last.
  var places: [LayerPlace] {
    let tensors = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0) })
    return (0...hiddenUnits.count).map { layer in
      let name = layer < hiddenUnits.count ? "layer\(layer)" : "output"
      guard let kernel = tensors["\(name)/kernel"], let bias = tensors["\(name)/bias"] else {
        preconditionFailure("a perceptron has layer \(name)")
      }
      return LayerPlace(
        inputs: kernel.shape[0], outputs: kernel.shape[1], kernel: kernel.offset, bias: bias.offset,
        gain: tensors["\(name)/gain"]?.offset ?? -1, offset: tensors["\(name)/offset"]?.offset ?? -1)
    }
  }
}
