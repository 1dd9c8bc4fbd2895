import Networks
public import Vocabulary

extension CriticJudge {
  /// A judge from the tensors of a checkpoint or an exported file: `critics/<member>/layer0/kernel`, ....
  ///
  /// Nothing is allocated for a critic that the tensors do not hold.
  ///
  /// - Parameters:
  ///   - policy: pi_ref; nobody else may use it.
  ///   - layerNorm: whether the critics have layer normalisation.
  public convenience init(
    policy: SACPolicy, tensors: [NamedTensor], ensembleSize: Int, layerNorm: Bool
  ) throws(LearnerError) {
    let table = TensorTable(tensors)
    var hidden: [Int] = []
    var inputs = policy.policyInput.dimension + policy.actionDimension
    while let shape = table.shape(of: "critics/0/layer\(hidden.count)/kernel") {
      guard shape.count == 2, shape[0] == inputs, shape[1] > 0 else {
        throw .tensors(
          .shape(name: "critics/0/layer\(hidden.count)/kernel", expected: [inputs, shape.last ?? 0], found: shape))
      }
      inputs = shape[1]
      hidden.append(inputs)
    }
    if hidden.isEmpty || ensembleSize < 1 { throw .tensors(.missing(name: "critics/0/layer0/kernel")) }
    let shape = MLPShape(
      inputDimension: policy.policyInput.dimension + policy.actionDimension, hiddenUnits: hidden, outputDimension: 1,
      layerNorm: layerNorm)
    let kernels: Kernels
    do { kernels = try Kernels.selected() } catch { throw .kernels(error) }
    do throws(TensorError) {
      for member in 0..<ensembleSize {
        for parameter in shape.parameters {
          _ = try table.floats("critics/\(member)/\(parameter.name)", shape: parameter.shape)
        }
      }
      let critics = MLPEnsemble(shape: shape, members: ensembleSize, kernels: kernels)
      // An ensemble of one leaves the member's number out; a file names it all the same.
      try critics.load(table, prefix: ensembleSize == 1 ? "critics/0" : "critics")
      self.init(policy: policy, critics: critics)
    } catch { throw .tensors(error) }
  }
}
