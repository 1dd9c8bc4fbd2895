import Environments
import Intervention
import Learners
import Recording
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
      let judge = configuration.judge.isEmpty ? nil : try loadJudge(configuration.judge, environment.specification)
      if watched, configuration.intervention.gate == .value, judge == nil {
        throw ConfigError.missingKey(path: "judge")
      }
      session = try TrainingSession(
        configuration: configuration, environment: environment,
        expert: watched ? try environment.makeExpert(configuration.expert) : nil, judge: judge,
        demonstrations: configuration.demonstrations.isEmpty
          ? DemonstrationFile.empty(specification: environment.specification)
          : try DemonstrationFile.read(configuration.demonstrations, specification: environment.specification))
    }
  }
}

/// The critics of a run folder's last checkpoint, frozen.
private func loadJudge(_ run: String, _ specification: TaskSpecification) throws -> any Judge {
  let configuration = try loadRunConfiguration(run)
  let saved = try CheckpointStore(runFolder: run).loadLast(parts: Set(CheckpointPart.allCases.map(\.rawValue)))
  let learner = try SACLearner(
    configuration: configuration.learner, policyInput: specification.policyInput,
    observationDimension: specification.observation.dimension, actionDimension: specification.action.dimension,
    random: RandomStream(seed: configuration.seed))
  var parts: [CheckpointPart: [NamedTensor]] = [:]
  for part in CheckpointPart.allCases { parts[part] = saved.parts[part.rawValue] ?? [] }
  try learner.restore(parts)
  return learner.makeJudge()
}
