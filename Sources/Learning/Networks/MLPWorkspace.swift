import CKernelsBase

/// What one forward pass leaves for the backward pass, and the backward pass's own memory; for at most `rows` rows.
///
/// A workspace serves one thread at a time.
public final class MLPWorkspace {
  public let shape: MLPShape
  public let rows: Int
  /// The network's output of the last forward pass, [rows, outputDimension].
  public internal(set) var output: Matrix
  /// dL/d(output), which the caller fills before a backward pass, same shape.
  public var outputGradient: Matrix
  /// dL/d(parameters), which the backward pass overwrites.
  var gradient: FloatBuffer
  /// Per hidden layer: activations, normalised values before gain and offset, and 1/deviation per row.
  var memory: FloatBuffer
  let hidden: [Int]
  let normalized: [Int]
  let inverseDeviation: [Int]
  let deltas: (Int, Int)

  /// - Parameter gradients: false where no backward pass will ask for gradients of the parameters.
  public init(shape: MLPShape, rows: Int, gradients: Bool = true) {
    precondition(rows > 0, "a workspace serves at least one row")
    self.shape = shape
    self.rows = rows
    output = Matrix(rows: rows, columns: shape.outputDimension)
    outputGradient = Matrix(rows: rows, columns: shape.outputDimension)
    gradient = FloatBuffer(count: gradients ? shape.flatCount : 0)
    var size = 0
    func reserve(_ count: Int) -> Int {
      defer { size += FloatBuffer.rounded(count) }
      return size
    }
    hidden = shape.hiddenUnits.map { reserve(rows * $0) }
    normalized = shape.layerNorm ? shape.hiddenUnits.map { reserve(rows * $0) } : []
    inverseDeviation = shape.layerNorm ? shape.hiddenUnits.map { _ in reserve(rows) } : []
    let widest = shape.hiddenUnits.max() ?? 0
    deltas = (reserve(rows * widest), reserve(rows * widest))
    memory = FloatBuffer(count: size)
  }

  /// One tensor of dL/d(parameters), as the last backward pass left it.
  public func gradient(of parameter: MLPShape.Parameter) -> [Float] {
    gradient.values(parameter.offset..<parameter.offset + parameter.count)
  }

  /// Takes what the forward pass of another workspace left for rows `rows`, in this order, as its own first rows: a
  /// backward pass for some of the rows.
  public func copyActivations(rows chosen: Span<Int>, of other: MLPWorkspace) {
    precondition(other.shape == shape && chosen.count <= rows, "the workspace is of another size")
    for (layer, units) in shape.hiddenUnits.enumerated() {
      for place in chosen.indices {
        let row = chosen[place]
        precondition(row >= 0 && row < other.rows, "row \(row) of \(other.rows)")
        memory.copy(units, of: other.memory, from: other.hidden[layer] + row * units, to: hidden[layer] + place * units)
        if !shape.layerNorm { continue }
        memory.copy(
          units, of: other.memory, from: other.normalized[layer] + row * units, to: normalized[layer] + place * units)
        memory[inverseDeviation[layer] + place] = other.memory[other.inverseDeviation[layer] + row]
      }
    }
  }

  /// Adds another workspace's gradient to this one's.
  public func addGradient(of other: MLPWorkspace, kernels: Kernels) {
    precondition(gradient.count == other.gradient.count, "gradients of one shape are added")
    unsafe kernels.table.pointee.add(Int64(gradient.count), other.gradient.base, gradient.base)
  }
}
