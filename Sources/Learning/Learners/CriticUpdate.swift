import Networks
import Vocabulary

extension SACLearner {
  /// a′ ~ π(· | s′) and log π(a′ | s′) for the whole batch; a′ goes beside s′.
  func sampleNextActions(noise: UpdateNoise) {
    let (memory, distribution, dimension) = (memory, distribution, actionDimension)
    let all = 0..<requiredBatch
    let epsilon = noise.nextActions
    // Tasks write disjoint rows.
    pool.run(tasks: SACMemory.blockCount(all)) { task, worker in
      let rows = SACMemory.block(task, of: all)
      let workspace = memory.samplers[worker]
      actor.forward(member: 0, input: memory.next, rows: rows, workspace: workspace)
      let elements = rows.lowerBound * dimension..<rows.upperBound * dimension
      workspace.output.elements.withSpan(0..<2 * elements.count) { heads in
        unsafe memory.nextActions.withMutableSpan(elements) { actions in
          unsafe memory.nextLogProbabilities.withMutableSpan(rows) { logProbabilities in
            distribution.sample(
              heads: heads, noise: epsilon.span.extracting(elements), actions: &actions,
              logProbabilities: &logProbabilities)
          }
        }
      }
      memory.nextActions.withSpan(elements) {
        placeActions($0, rows: rows, column: policyInput.dimension, into: memory.next)
      }
    }
  }

  /// y of one slice from the target critics of `subset`, [M].
  func computeTargets(slice: Range<Int>, rewards: Span<Float>, masks: Span<Float>, subset: Span<Int>) {
    let memory = memory
    let blocks = SACMemory.blockCount(slice)
    let batch = slice.count
    var members: InlineArray<100, Int> = .init(repeating: 0)
    for place in subset.indices { members[place] = subset[place] }
    pool.run(tasks: subset.count * blocks) { task, worker in
      let (place, block) = task.quotientAndRemainder(dividingBy: blocks)
      let rows = SACMemory.block(block, of: slice)
      let workspace = memory.critics[worker]
      targetCritics.forward(member: members[place], input: memory.next, rows: rows, workspace: workspace)
      let start = place * batch + rows.lowerBound - slice.lowerBound
      workspace.output.elements.withSpan(0..<rows.count) { output in
        // Tasks write disjoint rows.
        unsafe memory.targetValues.withMutableSpan(start..<start + rows.count) { values in
          for row in output.indices { values[row] = output[row] }
        }
      }
    }
    memory.targetValues.withSpan(0..<subset.count * batch) { values in
      memory.nextLogProbabilities.withSpan(slice) { logProbabilities in
        unsafe memory.targets.withMutableSpan(0..<batch) { targets in
          criticTargets(
            rewards: rewards.extracting(slice), masks: masks.extracting(slice), discount: configuration.discount,
            subset: values, temperature: configuration.backupEntropy ? temperature.value : 0,
            logProbabilities: logProbabilities, into: &targets)
        }
      }
    }
  }

  /// One Adam step of every critic on (Q − y)², each followed by Polyak averaging of its target.
  ///
  /// - Returns: the loss, and the mean of Q.
  func updateCritics(slice: Range<Int>) throws(LearnerError) -> (loss: Float, valueMean: Float) {
    let memory = memory
    let batch = slice.count
    let members = configuration.ensembleSize
    let rate = configuration.polyakRate
    criticAdam.beginStep()
    // Tasks write different members.
    pool.run(tasks: members) { member, worker in
      let workspace = memory.critics[worker]
      let (loss, sum) = differentiateCritic(member: member, slice: slice, worker: worker)
      let isFinite = criticAdam.step(
        member: member, of: critics, workspace: workspace, target: targetCritics, rate: rate)
      unsafe memory.losses.withMutableSpan(member..<member + 1) { $0[0] = loss }
      unsafe memory.means.withMutableSpan(member..<member + 1) { $0[0] = sum / Float(batch) }
      unsafe memory.finite.withMutableSpan(member..<member + 1) { $0[0] = isFinite ? 1 : 0 }
    }
    updates += 1
    var (loss, mean): (Float, Float) = (0, 0)
    for member in 0..<members {
      loss += memory.losses[member] / Float(members)
      mean += memory.means[member] / Float(members)
      guard memory.losses[member].isFinite else {
        throw .nonFinite(tensor: "critics/\(member)/loss", update: updates)
      }
      guard memory.finite[member] == 1 else { throw .nonFinite(tensor: "critics/\(member)/weights", update: updates) }
    }
    return (loss, mean)
  }

  /// One critic's loss, (Q − y)² averaged over the slice and what a margin adds, the sum of its Q, and the gradient in the
  /// worker's workspace.
  func differentiateCritic(member: Int, slice: Range<Int>, worker: Int) -> (loss: Float, sum: Float) {
    let (memory, batch) = (memory, slice.count)
    let workspace = memory.critics[worker]
    critics.forward(member: member, input: memory.current, rows: slice, workspace: workspace)
    var (loss, sum): (Float, Float) = (0, 0)
    workspace.output.elements.withSpan(0..<batch) { values in
      memory.targets.withSpan(0..<batch) { targets in
        // The workspace is this task's alone.
        unsafe workspace.outputGradient.elements.withMutableSpan(0..<batch) {
          loss = criticLoss(
            values: values, targets: targets, ensembleSize: configuration.ensembleSize, gradient: &$0)
        }
      }
      for row in values.indices { sum += values[row] }
    }
    let margin = differentiateProposals(member: member, slice: slice, worker: worker)
    critics.backward(member: member, input: memory.current, rows: slice, workspace: workspace)
    if let margin {
      workspace.addGradient(of: margin.gradient, kernels: kernels)
      loss += margin.loss
    }
    return (loss, sum)
  }
}
