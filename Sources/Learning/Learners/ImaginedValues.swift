import Networks
import Vocabulary

/// What the actor's loss reads of the critics: Qᵢ(s, a) and dQᵢ/da at the actions that the actor would take now.
extension SACLearner {
  /// Both of every online critic.
  func differentiateEveryCritic() {
    let memory = memory
    // Tasks write different members.
    pool.run(tasks: configuration.ensembleSize) { member, worker in
      let workspace = memory.critics[worker]
      valueImagined(member: member, workspace: workspace)
      differentiateInput(
        member: member, rows: memory.imagined.rows, workspace: workspace, into: memory.valueGradients,
        start: member * memory.imagined.rows * actionDimension)
    }
  }

  /// Qᵢ(s, a) of every online critic, and dQᵢ/da of each row's least one: the minimum has no other gradient. That
  /// saves the backward pass of all critics but one.
  func differentiateLeastCritics() {
    let (memory, dimension) = (memory, actionDimension)
    let batch = memory.imagined.rows
    // Tasks write different members.
    pool.run(tasks: configuration.ensembleSize) { member, _ in
      valueImagined(member: member, workspace: memory.imaginedCritics[member])
    }
    let parts = memory.chooseLeast()
    // Tasks write different rows.
    pool.run(tasks: parts) { part, worker in
      let (member, range) = memory.leastParts[part]
      let workspace = memory.critics[worker]
      let places = memory.leastRows
      let rows = places.span.extracting(range)
      workspace.copyActivations(rows: rows, of: memory.imaginedCritics[member])
      let start = range.lowerBound * dimension
      differentiateInput(
        member: member, rows: rows.count, workspace: workspace, into: memory.leastGradients, start: start)
      memory.leastGradients.withSpan(start..<range.upperBound * dimension) { gradients in
        unsafe memory.valueGradients.withMutableSpan(member * batch * dimension..<(member + 1) * batch * dimension) {
          for row in rows.indices {
            for element in 0..<dimension { $0[rows[row] * dimension + element] = gradients[row * dimension + element] }
          }
        }
      }
    }
  }

  private func valueImagined(member: Int, workspace: MLPWorkspace) {
    let (memory, batch) = (memory, memory.imagined.rows)
    critics.forward(member: member, input: memory.imagined, rows: 0..<batch, workspace: workspace)
    workspace.output.elements.withSpan(0..<batch) { output in
      unsafe memory.values.withMutableSpan(member * batch..<(member + 1) * batch) {
        for row in output.indices { $0[row] = output[row] }
      }
    }
  }

  /// dQ/da of the first `rows` rows of a workspace's forward pass.
  private func differentiateInput(
    member: Int, rows: Int, workspace: MLPWorkspace, into gradients: borrowing FloatBuffer, start: Int
  ) {
    let inputs = policyInput.dimension
    unsafe workspace.outputGradient.elements.withMutableSpan(0..<rows) {
      for row in $0.indices { $0[row] = 1 }
    }
    critics.backwardToInput(
      member: member, columns: inputs..<inputs + actionDimension, input: memory.imagined, rows: 0..<rows,
      workspace: workspace, inputGradient: gradients, start: start)
  }
}

extension SACMemory {
  /// Sorts the rows of the imagined batch by their least critic, in runs of at most `blockRows`.
  ///
  /// - Returns: the number of runs, in `leastParts`.
  func chooseLeast() -> Int {
    let (batch, members) = (imagined.rows, imaginedCritics.count)
    var (place, parts) = (0, 0)
    values.withSpan(0..<members * batch) { values in
      for member in 0..<members {
        let first = place
        for row in 0..<batch where leastCritic(values: values, row: row, of: batch) == member {
          leastRows[place] = row
          place += 1
        }
        for start in stride(from: first, to: place, by: Self.blockRows) {
          leastParts[parts] = (member, start..<min(start + Self.blockRows, place))
          parts += 1
        }
      }
    }
    return parts
  }
}
