import Networks
import Vocabulary

/// The actor of a policy file as plain numbers, checked: layers fit each other, observation and action.
struct PolicyNetwork {
  struct Layer {
    var inputs: Int
    var outputs: Int
    /// [inputs, outputs], row-major.
    var kernel: [Float]
    var bias: [Float]
  }

  /// Hidden layers, and last the one that gives the means.
  var layers: [Layer] = []

  init(_ file: PolicyFile) throws(PolicyFileError) {
    let description = file.description
    let reads = description.policyInput.elements.flatMap { element in
      switch element {
      case .scaled(let index, _), .sine(let index, _), .cosine(let index, _): [index]
      case .difference(let index, let minus, _): [index, minus]
      }
    }
    guard !reads.isEmpty, reads.allSatisfy(description.observation.indices.contains) else {
      throw .network(reason: "policyInput reads elements that the observation does not have")
    }
    let table = TensorTable(file.tensors)
    var inputs = description.policyInput.dimension
    do throws(TensorError) {
      while let shape = table.shape(of: "policy/layer\(layers.count)/kernel") {
        let (name, units) = ("policy/layer\(layers.count)", shape.last ?? 0)
        layers.append(
          Layer(
            inputs: inputs, outputs: units, kernel: try table.floats("\(name)/kernel", shape: [inputs, units]),
            bias: try table.floats("\(name)/bias", shape: [units])))
        inputs = units
      }
      let actions = description.action.count
      let kernel = try table.floats("policy/output/kernel", shape: [inputs, 2 * actions])
      let bias = try table.floats("policy/output/bias", shape: [2 * actions])
      layers.append(
        Layer(
          inputs: inputs, outputs: actions,
          kernel: (0..<inputs).flatMap { kernel[2 * actions * $0..<2 * actions * $0 + actions] },
          bias: Array(bias[..<actions])))
    } catch {
      throw .network(reason: error.description)
    }
  }
}
