import Networks
import Vocabulary

extension SACLearner {
  /// One Adam step of the actor on α log π(a | s) − Q̂(s, a) over one slice.
  ///
  /// - Returns: the loss, and the policy's entropy before the step.
  func updateActor(slice: Range<Int>, noise: UpdateNoise) throws(LearnerError) -> (loss: Float, entropy: Float) {
    guard let loss = differentiateActorLoss(slice: slice, noise: noise) else {
      throw .nonFinite(tensor: "policy/loss", update: updates)
    }
    actorAdam.beginStep()
    guard actorAdam.step(member: 0, of: actor, workspace: memory.actors[0]) else {
      throw .nonFinite(tensor: "policy/weights", update: updates)
    }
    var sum: Float = 0
    for row in 0..<slice.count { sum += memory.logProbabilities[row] }
    return (loss, -sum / Float(slice.count))
  }

  /// The loss, nil where it is not finite, and its gradient in the first of the actor's workspaces.
  func differentiateActorLoss(slice: Range<Int>, noise: UpdateNoise) -> Float? {
    let memory = memory
    sampleActions(slice: slice, epsilon: noise.actions)
    switch configuration.actorCriticReduction {
    case .mean: differentiateEveryCritic()
    case .minimum: differentiateLeastCritics()
    }
    let alpha = temperature.value
    var loss: Float = 0
    let (values, gradients) = (0..<memory.values.count, 0..<memory.valueGradients.count)
    memory.values.withSpan(values) { values in
      memory.valueGradients.withSpan(gradients) { gradients in
        memory.logProbabilities.withSpan(0..<slice.count) { logProbabilities in
          unsafe memory.actionGradient.withMutableSpan(0..<memory.actionGradient.count) {
            loss = actorLoss(
              reduction: configuration.actorCriticReduction, values: values, valueGradients: gradients,
              logProbabilities: logProbabilities, temperature: alpha, actionGradient: &$0)
          }
        }
      }
    }
    guard loss.isFinite else { return nil }
    return loss + differentiateActor(slice: slice, epsilon: noise.actions, alpha: alpha)
  }

  /// a ~ π(· | s) of the slice, with the actor's activations kept for its gradient.
  private func sampleActions(slice: Range<Int>, epsilon: [Float]) {
    let (memory, distribution, dimension) = (memory, distribution, actionDimension)
    let inputs = policyInput.dimension
    let columns = memory.current.columns
    // Tasks write disjoint rows.
    pool.run(tasks: memory.actors.count) { task, _ in
      let rows = SACMemory.block(task, of: slice)
      let local = SACMemory.block(task, of: 0..<slice.count)
      let workspace = memory.actors[task]
      actor.forward(member: 0, input: memory.current, rows: rows, workspace: workspace)
      let elements = local.lowerBound * dimension..<local.upperBound * dimension
      workspace.output.elements.withSpan(0..<2 * elements.count) { heads in
        unsafe memory.actions.withMutableSpan(elements) { actions in
          unsafe memory.logProbabilities.withMutableSpan(local) { logProbabilities in
            distribution.sample(
              heads: heads, noise: epsilon.span.extracting(elements), actions: &actions,
              logProbabilities: &logProbabilities)
          }
        }
      }
      memory.current.elements.withSpan(rows.lowerBound * columns..<rows.upperBound * columns) { source in
        unsafe memory.imagined.elements.withMutableSpan(local.lowerBound * columns..<local.upperBound * columns) {
          for row in 0..<local.count {
            for column in 0..<inputs { $0[row * columns + column] = source[row * columns + column] }
          }
        }
      }
      memory.actions.withSpan(elements) { placeActions($0, rows: local, column: inputs, into: memory.imagined) }
    }
  }

  /// The actor's gradient from dL/da, block by block, summed into the first block's workspace in order, with that of the
  /// imitation term.
  ///
  /// - Returns: the imitation term.
  private func differentiateActor(slice: Range<Int>, epsilon: [Float], alpha: Float) -> Float {
    let logProbabilityWeight = alpha / Float(slice.count)
    let imitation = configuration.imitationWeight(after: updates) / Float(slice.count)
    let (memory, distribution, dimension) = (memory, distribution, actionDimension)
    pool.run(tasks: memory.actors.count) { task, _ in
      let rows = SACMemory.block(task, of: slice)
      let local = SACMemory.block(task, of: 0..<slice.count)
      let elements = local.lowerBound * dimension..<local.upperBound * dimension
      let workspace = memory.actors[task]
      // Each block has a workspace of its own.
      workspace.output.elements.withSpan(0..<2 * elements.count) { heads in
        memory.actions.withSpan(elements) { actions in
          memory.actionGradient.withSpan(elements) { actionGradient in
            unsafe workspace.outputGradient.elements.withMutableSpan(0..<2 * elements.count) { gradient in
              distribution.gradient(
                heads: heads, noise: epsilon.span.extracting(elements), actions: actions,
                logProbabilityWeight: logProbabilityWeight, actionGradient: actionGradient, headGradient: &gradient)
              unsafe memory.imitation.withMutableSpan(task..<task + 1) {
                $0[0] = imitation > 0 ? addImitation(rows, heads, share: imitation, to: &gradient) : 0
              }
            }
          }
        }
      }
      actor.backward(member: 0, input: memory.current, rows: rows, workspace: workspace)
    }
    for block in memory.actors.dropFirst() { memory.actors[0].addGradient(of: block, kernels: kernels) }
    return memory.actors.indices.reduce(0) { $0 + memory.imitation[$1] }
  }

  private func addImitation(
    _ rows: Range<Int>, _ heads: Span<Float>, share: Float, to gradient: inout MutableSpan<Float>
  ) -> Float {
    let elements = rows.lowerBound * actionDimension..<rows.upperBound * actionDimension
    return memory.executed.withSpan(elements) { actions in
      memory.driven.withSpan(rows) { driven in
        imitationTerm(heads: heads, actions: actions, driven: driven, share: share, headGradient: &gradient)
      }
    }
  }
}
