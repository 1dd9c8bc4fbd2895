import Networks
import Testing
import Vocabulary

@Suite("Initial weights")
struct InitializationTests {
  static let shape = MLPShape(inputDimension: 30, hiddenUnits: [200], outputDimension: 4, layerNorm: true)

  private func kernel(_ name: String, heads: Int, member: Int = 0) throws -> [Float] {
    var random = RandomStream(seed: 1)
    let ensemble = MLPEnsemble(shape: Self.shape, members: 2, kernels: try Kernels(.base))
    ensemble.initialize(outputHeads: heads, random: &random)
    return ensemble[member, try #require(Self.shape.parameters.first { $0.name == name })]
  }

  @Test(
    "kernels are uniform within √(6 / (inputs + outputs)), each head counting its own outputs",
    arguments: [("layer0/kernel", 1, 230.0), ("output/kernel", 1, 204), ("output/kernel", 2, 202)])
  func xavier(name: String, heads: Int, fans: Double) throws {
    let values = try kernel(name, heads: heads).map(Double.init)
    let limit = (6 / fans).squareRoot()
    let largest = values.map(abs).max() ?? 0
    #expect(largest <= limit * (1 + 1e-6) && largest > 0.97 * limit)
    // The variance of U(−l, l) is l²/3; with 800 draws its estimate is within 20 % (more than six deviations).
    let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    #expect(abs(variance / (limit * limit / 3) - 1) < 0.2)
  }

  @Test("members start apart; biases and offsets are zero, gains one")
  func others() throws {
    #expect(try kernel("layer0/kernel", heads: 1, member: 0) != kernel("layer0/kernel", heads: 1, member: 1))
    #expect(try kernel("layer0/bias", heads: 1).allSatisfy { $0 == 0 })
    #expect(try kernel("layer0/offset", heads: 1).allSatisfy { $0 == 0 })
    #expect(try kernel("layer0/gain", heads: 1).allSatisfy { $0 == 1 })
  }
}
