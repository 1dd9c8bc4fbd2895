import CKernelsBase

extension MLPEnsemble {
  /// Gradients of a loss L after `forward` with the same member, input, rows and workspace; reads
  /// `workspace.outputGradient`, overwrites the workspace's parameter gradient.
  public func backward(member: Int, input: borrowing Matrix, rows: Range<Int>, workspace: MLPWorkspace) {
    precondition(workspace.gradient.count == stride, "the workspace was made without room for gradients")
    check(input, rows, workspace)
    let gradient = unsafe workspace.gradient.base
    _ = unsafe propagate(
      member: member, input: UnsafePointer(input.pointer(row: rows.lowerBound)), inputStride: input.columns,
      rows: rows.count, workspace: workspace, gradient: gradient)
  }

  /// dL/d(input) of input columns `columns` only, into `inputGradient` from its first row on; no gradient of the
  /// parameters is computed.
  ///
  /// - Parameter inputGradient: the elements of a [rows, columns.count] matrix, from `start` on.
  public func backwardToInput(
    member: Int, columns: Range<Int>, input: borrowing Matrix, rows: Range<Int>, workspace: MLPWorkspace,
    inputGradient: borrowing FloatBuffer, start: Int = 0
  ) {
    check(input, rows, workspace)
    precondition(columns.lowerBound >= 0 && columns.upperBound <= shape.inputDimension, "input columns \(columns)")
    inputGradient.check(start..<start + rows.count * columns.count)
    let delta = unsafe propagate(
      member: member, input: UnsafePointer(input.pointer(row: rows.lowerBound)), inputStride: input.columns,
      rows: rows.count, workspace: workspace, gradient: nil)
    // Rows `columns` of the first kernel [inputs, outputs], transposed.
    let outputs = Int64(places[0].outputs)
    unsafe kernels.table.pointee.multiply(
      Int64(rows.count), Int64(columns.count), outputs, delta, outputs, 0,
      pointer(member: member) + places[0].kernel + columns.lowerBound * places[0].outputs, outputs, 1, nil, 0, nil,
      inputGradient.base + start, Int64(columns.count))
  }

  private func check(_ input: borrowing Matrix, _ rows: Range<Int>, _ workspace: MLPWorkspace) {
    precondition(input.columns >= shape.inputDimension, "the input has too few columns")
    precondition(rows.lowerBound >= 0 && rows.upperBound <= input.rows, "rows \(rows) of \(input.rows)")
    precondition(workspace.shape == shape && rows.count <= workspace.rows, "the workspace is of another size")
  }

  /// Walks from the output to the first layer; returns dL/dz of the first dense layer, [rows, hiddenUnits[0]].
  private func propagate(
    member: Int, input: UnsafePointer<Float>, inputStride: Int, rows: Int, workspace: MLPWorkspace,
    gradient: UnsafeMutablePointer<Float>?
  ) -> UnsafePointer<Float> {
    let kernels = unsafe self.kernels.table
    let weights = unsafe pointer(member: member)
    let memory = unsafe workspace.memory.base
    let count = Int64(rows)
    var delta = unsafe workspace.outputGradient.pointer(row: 0)
    var next = unsafe memory + workspace.deltas.0
    var spare = unsafe memory + workspace.deltas.1
    for layer in places.indices.reversed() {
      let place = places[layer]
      let (inputs, outputs) = (Int64(place.inputs), Int64(place.outputs))
      if shape.layerNorm && layer < places.count - 1 {
        unsafe kernels.pointee.normalize_rectify_gradient(
          count, outputs, weights + place.gain, memory + workspace.normalized[layer],
          memory + workspace.inverseDeviation[layer], memory + workspace.hidden[layer], delta,
          gradient.map { unsafe $0 + place.gain }, gradient.map { unsafe $0 + place.offset },
          gradient.map { unsafe $0 + place.bias })
      }
      if let gradient = unsafe gradient {
        if layer == places.count - 1 || !shape.layerNorm {
          unsafe kernels.pointee.column_sums(count, outputs, delta, outputs, gradient + place.bias)
        }
        let below = unsafe layer == 0 ? input : UnsafePointer(memory + workspace.hidden[layer - 1])
        let product = unsafe layer == 0 ? kernels.pointee.multiply : self.kernels.product
        unsafe product?(
          inputs, outputs, count, below, layer == 0 ? Int64(inputStride) : inputs, 1, delta, outputs, 0, nil, 0, nil,
          gradient + place.kernel, outputs)
      }
      if layer > 0 {
        // With layer normalisation the rectifier's gradient is part of the normalisation's.
        let gate = unsafe shape.layerNorm ? nil : UnsafePointer(memory + workspace.hidden[layer - 1])
        unsafe self.kernels.product(
          count, inputs, outputs, delta, outputs, 0, weights + place.kernel, outputs, 1, nil, 0, gate, next, inputs)
        unsafe (delta, next, spare) = (next, spare, next)
      }
    }
    return unsafe UnsafePointer(delta)
  }
}
