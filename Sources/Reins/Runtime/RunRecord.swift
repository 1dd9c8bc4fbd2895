import Control
import Intervention
import Learners
import Physics
import Vocabulary

/// What a run must still know when it goes on later: `record.json` holds what was measured before the first step, and a
/// checkpoint's `numbers` what has changed since.
struct RunRecord: Codable, Equatable, Sendable {
  /// The policy before training, and the teleoperator alone; zero episodes when not measured.
  var before = EvaluationResult.none
  var teleoperator = EvaluationResult.none
  /// Environment steps at the first evaluation with at least 95 % success; 0 until then.
  var stepsTo95Percent = 0
  /// Training alone, evaluations not counted, over all processes that worked on the run.
  var trainingSeconds = 0.0
  /// Of the last row of metrics.csv.
  var lastInterventionRate = 0.0
  var lastEvaluation = EvaluationResult.none
  /// Training time since the last row, and the learner's updates at it.
  var lapSeconds = 0.0
  var updatesAtLastRow: UInt64 = 0

  /// What changes while training, for a checkpoint's identity.
  var numbers: [String: Double] {
    let numbers = [
      "stepsTo95Percent": Double(stepsTo95Percent), "trainingSeconds": trainingSeconds,
      "lastInterventionRate": lastInterventionRate, "lapSeconds": lapSeconds,
      "updatesAtLastRow": Double(updatesAtLastRow), "evaluation.episodes": Double(lastEvaluation.episodes),
      "evaluation.successes": Double(lastEvaluation.successes), "evaluation.returnMean": lastEvaluation.returnMean,
      "evaluation.returnDeviation": lastEvaluation.returnDeviation, "evaluation.lengthMean": lastEvaluation.lengthMean,
    ]
    // A simulation that broke may have returns that a manifest cannot hold; they are shown only.
    return numbers.filter { $0.value.isFinite }
  }

  mutating func take(_ numbers: [String: Double]) {
    func count(_ name: String) -> Int { numbers[name].flatMap { Int(exactly: $0) } ?? 0 }
    stepsTo95Percent = count("stepsTo95Percent")
    trainingSeconds = numbers["trainingSeconds"] ?? 0
    lastInterventionRate = numbers["lastInterventionRate"] ?? 0
    lapSeconds = numbers["lapSeconds"] ?? 0
    updatesAtLastRow = UInt64(max(0, count("updatesAtLastRow")))
    lastEvaluation = EvaluationResult(
      episodes: count("evaluation.episodes"), successes: count("evaluation.successes"),
      returnMean: numbers["evaluation.returnMean"] ?? 0,
      returnDeviation: numbers["evaluation.returnDeviation"] ?? 0,
      lengthMean: numbers["evaluation.lengthMean"] ?? 0)
  }
}

extension EvaluationResult {
  /// Not measured.
  static let none = EvaluationResult(episodes: 0, successes: 0, returnMean: 0, returnDeviation: 0, lengthMean: 0)
}

/// Seed of the first evaluation episode of every run; training draws its seeds from 64-bit words.
let evaluationFirstSeed: UInt64 = 1_000_000

/// Training stopped by an error of the environment, the learner or the disk.
struct TrainingFailure: Error, CustomStringConvertible {
  var reason: String
  var step: Int
  var folder: String
  var checkpointStep: Int

  var description: String {
    "stopped at step \(step): \(reason)\n"
      + "the checkpoint of step \(checkpointStep) is safe in \(folder)/checkpoints/last; "
      + "go on with: reins train --resume \(folder)"
  }
}

extension LaunchConfiguration {
  /// What the learner is told, in one sentence; stands in every report.
  var signal: String {
    switch algorithm {
    case .rlpd, .sac: return "the task's own reward (a sanity row, not RLIF)"
    case .hilSerl: return "1 at success; what the expert did makes half of every minibatch"
    case .bc: return "what the expert did in its demonstrations"
    case .dagger: return "what the expert would have done" + ownActions
    case .hgDagger: return "what the expert did in its takeovers and demonstrations" + ownActions
    case .rlif: break
    }
    let window = intervention.window == 1 ? "the policy step" : "the \(intervention.window) policy steps"
    let success =
      switch intervention.onSuccess {
      case .terminal: "and that an episode ended in success"
      case .truncated: "and that an episode ended, not that it was a success"
      case .continue: "and nothing of success"
      }
    return "takeovers (-1 on \(window) before each) \(success); no task reward"
  }

  private var ownActions: String {
    imitation.aggregate == .all ? ", and the policy's own actions elsewhere" : ""
  }
}

extension TrainingReport {
  init(
    configuration: LaunchConfiguration, counters: TrainingCounters, record: RunRecord, after: EvaluationResult,
    interrupted: Bool
  ) {
    self.init(
      task: configuration.task, algorithm: configuration.algorithm.rawValue, seed: configuration.seed,
      steps: counters.steps, episodes: counters.episodes, before: record.before, after: after,
      teleoperator: record.teleoperator, takeovers: counters.takeovers, expertSteps: counters.expertSteps,
      demonstrationSteps: counters.demonstrationSteps,
      interventionRateFirstTenth: counters.interventionRate(tenth: 0) ?? 0,
      interventionRateLastTenth: counters.interventionRate(tenth: 9) ?? 0, stepsTo95Percent: record.stepsTo95Percent,
      trainingSeconds: record.trainingSeconds, signal: configuration.signal,
      minimumSuccess: configuration.acceptance.minimumSuccess,
      accepted: !interrupted
        && Self.shortcomings(
          after: after, teleoperator: record.teleoperator, acceptance: configuration.acceptance
        ).isEmpty,
      selection: configuration.training.evaluationSelection, interrupted: interrupted, divergences: counters.divergences
    )
  }
}

extension TrainingMetrics.LearnerFigures {
  init(_ report: UpdateReport) {
    criticLoss = Double(report.criticLoss)
    actorLoss = Double(report.actorLoss)
    valueMean = Double(report.valueMean)
    temperature = Double(report.temperature)
    entropy = Double(report.entropy)
    updates = report.updates
  }
}

/// Versions of what a run's bits depend on.
let libraryVersions = ["reins": reinsVersion, "bullet": bulletVersion]
