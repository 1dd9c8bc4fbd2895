extension LaunchConfiguration {
  /// Overlays that cut a run to a share of its size, so that a whole comparison can be tried in minutes; its policies
  /// need not be good.
  func overrides(percent: Int) -> [String] {
    func share(_ value: Int) -> Int { max(1, value * percent / 100) }
    let steps = max(64, share(training.steps))
    return [
      "training.steps=\(steps)", "training.minimumTransitions=\(min(32, training.minimumTransitions))",
      "training.randomSteps=\(min(steps / 2, share(training.randomSteps)))",
      "training.evaluateEverySteps=\(max(32, share(training.evaluateEverySteps)))",
      "training.evaluationEpisodes=2", "training.finalEvaluationEpisodes=3",
      "imitation.pretrainUpdates=\(share(imitation.pretrainUpdates))",
      "imitation.roundUpdates=\(share(imitation.roundUpdates))",
    ]
  }
}
