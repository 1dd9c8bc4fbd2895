import Environments
import Intervention
import Vocabulary

extension TrainingRun {
  /// What a launch file asks for, built and checked before anything is written.
  struct Parts {
    var session: TrainingSession
    /// An environment of its own, so that evaluation never touches the one that trains.
    var evaluationEnvironment: any SimulatedEnvironment

    init(configuration: LaunchConfiguration, catalog: TaskCatalog) throws {
      let environment = try catalog.environment(id: configuration.task, observation: configuration.observation)
      evaluationEnvironment = try catalog.environment(id: configuration.task)
      let watched = configuration.algorithm == .rlif && configuration.intervention.gate != .never
      let judge = try configuration.makeJudge(for: environment.specification, catalog: catalog)
      if watched, configuration.intervention.gate == .value, judge == nil {
        throw ConfigError.missingKey(path: "judge")
      }
      session = try TrainingSession(
        configuration: configuration, environment: environment,
        expert: watched ? try configuration.makeExpert(for: environment, catalog: catalog) : nil, judge: judge,
        demonstrations: configuration.demonstrations.isEmpty
          ? DemonstrationFile.empty(specification: environment.specification)
          : try DemonstrationFile.read(
            catalog.path(of: configuration.demonstrations), specification: environment.specification))
    }
  }
}
