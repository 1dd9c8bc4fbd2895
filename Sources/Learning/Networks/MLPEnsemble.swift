public import Vocabulary

/// Perceptrons of one shape with parameters of their own, in one allocation.
///
/// Not thread-safe as a whole; tasks may work on different members at the same time.
public final class MLPEnsemble {
  public let shape: MLPShape
  public let memberCount: Int
  let kernels: Kernels
  let places: [LayerPlace]
  /// Elements from one member's parameters to the next.
  let stride: Int
  var weights: FloatBuffer

  /// An ensemble of zeros, with layer-norm gains of one.
  public init(shape: MLPShape, members: Int, kernels: Kernels) {
    precondition(members > 0, "an ensemble has at least one member")
    self.shape = shape
    self.kernels = kernels
    memberCount = members
    places = shape.places
    stride = shape.flatCount
    weights = FloatBuffer(count: members * stride)
    for member in 0..<members {
      for parameter in shape.parameters where parameter.name.hasSuffix("/gain") {
        for index in 0..<parameter.count { weights[member * stride + parameter.offset + index] = 1 }
      }
    }
  }

  /// Draws every kernel from Xavier's uniform distribution, U(−l, l) with l = √(6 / (inputs + outputs)); biases and
  /// offsets are zero, gains one (Glorot and Bengio 2010, eq. 16).
  ///
  /// - Parameter outputHeads: how many heads of equal size share the output layer; each counts its own outputs, as two
  ///   separate layers would.
  public func initialize(outputHeads: Int = 1, random: inout RandomStream) {
    for member in 0..<memberCount {
      for parameter in shape.parameters where parameter.name.hasSuffix("/kernel") {
        let heads = parameter.name == "output/kernel" ? outputHeads : 1
        let limit = (6 / Double(parameter.shape[0] + parameter.shape[1] / heads)).squareRoot()
        for index in 0..<parameter.count {
          weights[member * stride + parameter.offset + index] = Float(random.uniform(-limit, limit))
        }
      }
    }
  }

  /// Copies all parameters from an ensemble of the same shape and size.
  public func copy(_ source: MLPEnsemble) {
    precondition(source.shape == shape && source.memberCount == memberCount, "ensembles of the same shape are copied")
    weights.copy(source.weights)
  }

  /// One parameter tensor of one member.
  public subscript(member: Int, parameter: MLPShape.Parameter) -> [Float] {
    get {
      let start = member * stride + parameter.offset
      return weights.values(start..<start + parameter.count)
    }
    set {
      precondition(newValue.count == parameter.count, "'\(parameter.name)' has \(parameter.count) elements")
      weights.replace(from: member * stride + parameter.offset, with: newValue.span)
    }
  }

  func pointer(member: Int) -> UnsafeMutablePointer<Float> {
    precondition(member >= 0 && member < memberCount, "member \(member) of \(memberCount)")
    return unsafe weights.base + member * stride
  }
}
