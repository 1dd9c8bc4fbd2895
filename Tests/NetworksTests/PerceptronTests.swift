import Networks
import Testing
import Vocabulary

@Suite("Perceptron")
struct PerceptronTests {
  struct Case: Sendable, CustomStringConvertible {
    var instructionSet: InstructionSet
    var layerNorm: Bool
    var description: String { "\(instructionSet)\(layerNorm ? ", layer norm" : "")" }
  }

  static let cases = Kernels.available.flatMap { set in
    [false, true].map { Case(instructionSet: set, layerNorm: $0) }
  }

  /// Widths that no register width divides.
  static func shape(_ layerNorm: Bool) -> MLPShape {
    MLPShape(inputDimension: 7, hiddenUnits: [19, 35], outputDimension: 3, layerNorm: layerNorm)
  }

  /// Inputs, outputs' weights in the loss, and a workspace after forward and backward of member 1, rows 2..<8.
  private func propagated(
    _ test: Case
  ) throws -> (MLPEnsemble, ReferencePerceptron, [[Double]], [[Double]], MLPWorkspace, FloatBufferBox) {
    let ensemble = try randomEnsemble(
      Self.shape(test.layerNorm), members: 2, instructionSet: test.instructionSet, seed: 5)
    var random = RandomStream(seed: 6)
    // One column more than the network reads: it must be ignored.
    let inputs = randomMatrix(rows: 9, columns: 8, random: &random)
    let weights = randomMatrix(rows: 6, columns: 3, random: &random)
    let matrix = Matrix(inputs)
    let workspace = MLPWorkspace(shape: ensemble.shape, rows: 6)
    ensemble.forward(member: 1, input: matrix, rows: 2..<8, workspace: workspace)
    func fill() {
      for row in 0..<6 { for column in 0..<3 { workspace.outputGradient[row, column] = weights[row][column] } }
    }
    let box = FloatBufferBox(count: 6 * 4)
    fill()
    ensemble.backwardToInput(
      member: 1, columns: 2..<6, input: matrix, rows: 2..<8, workspace: workspace, inputGradient: box.buffer)
    fill()
    ensemble.backward(member: 1, input: matrix, rows: 2..<8, workspace: workspace)
    return (
      ensemble, ReferencePerceptron(ensemble, member: 1), inputs[2..<8].map { $0.prefix(7).map(Double.init) },
      weights.map { $0.map(Double.init) }, workspace, box
    )
  }

  @Test("output equals plain loops in double precision", arguments: cases)
  func forward(test: Case) throws {
    let (_, reference, inputs, _, workspace, _) = try propagated(test)
    for (row, input) in inputs.enumerated() {
      for (column, exact) in reference.output(input).enumerated() {
        // Order-1 values after three layers of at most 35 roundings of 6e-8.
        #expect(abs(Double(workspace.output[row, column]) - exact) < 5e-6)
      }
    }
  }

  /// Sums longer than a panel of the matrix product are finished in two goes; the rectifier belongs after the last.
  @Test("layers wider than a panel of the product equal plain loops", arguments: cases)
  func wide(test: Case) throws {
    let shape = MLPShape(inputDimension: 3, hiddenUnits: [530, 9], outputDimension: 2, layerNorm: test.layerNorm)
    let ensemble = try randomEnsemble(shape, members: 1, instructionSet: test.instructionSet, seed: 15)
    let reference = ReferencePerceptron(ensemble, member: 0)
    var random = RandomStream(seed: 16)
    let inputs = randomMatrix(rows: 21, columns: 3, random: &random)
    let workspace = MLPWorkspace(shape: shape, rows: 21)
    ensemble.forward(member: 0, input: Matrix(inputs), rows: 0..<21, workspace: workspace)
    for (row, input) in inputs.enumerated() {
      for (column, exact) in reference.output(input.map(Double.init)).enumerated() {
        #expect(abs(Double(workspace.output[row, column]) - exact) < 2e-5)
      }
    }
  }

  @Test("gradient of every parameter equals central differences", arguments: cases)
  func parameterGradients(test: Case) throws {
    let (ensemble, reference, inputs, weights, workspace, _) = try propagated(test)
    for parameter in ensemble.shape.parameters {
      let gradient = workspace.gradient(of: parameter)
      for index in 0..<parameter.count {
        let exact = centralDifference { step in
          var moved = reference
          moved.tensors[parameter.name]![index] += step
          return moved.loss(inputs, weights: weights)
        }
        #expect(abs(Double(gradient[index]) - exact) < 2e-5, "\(parameter.name)[\(index)]")
      }
    }
  }

  @Test("gradient of chosen input columns equals central differences", arguments: cases)
  func inputGradients(test: Case) throws {
    let (_, reference, inputs, weights, _, box) = try propagated(test)
    for row in 0..<6 {
      for column in 2..<6 {
        let exact = centralDifference { step in
          var moved = inputs
          moved[row][column] += step
          return reference.loss(moved, weights: weights)
        }
        #expect(abs(Double(box.buffer[row * 4 + column - 2]) - exact) < 2e-5, "row \(row), column \(column)")
      }
    }
  }

  @Test("layer normalisation ignores scale and shift of its input", arguments: Kernels.available)
  func layerNormInvariance(instructionSet: InstructionSet) throws {
    let shape = MLPShape(inputDimension: 4, hiddenUnits: [24], outputDimension: 2, layerNorm: true)
    let ensemble = try randomEnsemble(shape, members: 1, instructionSet: instructionSet, seed: 7)
    let workspace = MLPWorkspace(shape: shape, rows: 1)
    var random = RandomStream(seed: 8)
    let input = Matrix(randomMatrix(rows: 1, columns: 4, random: &random))
    ensemble.forward(member: 0, input: input, rows: 0..<1, workspace: workspace)
    let before = (workspace.output[0, 0], workspace.output[0, 1])
    for parameter in shape.parameters where ["layer0/kernel", "layer0/bias"].contains(parameter.name) {
      ensemble[0, parameter] = ensemble[0, parameter].map {
        50 * $0 + (parameter.name == "layer0/bias" ? 10 : 0)
      }
    }
    ensemble.forward(member: 0, input: input, rows: 0..<1, workspace: workspace)
    // The variance rises from order 0.1 to order 100, so epsilon 1e-6 moves the result by about 1e-5.
    #expect(abs(workspace.output[0, 0] - before.0) < 5e-5)
    #expect(abs(workspace.output[0, 1] - before.1) < 5e-5)
  }

  @Test("a NaN in the input reaches the output through rectifier and layer norm", arguments: cases)
  func notANumber(test: Case) throws {
    let shape = Self.shape(test.layerNorm)
    let ensemble = try randomEnsemble(shape, members: 1, instructionSet: test.instructionSet, seed: 9)
    let workspace = MLPWorkspace(shape: shape, rows: 1)
    var input = Matrix(rows: 1, columns: 7)
    input[0, 3] = .nan
    ensemble.forward(member: 0, input: input, rows: 0..<1, workspace: workspace)
    #expect(workspace.output[0, 0].isNaN)
  }
}

/// A buffer that a tuple can hold.
final class FloatBufferBox {
  var buffer: FloatBuffer
  init(count: Int) { buffer = FloatBuffer(count: count) }
}
