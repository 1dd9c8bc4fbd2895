import Foundation
import Recording
public import Vocabulary

/// `result.json` of a run, and the table that ends `reins train`.
public struct TrainingReport: Codable, Equatable, Sendable {
  public var task: String
  public var algorithm: String
  public var seed: UInt64
  public var steps: Int
  public var episodes: Int
  public var before: EvaluationResult
  public var after: EvaluationResult
  /// The teleoperator alone; zero episodes when nobody taught.
  public var teleoperator: EvaluationResult
  public var takeovers: Int
  /// Driven or labelled by the expert, demonstrations included.
  public var expertSteps: Int
  public var demonstrationSteps: Int
  public var interventionRateFirstTenth: Double
  public var interventionRateLastTenth: Double
  /// Environment steps at the first evaluation with at least 95 % success; 0 when there was none.
  public var stepsTo95Percent: Int
  public var trainingSeconds: Double
  /// What the learner was told, in one sentence.
  public var signal: String
  public var minimumSuccess: Double
  public var accepted: Bool
  /// How evaluations chose an action; nil in files of before it was a choice: the mode.
  public var selection: ActionSelection?
  /// True when the run was interrupted before its last step.
  public var interrupted: Bool
  /// Training episodes that ended because the simulation broke; their last steps were not learned from.
  public var divergences: Int

  /// The reasons why a run was not accepted; empty when it was.
  public static func shortcomings(
    after: EvaluationResult, teleoperator: EvaluationResult, acceptance: AcceptanceConfiguration
  ) -> [String] {
    var reasons: [String] = []
    if after.successRate < acceptance.minimumSuccess {
      reasons.append(
        "success after training is \(percent(after.successRate)), wanted is at least "
          + percent(acceptance.minimumSuccess))
    }
    if acceptance.beatTeleoperator, teleoperator.episodes > 0, after.successRate <= teleoperator.successRate {
      reasons.append(
        "the policy (\(percent(after.successRate))) does not beat its teleoperator "
          + "(\(percent(teleoperator.successRate)))")
    }
    return reasons
  }

  public func table() -> String {
    var table = TextTable(
      header: ["", "success", "95 % interval", "return", "episode length"], rightAligned: [1, 3, 4])
    func add(_ name: String, _ result: EvaluationResult) {
      guard result.episodes > 0 else { return }
      let interval = wilsonInterval(successes: result.successes, trials: result.episodes)
      table.add(
        name, percent(result.successRate), "\(percent(interval.lowerBound)) to \(percent(interval.upperBound))",
        decimal(result.returnMean, 2), decimal(result.lengthMean, 1))
    }
    add("policy before", before)
    add("teleoperator alone", teleoperator)
    add("policy after", after)
    var lines = [
      "\(task), \(algorithm), seed \(seed): \(steps) environment steps, \(episodes) episodes, "
        + "\(decimal(trainingSeconds, 1)) s of training", "", table.text(), "",
    ]
    let demonstrated = demonstrationSteps > 0 ? ", \(demonstrationSteps) of them demonstrations" : ""
    if teleoperator.episodes > 0, LaunchConfiguration.Algorithm(rawValue: algorithm)?.hasTakeovers == true {
      lines += [
        "takeovers                         \(takeovers) (\(expertSteps) steps by the expert\(demonstrated))",
        "intervention rate, first tenth    \(percent(interventionRateFirstTenth))",
        "intervention rate, last tenth     \(interrupted ? "not reached" : percent(interventionRateLastTenth))",
      ]
    } else if expertSteps > 0 {
      lines.append("steps by the expert               \(expertSteps)\(demonstrated)")
    }
    if divergences > 0 { lines.append("simulation diverged               in \(divergences) episodes") }
    lines += [
      "evaluation                        \(after.episodes) episodes, \((selection ?? .mode).text)",
      "told to the learner               \(signal)",
    ]
    return lines.joined(separator: "\n")
  }
}

extension ActionSelection {
  /// As tables say it.
  var text: String { self == .mode ? "mode action" : "sampled actions" }
}

/// 0.954 → `95.4 %`
func percent(_ share: Double) -> String { decimal(share * 100, 1) + " %" }

/// A number with a fixed count of decimals, without locale.
func decimal(_ value: Double, _ places: Int) -> String { String(format: "%.\(places)f", value) }
