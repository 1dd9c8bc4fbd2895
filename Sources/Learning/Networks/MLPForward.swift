import CKernelsBase

extension MLPEnsemble {
  /// The ε of layer normalisation; the default of flax's LayerNorm, which RLPD's code uses.
  static let layerNormEpsilon: Float = 1e-6

  /// Computes one member's output for rows `rows` of `input` into rows 0..<rows.count of `workspace.output`.
  ///
  /// - Parameter input: at least `shape.inputDimension` columns; the first ones are read.
  public func forward(member: Int, input: borrowing Matrix, rows: Range<Int>, workspace: MLPWorkspace) {
    precondition(input.columns >= shape.inputDimension, "the input has too few columns")
    precondition(rows.lowerBound >= 0 && rows.upperBound <= input.rows, "rows \(rows) of \(input.rows)")
    precondition(workspace.shape == shape && rows.count <= workspace.rows, "the workspace is of another size")
    let kernels = unsafe self.kernels.table
    let weights = unsafe pointer(member: member)
    let memory = unsafe workspace.memory.base
    let count = Int64(rows.count)
    var below = unsafe UnsafePointer(input.pointer(row: rows.lowerBound))
    var belowStride = Int64(input.columns)
    for (layer, place) in places.enumerated() {
      let isOutput = layer == places.count - 1
      let normalizes = shape.layerNorm && !isOutput
      let above =
        unsafe isOutput
        ? workspace.output.pointer(row: 0)
        : memory + (normalizes ? workspace.normalized[layer] : workspace.hidden[layer])
      // What is measured is not rounded.
      let product = unsafe layer == 0 ? kernels.pointee.multiply : self.kernels.product
      unsafe product?(
        count, Int64(place.outputs), Int64(place.inputs), below, belowStride, 0, weights + place.kernel,
        Int64(place.outputs), 0, weights + place.bias, isOutput || normalizes ? 0 : 1, nil, above, Int64(place.outputs))
      if normalizes {
        unsafe kernels.pointee.normalize_rectify(
          count, Int64(place.outputs), Self.layerNormEpsilon, weights + place.gain, weights + place.offset, above,
          memory + workspace.inverseDeviation[layer], memory + workspace.hidden[layer])
      }
      if !isOutput {
        unsafe below = UnsafePointer(memory + workspace.hidden[layer])
        belowStride = Int64(place.outputs)
      }
    }
  }
}
