import Environments
import Recording
public import Vocabulary

/// `reins eval`: what a saved policy can do.
public struct PolicyEvaluation: Codable, Sendable {
  /// The run folder or the exported file.
  public var run: String
  public var step: Int
  public var task: String
  public var selection: ActionSelection
  public var result: EvaluationResult
  /// Wilson's 95 % interval of the success rate.
  public var successLow: Double
  public var successHigh: Double
  public var warnings: [String]

  /// Enough to see how a policy moves.
  public static let filmedEpisodes = 5

  public static func run(
    run: String, checkpoint: String, task: String?, episodes: Int, firstSeed: UInt64, selection: ActionSelection,
    pictures: PictureRequest = PictureRequest(), catalog: TaskCatalog, interrupt: Interrupt
  ) throws -> PolicyEvaluation {
    let saved = try SavedPolicy.load(run, checkpoint: checkpoint, catalog: catalog)
    let environment = try catalog.environment(id: task ?? saved.file.description.task)
    let policy = try saved.makePolicy(for: environment.specification)
    var progress = ProgressLine(title: "evaluating")
    let spectator =
      pictures.isEmpty ? nil : try Spectator(pictures, environment: environment, filmedEpisodes: filmedEpisodes)
    let runner = EpisodeRunner(environment: environment, watch: spectator?.watch)
    let result = try runner.evaluate(.policy(policy, selection), episodes: episodes, firstSeed: firstSeed) {
      if progress.isDue { progress.show(.init(step: $0.episode + 1, total: episodes, details: [])) }
      return !interrupt.isRequested
    }
    try spectator?.finish()
    progress.clear()
    let interval = wilsonInterval(successes: result.successes, trials: max(1, result.episodes))
    return PolicyEvaluation(
      run: run, step: saved.file.description.step, task: environment.specification.id, selection: selection,
      result: result, successLow: interval.lowerBound, successHigh: interval.upperBound, warnings: saved.warnings)
  }

  public func text() -> String {
    (warnings.map { "warning: skipped a damaged checkpoint: \($0)" } + [
      "\(task), policy of \(run) at step \(step), \(selection.text)",
      "success  \(percent(result.successRate)) of \(result.episodes) episodes (95 %: \(percent(successLow)) to \(percent(successHigh)))",
      "return   \(decimal(result.returnMean, 2)) +- \(decimal(result.returnDeviation, 2))",
      "length   \(decimal(result.lengthMean, 1)) steps",
    ]).joined(separator: "\n")
  }
}
