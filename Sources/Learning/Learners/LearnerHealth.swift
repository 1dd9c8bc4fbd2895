import Networks
public import Vocabulary

/// How the learner is doing on one minibatch, measured without moving it.
public struct LearnerHealth: Equatable, Sendable {
  /// Q(s, a) of the stored actions, over ensemble and batch.
  public var valueLow: Float
  public var valueHigh: Float
  /// Share of those values that the configured rewards do not allow (`ValueBounds.isViolated`); 0 without bounds.
  public var outsideBounds: Float
  /// Mean |Q − y| over ensemble and batch.
  public var temporalDifference: Float
  /// ‖∇‖₂ of the critics' loss, the largest of the ensemble, and of the actor's.
  public var criticGradientNorm: Float
  public var actorGradientNorm: Float
  /// Share of the hidden units, critics and actor apart, that are zero for every row.
  public var deadCriticUnits: Float
  public var deadActorUnits: Float
  /// Shares of the batch's rows: executed by an expert; with a negative reward; with mask 0.
  public var expertShare: Float
  public var punishedShare: Float
  public var terminalShare: Float
}

extension SACLearner {
  /// Measures the first `batchSize` rows of a batch. Neither weights nor the stream of chance move: a run that is
  /// measured often has the bits of one that never is.
  ///
  /// - Parameter bounds: nil where Q has none.
  public func health(of batch: borrowing TransitionBatch, bounds: ValueBounds?) throws(LearnerError) -> LearnerHealth {
    try prepare(batch)
    let slice = 0..<configuration.batchSize
    var noise = UpdateNoise(configuration: configuration, actionDimension: actionDimension)
    // A stream of its own, named by the number of updates.
    var stream = random.derived("health", index: updates)
    noise.draw(configuration: configuration, random: &stream)
    sampleNextActions(noise: noise)
    computeTargets(
      slice: slice, rewards: batch.rewards.span, masks: batch.masks.span,
      subset: noise.subsets.span.extracting(0..<configuration.ensembleSubset))
    var health = LearnerHealth(
      valueLow: .infinity, valueHigh: -.infinity, outsideBounds: 0, temporalDifference: 0, criticGradientNorm: 0,
      actorGradientNorm: 0, deadCriticUnits: 0, deadActorUnits: 0, expertShare: 0, punishedShare: 0, terminalShare: 0)
    measureCritics(slice, bounds, &health)
    _ = differentiateActorLoss(slice: slice, noise: noise)
    health.actorGradientNorm = Float(memory.actors[0].gradientNorm)
    var active = [Bool](repeating: false, count: actor.shape.hiddenUnits.reduce(0, +))
    for block in memory.actors.indices {
      memory.actors[block].markActiveUnits(rows: SACMemory.block(block, of: slice).count, in: &active)
    }
    health.deadActorUnits = share(active) { !$0 }
    health.expertShare = share(batch.authorities[slice]) { $0 == Authority.expert.rawValue }
    health.punishedShare = share(batch.rewards[slice]) { $0 < 0 }
    health.terminalShare = share(batch.masks[slice]) { $0 == 0 }
    return health
  }

  private func measureCritics(_ slice: Range<Int>, _ bounds: ValueBounds?, _ health: inout LearnerHealth) {
    let (workspace, rows) = (memory.critics[0], slice.count)
    let units = critics.shape.hiddenUnits.reduce(0, +)
    var (outside, dead, difference) = (0, 0, 0.0)
    for member in 0..<configuration.ensembleSize {
      critics.forward(member: member, input: memory.current, rows: slice, workspace: workspace)
      for row in 0..<rows {
        let value = workspace.output[row, 0]
        health.valueLow = min(health.valueLow, value)
        health.valueHigh = max(health.valueHigh, value)
        difference += Double(abs(value - memory.targets[row]))
        if bounds?.isViolated(by: value) == true { outside += 1 }
      }
      var active = [Bool](repeating: false, count: units)
      workspace.markActiveUnits(rows: rows, in: &active)
      dead += active.count { !$0 }
      _ = differentiateCritic(member: member, slice: slice, worker: 0)
      health.criticGradientNorm = max(health.criticGradientNorm, Float(workspace.gradientNorm))
    }
    let count = configuration.ensembleSize * rows
    health.outsideBounds = Float(outside) / Float(count)
    health.temporalDifference = Float(difference / Double(count))
    health.deadCriticUnits = Float(dead) / Float(configuration.ensembleSize * units)
  }
}

private func share<Values: Collection>(_ values: Values, where holds: (Values.Element) -> Bool) -> Float {
  Float(values.count(where: holds)) / Float(values.count)
}
