import Configuration
import Foundation
import Learners
import Recording
import Vocabulary

/// A policy that somebody trained: in a run folder, or in a file of `reins export`.
///
/// Whatever it comes from is brought into the file's form first, so that a run and its export cannot differ.
struct SavedPolicy {
  /// The run folder or file, as given.
  var source: String
  var file: PolicyFile
  /// Newer checkpoints that could not be read; for the user's eyes.
  var warnings: [String] = []

  /// - Parameters:
  ///   - source: a run folder or a file.
  ///   - checkpoint: `last`, or a step such as `010000`; a file has one only.
  ///   - catalog: knows the task that a run folder names.
  static func load(_ source: String, checkpoint: String = "last", catalog: TaskCatalog) throws -> SavedPolicy {
    if isFile(source) {
      guard checkpoint == "last" else {
        throw ConfigError.outOfRange(key: "--checkpoint", value: checkpoint, allowed: "left away for a file")
      }
      return SavedPolicy(source: source, file: try PolicyFile.read(source))
    }
    let configuration = try loadRunConfiguration(source)
    let saved = try loadCheckpoint(of: source, checkpoint)
    let file = try PolicyFile(
      configuration: configuration, checkpoint: saved,
      specification: try catalog.specification(of: configuration.task))
    return SavedPolicy(source: source, file: file, warnings: saved.skipped.map(\.description))
  }

  /// A policy of its own for every caller.
  ///
  /// - Parameter specification: the task that it is to drive; dimensions must agree.
  func makePolicy(for specification: TaskSpecification) throws -> SACPolicy {
    let description = file.description
    let sizes = [
      ("observation elements", description.observation.count, specification.observation.dimension),
      ("action elements", description.action.count, specification.action.dimension),
    ]
    for (quantity, has, wants) in sizes where has != wants {
      throw PolicyFileError.dimension(
        path: source, trainedOn: description.task, quantity: quantity, has: has, task: specification.id, wants: wants)
    }
    var bounds = SACConfiguration()
    bounds.logStandardDeviationLow = description.logStandardDeviationLow
    bounds.logStandardDeviationHigh = description.logStandardDeviationHigh
    return try SACPolicy(
      tensors: file.tensors, policyInput: description.policyInput,
      observationDimension: description.observation.count, actionDimension: description.action.count,
      configuration: bounds, version: description.version,
      random: RandomStream(seed: description.seed).derived("saved policy"))
  }

  /// The critics, frozen: Q_ref and pi_ref of a value gate.
  func makeJudge(for specification: TaskSpecification) throws -> CriticJudge {
    guard file.description.ensembleSize > 0 else { throw PolicyFileError.noCritics(path: source) }
    return try CriticJudge(
      policy: try makePolicy(for: specification), tensors: file.tensors, ensembleSize: file.description.ensembleSize,
      layerNorm: file.description.criticLayerNorm)
  }
}

extension PolicyFile {
  /// What a checkpoint knows of policy and critics; critics are there where the algorithm has them.
  init(configuration: LaunchConfiguration, checkpoint: Checkpoint, specification: TaskSpecification) throws {
    let learner = configuration.learner
    let critics = (checkpoint.parts["critics"] ?? []).filter { $0.name.hasPrefix("critics/") }
    try self.init(
      description: PolicyDescription(
        specification: specification, algorithm: configuration.algorithm.rawValue, seed: configuration.seed,
        step: checkpoint.identity.step, version: checkpoint.policyVersion, hiddenUnits: learner.hiddenUnits,
        logStandardDeviations: learner.logStandardDeviationLow...learner.logStandardDeviationHigh,
        criticLayerNorm: learner.criticLayerNorm, ensembleSize: critics.isEmpty ? 0 : learner.ensembleSize),
      tensors: (checkpoint.parts["policy"] ?? []) + critics)
  }
}

extension Checkpoint {
  /// Critic updates behind the weights; 0 where the learner counts none.
  fileprivate var policyVersion: UInt64 {
    // Of a hub whose learner is another process.
    if let version = identity.counters["policyVersion"] { return version }
    guard case .uint64(let words) = parts["optimizer"]?.first(where: { $0.name == "updates" })?.values else { return 0 }
    return words.first ?? 0
  }
}

/// The resolved configuration of a run folder.
func loadRunConfiguration(_ run: String) throws -> LaunchConfiguration {
  let path = run + "/config.yaml"
  let first = try loadConfiguration(LaunchConfiguration(), from: path)
  return try loadConfiguration(LaunchConfiguration.defaults(for: first), from: path).validated()
}

private func loadCheckpoint(of run: String, _ name: String) throws -> Checkpoint {
  // The replay buffer is most of a checkpoint and nothing of a policy.
  let parts = Set(CheckpointPart.allCases.map(\.rawValue))
  let store = CheckpointStore(runFolder: run)
  if name == "last" { return try store.loadLast(parts: parts) }
  guard let step = Int(name), step >= 0 else {
    throw ConfigError.wrongType(
      path: "--checkpoint", value: name,
      expected: "last or a step: " + store.steps.map(String.init).joined(separator: ", "))
  }
  return try store.load(step: step, parts: parts)
}
