import Configuration
import Learners
import Recording
import Vocabulary

/// A policy from a run folder's checkpoint.
struct SavedPolicy {
  var policy: SACPolicy
  var step: Int
  /// Newer checkpoints that could not be read; for the user's eyes.
  var warnings: [String]

  /// - Parameters:
  ///   - run: a run folder.
  ///   - checkpoint: `last`, or a step such as `010000`.
  ///   - specification: the task that the policy is to drive; dimensions must agree.
  static func load(
    run: String, checkpoint: String = "last", specification: TaskSpecification
  ) throws -> SavedPolicy {
    let configuration = try loadRunConfiguration(run)
    let store = CheckpointStore(runFolder: run)
    let saved: Checkpoint
    if checkpoint == "last" {
      saved = try store.loadLast()
    } else {
      guard let step = Int(checkpoint), step >= 0 else {
        throw ConfigError.wrongType(
          path: "--checkpoint", value: checkpoint,
          expected: "last or a step: " + store.steps.map(String.init).joined(separator: ", "))
      }
      saved = try store.load(step: step)
    }
    let policy = try SACPolicy(
      tensors: saved.parts["policy"] ?? [], policyInput: specification.policyInput,
      observationDimension: specification.observation.dimension, actionDimension: specification.action.dimension,
      configuration: configuration.learner, random: RandomStream(seed: configuration.seed).derived("saved policy"))
    return SavedPolicy(
      policy: policy, step: saved.identity.step, warnings: saved.skipped.map(\.description))
  }
}

/// The resolved configuration of a run folder.
func loadRunConfiguration(_ run: String) throws -> LaunchConfiguration {
  let path = run + "/config.yaml"
  let first = try loadConfiguration(LaunchConfiguration(), from: path)
  return try loadConfiguration(LaunchConfiguration.defaults(for: first), from: path).validated()
}
