import CKernelsBase

extension MLPEnsemble {
  /// Polyak averaging of all members: θ̄ ← θ̄ + τ (θ − θ̄), this ensemble being θ̄.
  ///
  /// SAC, arXiv:1812.05905, alg. 1. `Adam.step` does the same in the pass that moves θ.
  public func average(towards source: MLPEnsemble, rate: Float) {
    precondition(source.shape == shape && source.memberCount == memberCount, "ensembles of the same shape are averaged")
    unsafe kernels.table.pointee.polyak(Int64(weights.count), rate, source.weights.base, weights.base)
  }
}
