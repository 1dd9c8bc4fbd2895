public import Vocabulary

/// What does not fit when tensors become a network again.
public enum TensorError: Error, Equatable, Sendable, CustomStringConvertible {
  case missing(name: String)
  case shape(name: String, expected: [Int], found: [Int])
  case type(name: String, expected: String)
  case nonFinite(name: String)

  public var description: String {
    switch self {
    case .missing(let name): "tensor '\(name)' is missing: the file is of another kind of network"
    case .shape(let name, let expected, let found):
      "tensor '\(name)' has shape \(found), expected \(expected): the file is of a network of another size"
    case .type(let name, let expected): "tensor '\(name)' does not hold \(expected)"
    case .nonFinite(let name): "tensor '\(name)' holds NaN or an infinity: take an older checkpoint"
    }
  }
}

/// Tensors by name, with the checks that untrusted files need.
public struct TensorTable {
  private let tensors: [String: NamedTensor]

  /// Of two tensors with one name the last counts.
  public init(_ tensors: [NamedTensor]) {
    self.tensors = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
  }

  public func shape(of name: String) -> [Int]? { tensors[name]?.shape }

  /// Finite numbers of the given shape.
  public func floats(_ name: String, shape: [Int]) throws(TensorError) -> [Float] {
    let tensor = try find(name, shape)
    guard case .float32(let values) = tensor.values else { throw .type(name: name, expected: "float32") }
    guard values.allSatisfy(\.isFinite) else { throw .nonFinite(name: name) }
    return values
  }

  public func words(_ name: String, count: Int) throws(TensorError) -> [UInt64] {
    let tensor = try find(name, [count])
    guard case .uint64(let values) = tensor.values else { throw .type(name: name, expected: "uint64") }
    return values
  }

  private func find(_ name: String, _ shape: [Int]) throws(TensorError) -> NamedTensor {
    guard let tensor = tensors[name] else { throw .missing(name: name) }
    guard tensor.shape == shape else { throw .shape(name: name, expected: shape, found: tensor.shape) }
    return tensor
  }
}

extension MLPEnsemble {
  /// All parameters, named `<prefix>/<member>/<parameter>`, or `<prefix>/<parameter>` for an ensemble of one.
  public func tensors(prefix: String) -> [NamedTensor] {
    names(prefix).map { name, member, parameter in
      NamedTensor(name: name, shape: parameter.shape, values: .float32(self[member, parameter]))
    }
  }

  /// Takes all parameters from tensors of these names; on an error nothing is changed.
  public func load(_ table: TensorTable, prefix: String) throws(TensorError) {
    var values: [[Float]] = []
    for (name, _, parameter) in names(prefix) { values.append(try table.floats(name, shape: parameter.shape)) }
    for (index, (_, member, parameter)) in names(prefix).enumerated() { self[member, parameter] = values[index] }
  }

  private func names(_ prefix: String) -> [(name: String, member: Int, parameter: MLPShape.Parameter)] {
    (0..<memberCount).flatMap { member in
      shape.parameters.map { parameter in
        (memberCount == 1 ? "\(prefix)/\(parameter.name)" : "\(prefix)/\(member)/\(parameter.name)", member, parameter)
      }
    }
  }
}

extension Adam {
  /// The state of the optimiser: `<prefix>/firstMoment` and `/secondMoment`, [members, flat parameters], and `/steps`.
  public func tensors(prefix: String) -> [NamedTensor] {
    [
      NamedTensor(
        name: "\(prefix)/firstMoment", shape: [memberCount, stride],
        values: .float32(firstMoment.values(0..<firstMoment.count))),
      NamedTensor(
        name: "\(prefix)/secondMoment", shape: [memberCount, stride],
        values: .float32(secondMoment.values(0..<secondMoment.count))),
      NamedTensor(name: "\(prefix)/steps", shape: [1], values: .uint64([steps])),
    ]
  }

  /// Continues from saved state; on an error nothing is changed.
  public func load(_ table: TensorTable, prefix: String) throws(TensorError) {
    let first = try table.floats("\(prefix)/firstMoment", shape: [memberCount, stride])
    let second = try table.floats("\(prefix)/secondMoment", shape: [memberCount, stride])
    steps = try table.words("\(prefix)/steps", count: 1)[0]
    firstMoment.replace(from: 0, with: first.span)
    secondMoment.replace(from: 0, with: second.span)
  }
}
