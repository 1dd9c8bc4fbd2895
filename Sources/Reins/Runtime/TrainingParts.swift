import Environments
import Intervention
import Recording
import Replay
import Vocabulary

extension TrainingRun {
  /// What a launch file asks for, built and checked before anything is written.
  struct Parts {
    var session: any LearningSession
    /// An environment of its own, so that evaluation never touches the one that trains.
    var evaluationEnvironment: any SimulatedEnvironment
    /// Who teaches, alone, in that environment; nil where nobody does.
    var evaluationExpert: (any Expert)?

    init(configuration: LaunchConfiguration, catalog: TaskCatalog) throws {
      let environment = try catalog.environment(id: configuration.task, observation: configuration.observation)
      // Where success changes nothing, it does not end an episode either.
      environment.endsAtSuccess =
        !(configuration.algorithm == .rlif && configuration.intervention.onSuccess == .continue)
      evaluationEnvironment = try catalog.environment(id: configuration.task)
      let judge = try configuration.makeJudge(for: environment.specification, catalog: catalog)
      if configuration.isWatched, configuration.intervention.gate == .value, judge == nil {
        throw ConfigError.missingKey(path: "judge")
      }
      evaluationExpert =
        configuration.hasTeacher
        ? try configuration.makeExpert(for: evaluationEnvironment, catalog: catalog) : nil
      let acts = configuration.isWatched || configuration.algorithm == .dagger
      let expert = acts ? try configuration.makeExpert(for: environment, catalog: catalog) : nil
      let demonstrations = try Self.demonstrations(configuration, catalog)
      session =
        configuration.algorithm.imitates
        ? try ImitationSession(
          configuration: configuration, environment: environment, expert: expert, judge: judge,
          demonstrations: demonstrations)
        : try TrainingSession(
          configuration: configuration, environment: environment, expert: expert, judge: judge,
          demonstrations: demonstrations)
    }

    /// From the folder that the launch file names, or else of the run's own expert; the same seed gives those that
    /// `reins collect` writes.
    static func demonstrations(
      _ configuration: LaunchConfiguration, _ catalog: TaskCatalog
    ) throws -> ReplayBuffer {
      let environment = try catalog.environment(id: configuration.task)
      if !configuration.demonstrations.isEmpty {
        return try DemonstrationFile.read(
          catalog.path(of: configuration.demonstrations), specification: environment.specification)
      }
      return try ownDemonstrations(configuration, environment: environment, catalog: catalog)
    }
  }
}
