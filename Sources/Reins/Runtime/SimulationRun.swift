import Configuration
import Environments
import Vocabulary

/// `reins sim run`: episodes without learning.
public enum SimulationRun {
  public enum DriverChoice {
    case random
    /// The scripted expert, its knobs overlaid by `key=value` texts.
    case expert(overrides: [String])
    /// The last checkpoint of a run folder, or an exported file, by its mode.
    case policy(source: String)
  }

  public static func run(
    task: String, driver: DriverChoice, episodes: Int, firstSeed: UInt64, pictures: PictureRequest = PictureRequest(),
    catalog: TaskCatalog, interrupt: Interrupt, afterEpisode: (EpisodeSummary) -> Void
  ) throws -> EvaluationResult {
    let environment = try catalog.environment(id: task)
    let chosen: Driver =
      switch driver {
      case .random: .random
      case .expert(let overrides):
        .expert(
          try environment.makeExpert(
            try decodeConfiguration(ExpertQuality(), yaml: "", file: "--expert-set", overrides: overrides).validated()))
      case .policy(let source):
        .policy(
          try SavedPolicy.load(source, catalog: catalog).makePolicy(for: environment.specification), .mode)
      }
    let spectator =
      pictures.isEmpty ? nil : try Spectator(pictures, environment: environment, filmedEpisodes: episodes)
    let runner = EpisodeRunner(environment: environment, watch: spectator?.watch)
    let result = try runner.evaluate(chosen, episodes: episodes, firstSeed: firstSeed) { summary in
      afterEpisode(summary)
      return !interrupt.isRequested
    }
    try spectator?.finish()
    return result
  }

  public static func line(_ summary: EpisodeSummary) -> String {
    "episode \(summary.episode)  seed \(summary.seed)  \(summary.success ? "success" : "failure")  return "
      + "\(decimal(summary.return, 2))  length \(summary.length)  stateHash \(summary.stateHash)"
      + (summary.success || summary.cause.isEmpty ? "" : "  (\(summary.cause))")
  }

  public static func summary(_ result: EvaluationResult) -> String {
    "\(result.episodes) episodes: success \(percent(result.successRate)), return \(decimal(result.returnMean, 2)) "
      + "+- \(decimal(result.returnDeviation, 2)), length \(decimal(result.lengthMean, 1))"
  }
}
