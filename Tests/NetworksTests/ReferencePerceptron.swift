import Foundation
import Networks
import Vocabulary

/// The perceptron of `MLPShape` in double precision and plain loops: what the kernels are held against.
struct ReferencePerceptron {
  let shape: MLPShape
  var tensors: [String: [Double]]

  init(_ ensemble: MLPEnsemble, member: Int) {
    shape = ensemble.shape
    tensors = [:]
    for parameter in shape.parameters { tensors[parameter.name] = ensemble[member, parameter].map(Double.init) }
  }

  func output(_ input: [Double]) -> [Double] {
    var values = input
    for layer in shape.hiddenUnits.indices {
      values = dense("layer\(layer)", values)
      if shape.layerNorm {
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
        let (gain, offset) = (tensors["layer\(layer)/gain"]!, tensors["layer\(layer)/offset"]!)
        values = values.indices.map { gain[$0] * (values[$0] - mean) / (variance + 1e-6).squareRoot() + offset[$0] }
      }
      values = values.map { max($0, 0) }
    }
    return dense("output", values)
  }

  private func dense(_ name: String, _ input: [Double]) -> [Double] {
    let (kernel, bias) = (tensors["\(name)/kernel"]!, tensors["\(name)/bias"]!)
    return bias.indices.map { column in
      input.indices.reduce(bias[column]) { $0 + input[$1] * kernel[$1 * bias.count + column] }
    }
  }

  /// Σ over rows and outputs of weight · output: a scalar loss whose gradient every test can name.
  func loss(_ inputs: [[Double]], weights: [[Double]]) -> Double {
    zip(inputs, weights).reduce(0) { sum, row in
      sum + zip(output(row.0), row.1).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
}

/// Central difference of `f` at 0 with step 1e-5: its error is of order 1e-10 in double precision.
func centralDifference(_ f: (Double) -> Double) -> Double { (f(1e-5) - f(-1e-5)) / 2e-5 }

func randomMatrix(rows: Int, columns: Int, random: inout RandomStream) -> [[Float]] {
  (0..<rows).map { _ in (0..<columns).map { _ in Float(random.uniform(-1, 1)) } }
}

/// An ensemble whose biases, gains and offsets are not at their starting values either.
func randomEnsemble(_ shape: MLPShape, members: Int, instructionSet: InstructionSet, seed: UInt64) throws -> MLPEnsemble
{
  var random = RandomStream(seed: seed)
  let ensemble = MLPEnsemble(shape: shape, members: members, kernels: try Kernels(instructionSet))
  ensemble.initialize(random: &random)
  for member in 0..<members {
    for parameter in shape.parameters where !parameter.name.hasSuffix("/kernel") {
      let center = parameter.name.hasSuffix("/gain") ? 1.0 : 0
      ensemble[member, parameter] = (0..<parameter.count).map { _ in Float(center + random.uniform(-0.3, 0.3)) }
    }
  }
  return ensemble
}
