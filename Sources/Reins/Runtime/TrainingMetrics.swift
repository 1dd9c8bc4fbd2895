import Learners
import Recording
import Vocabulary

/// The columns of `metrics.csv`, in order, and one row of them.
struct TrainingMetrics {
  static let columns = [
    "episodes", "success", "successLow", "successHigh", "return", "length", "trainingSuccess", "interventionRate",
    "takeovers", "expertSteps", "criticLoss", "actorLoss", "valueMean", "temperature", "entropy", "updates",
    "stepsPerSecond", "updatesPerSecond", "seconds",
    "valueLow", "valueHigh", "outsideBounds", "temporalDifference", "criticGradientNorm", "actorGradientNorm",
    "deadCriticUnits", "deadActorUnits", "expertShare", "punishedShare", "terminalShare",
  ]

  var counters: TrainingCounters
  /// Counts at the row before; rates are of the time since.
  var previous: TrainingCounters
  var evaluation: EvaluationResult
  var learner: LearnerFigures?
  /// Of the last minibatch; nil before the first.
  var health: LearnerHealth? = nil
  var speed: Speed

  /// Of the last update.
  struct LearnerFigures {
    var criticLoss: Double
    var actorLoss: Double
    var valueMean: Double
    var temperature: Double
    var entropy: Double
    var updates: UInt64
  }

  /// Since the row before, evaluations not counted.
  struct Speed {
    var stepsPerSecond: Double
    var updatesPerSecond: Double
    /// Training time since the start of the run, over all processes that worked on it.
    var seconds: Double
  }

  /// Share of the steps since the row before that the expert drove.
  var interventionRate: Double {
    let steps = counters.steps - previous.steps
    // Labels are given afterwards: nobody intervened.
    let driven = (counters.expertSteps - counters.labelledSteps) - (previous.expertSteps - previous.labelledSteps)
    return steps == 0 ? .nan : Double(driven) / Double(steps)
  }

  /// The row of step 0: the evaluation before training, and what demonstrations have cost.
  static func start(_ evaluation: EvaluationResult, counters: TrainingCounters) -> [Double] {
    let start = TrainingMetrics(
      counters: counters, previous: counters, evaluation: evaluation, learner: nil,
      speed: .init(stepsPerSecond: .nan, updatesPerSecond: .nan, seconds: 0))
    return start.row
  }

  var row: [Double] {
    let interval = wilsonInterval(successes: evaluation.successes, trials: max(1, evaluation.episodes))
    let episodes = counters.episodes - previous.episodes
    let trainingSuccess = episodes == 0 ? .nan : Double(counters.successes - previous.successes) / Double(episodes)
    return [
      Double(counters.episodes), evaluation.successRate, interval.lowerBound, interval.upperBound,
      evaluation.returnMean, evaluation.lengthMean, trainingSuccess, interventionRate, Double(counters.takeovers),
      Double(counters.expertSteps), learner?.criticLoss ?? .nan, learner?.actorLoss ?? .nan, learner?.valueMean ?? .nan,
      learner?.temperature ?? .nan, learner?.entropy ?? .nan, Double(learner?.updates ?? 0), speed.stepsPerSecond,
      speed.updatesPerSecond, speed.seconds,
    ] + healthValues
  }

  private var healthValues: [Double] {
    guard let health else { return Array(repeating: .nan, count: 11) }
    return [
      health.valueLow, health.valueHigh, health.outsideBounds, health.temporalDifference, health.criticGradientNorm,
      health.actorGradientNorm, health.deadCriticUnits, health.deadActorUnits, health.expertShare, health.punishedShare,
      health.terminalShare,
    ].map(Double.init)
  }
}
