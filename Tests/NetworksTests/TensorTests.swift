import Networks
import Testing
import Vocabulary

@Suite("Tensors of a network")
struct TensorTests {
  static let shape = MLPShape(inputDimension: 3, hiddenUnits: [5, 6], outputDimension: 2, layerNorm: true)

  @Test("loading what was saved gives the same weights")
  func roundTrip() throws {
    let source = try randomEnsemble(Self.shape, members: 2, instructionSet: .base, seed: 1)
    let copy = MLPEnsemble(shape: Self.shape, members: 2, kernels: try Kernels(.base))
    let tensors = source.tensors(prefix: "critics")
    #expect(tensors.first?.name == "critics/0/layer0/kernel" && tensors.first?.shape == [3, 5])
    try copy.load(TensorTable(tensors), prefix: "critics")
    #expect(copy.tensors(prefix: "critics") == tensors)
  }

  @Test("a missing tensor, another shape, another type and a NaN are refused, and nothing is changed")
  func refused() throws {
    let source = try randomEnsemble(Self.shape, members: 1, instructionSet: .base, seed: 1)
    let tensors = source.tensors(prefix: "policy")
    let last = tensors.count - 1
    let name = "policy/output/bias"
    #expect(tensors[last].name == name)
    let broken: [(NamedTensor?, TensorError)] = [
      (nil, .missing(name: name)),
      (
        NamedTensor(name: name, shape: [1], values: .float32([0])), .shape(name: name, expected: [2], found: [1])
      ),
      (NamedTensor(name: name, shape: [2], values: .uint64([0, 0])), .type(name: name, expected: "float32")),
      (NamedTensor(name: name, shape: [2], values: .float32([0, .nan])), .nonFinite(name: name)),
    ]
    for (replacement, expected) in broken {
      let copy = MLPEnsemble(shape: Self.shape, members: 1, kernels: try Kernels(.base))
      let before = copy.tensors(prefix: "policy")
      let table = TensorTable(tensors[..<last] + [replacement].compactMap { $0 })
      #expect(throws: expected) { try copy.load(table, prefix: "policy") }
      #expect(copy.tensors(prefix: "policy") == before)
    }
  }
}
