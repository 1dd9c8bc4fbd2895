public import Vocabulary

extension InterventionConfiguration {
  /// The gate that these settings describe.
  ///
  /// - Parameter judge: needed by the value gate only.
  public func makeGate(judge: (any Judge)?, actionDimension: Int) throws(ConfigError) -> any Gate {
    switch gate {
    case .never: return NeverGate()
    case .progress:
      return ProgressGate(
        steps: progressSteps, perStep: progressPerStepMeters, beta: beta, epsilon: epsilon, holdSteps: holdSteps)
    case .action:
      return ActionGate(
        threshold: actionDistance, beta: beta, epsilon: epsilon, decayPerEpisode: chanceDecayPerEpisode,
        holdSteps: holdSteps)
    case .random:
      guard let rate = RandomGate.Rate(rawValue: randomRatePercent) else {
        throw .outOfRange(key: "intervention.randomRatePercent", value: "\(randomRatePercent)", allowed: "30, 50 or 85")
      }
      return RandomGate(rate: rate)
    case .value:
      guard let judge else {
        throw .outOfRange(
          key: "intervention.gate", value: "value",
          allowed: "progress, action, random or never for a task without a judge")
      }
      return ValueGate(
        judge: judge, actionDimension: actionDimension, yardstick: yardstick, delta: delta,
        deltaShare: deltaShare, beta: beta, epsilon: epsilon, holdSteps: holdSteps)
    }
  }

  /// The same gate without chance (β = 1, ε = 0, no jitter): shows how often its bare condition holds.
  public var withoutChance: Self {
    var copy = self
    (copy.beta, copy.epsilon, copy.onsetJitterSeconds) = (1, 0, 0)
    return copy
  }
}

extension SimulatedTeleoperator {
  /// The teleoperator that a launch file describes.
  ///
  /// - Parameters:
  ///   - judge: needed by the value gate only.
  ///   - task: gives the time of a step and the dimension of an action.
  public convenience init(
    expert: any Expert, judge: (any Judge)?, configuration: InterventionConfiguration, task: TaskSpecification
  ) throws(ConfigError) {
    let configuration = try configuration.validated()
    self.init(
      expert: expert, gate: try configuration.makeGate(judge: judge, actionDimension: task.action.dimension),
      graceSteps: configuration.graceSteps,
      jitter: OnsetJitter(seconds: configuration.onsetJitterSeconds, stepSeconds: task.stepSeconds))
  }
}
