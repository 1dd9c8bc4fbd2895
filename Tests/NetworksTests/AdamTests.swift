import Networks
import Testing
import Vocabulary

@Suite("Adam and Polyak averaging")
struct AdamTests {
  static let shape = MLPShape(inputDimension: 5, hiddenUnits: [11], outputDimension: 1, layerNorm: false)

  /// A network with one chosen output gradient: its bias sees exactly that gradient.
  final class Bench {
    let ensemble: MLPEnsemble
    let target: MLPEnsemble
    let adam: Adam
    let workspace: MLPWorkspace
    let bias: MLPShape.Parameter
    let input: Matrix

    init(_ instructionSet: InstructionSet, _ settings: AdamSettings) throws {
      ensemble = MLPEnsemble(shape: AdamTests.shape, members: 1, kernels: try Kernels(instructionSet))
      target = MLPEnsemble(shape: AdamTests.shape, members: 1, kernels: try Kernels(instructionSet))
      adam = Adam(settings, for: ensemble)
      workspace = MLPWorkspace(shape: AdamTests.shape, rows: 1)
      bias = try #require(AdamTests.shape.parameters.last)
      input = Matrix(rows: 1, columns: 5)
    }

    func step(gradient: Float, rate: Float = 0.1) -> Bool {
      ensemble.forward(member: 0, input: input, rows: 0..<1, workspace: workspace)
      workspace.outputGradient[0, 0] = gradient
      ensemble.backward(member: 0, input: input, rows: 0..<1, workspace: workspace)
      adam.beginStep()
      return adam.step(member: 0, of: ensemble, workspace: workspace, target: target, rate: rate)
    }
  }

  @Test("a constant gradient moves a weight by the learning rate, step for step", arguments: Kernels.available)
  func constantGradient(instructionSet: InstructionSet) throws {
    let bench = try Bench(instructionSet, AdamSettings(learningRate: 0.01))
    for step in 1...50 {
      #expect(bench.step(gradient: -3))
      // m̂ = g and v̂ = g² at every step, so each moves by lr · g / (|g| + ε).
      #expect(abs(bench.ensemble[0, bench.bias][0] - 0.01 * Float(step)) < 1e-5)
    }
  }

  @Test("changing gradients follow the published algorithm", arguments: Kernels.available)
  func published(instructionSet: InstructionSet) throws {
    let settings = AdamSettings(learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 0.1)
    let bench = try Bench(instructionSet, settings)
    var scalar = ScalarAdam(settings)
    var scalarWeight: Float = 0
    var random = RandomStream(seed: 4)
    var (m, v, w, average) = (0.0, 0.0, 0.0, 0.0)
    for t in 1...40 {
      let g = random.uniform(-2, 2)
      m = 0.8 * m + 0.2 * g
      v = 0.95 * v + 0.05 * g * g
      var (first, second) = (1.0, 1.0)
      for _ in 0..<t { (first, second) = (first * 0.8, second * 0.95) }
      w -= 0.02 * (m / (1 - first)) / ((v / (1 - second)).squareRoot() + 0.1)
      average += 0.1 * (w - average)
      #expect(bench.step(gradient: Float(g)))
      scalar.step(&scalarWeight, gradient: Float(g))
      #expect(abs(Double(bench.ensemble[0, bench.bias][0]) - w) < 2e-6)
      #expect(abs(Double(bench.target[0, bench.bias][0]) - average) < 2e-6)
      #expect(abs(Double(scalarWeight) - w) < 2e-6)
    }
  }

  @Test("a gradient that is not finite, or whose square is not, is reported", arguments: Kernels.available)
  func nonFinite(instructionSet: InstructionSet) throws {
    for gradient in [Float.nan, .infinity, -.infinity, 1e30] {
      let bench = try Bench(instructionSet, AdamSettings(learningRate: 0.01))
      #expect(bench.step(gradient: 1))
      #expect(!bench.step(gradient: gradient), "gradient \(gradient)")
    }
  }

  @Test("averaging n times leaves (1 − τ)ⁿ of the distance", arguments: Kernels.available)
  func polyak(instructionSet: InstructionSet) throws {
    let source = MLPEnsemble(shape: Self.shape, members: 2, kernels: try Kernels(instructionSet))
    let target = MLPEnsemble(shape: Self.shape, members: 2, kernels: try Kernels(instructionSet))
    for member in 0..<2 {
      for parameter in Self.shape.parameters { source[member, parameter] = Array(repeating: 2, count: parameter.count) }
    }
    for _ in 0..<10 { target.average(towards: source, rate: 0.25) }
    var left: Float = 2
    for _ in 0..<10 { left *= 0.75 }
    for member in 0..<2 {
      for parameter in Self.shape.parameters {
        #expect(target[member, parameter].allSatisfy { abs($0 - (2 - left)) < 1e-6 })
      }
    }
  }
}
