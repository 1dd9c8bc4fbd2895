import Networks
import Vocabulary

extension SACLearner {
  /// Gathers, for every slice, the rows that an expert drove and in which the policy had proposed something else, with
  /// the proposal in the action's place.
  func gatherProposals(_ proposals: Span<Float>) {
    let (memory, batch, inputs) = (memory, configuration.batchSize, policyInput.dimension)
    for slice in 0..<configuration.utdRatio {
      var count = 0
      for row in slice * batch..<(slice + 1) * batch where memory.driven[row] > 0 {
        let place = slice * batch + count
        var differs = false
        for element in 0..<actionDimension {
          let value = proposals[row * actionDimension + element]
          memory.proposed[place, inputs + element] = value
          if value != memory.executed[row * actionDimension + element] { differs = true }
        }
        if !differs { continue }
        for column in 0..<inputs { memory.proposed[place, column] = memory.current[row, column] }
        memory.proposedRows[place] = row - slice * batch
        count += 1
      }
      memory.proposedCounts[slice] = count
    }
  }

  /// Adds the margin loss of one critic to the worker's loss and output gradient, and goes back through the network for
  /// the proposals' side of it.
  ///
  /// Call after the critic's forward pass, with the gradient of its other loss in `workspace.outputGradient`.
  ///
  /// - Returns: the loss, and the workspace with the proposals' gradient; nil where there is nothing to compare.
  func differentiateProposals(
    member: Int, slice: Range<Int>, worker: Int
  ) -> (loss: Float, gradient: MLPWorkspace)? {
    if memory.proposals.isEmpty { return nil }
    let index = slice.lowerBound / configuration.batchSize
    let count = memory.proposedCounts[index]
    if count == 0 { return nil }
    let (memory, workspace, proposals) = (memory, memory.critics[worker], memory.proposals[worker])
    let rows = slice.lowerBound..<slice.lowerBound + count
    critics.forward(member: member, input: memory.proposed, rows: rows, workspace: proposals)
    var loss: Float = 0
    let places = memory.proposedRows
    workspace.output.elements.withSpan(0..<slice.count) { values in
      proposals.output.elements.withSpan(0..<count) { counterfactuals in
        // Both workspaces are this task's alone.
        unsafe workspace.outputGradient.elements.withMutableSpan(0..<slice.count) { gradient in
          unsafe proposals.outputGradient.elements.withMutableSpan(0..<count) {
            loss = takeoverMarginLoss(
              values: values, counterfactuals: counterfactuals, rows: places.span.extracting(rows),
              margin: configuration.takeoverMargin,
              weight: configuration.takeoverMarginWeight, ensembleSize: configuration.ensembleSize,
              gradient: &gradient, counterfactualGradient: &$0)
          }
        }
      }
    }
    critics.backward(member: member, input: memory.proposed, rows: rows, workspace: proposals)
    return (loss, proposals)
  }
}
