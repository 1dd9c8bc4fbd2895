import Environments
import Learners
import Recording
import Vocabulary
import Wire

extension PolicyDescription {
  /// A policy that drives a robot must have been trained for it, and for spaces of the same elements and units.
  ///
  /// - Parameters:
  ///   - specification: of the task that it is to drive.
  ///   - robot: folder name below `robots/`.
  /// - Throws: what differs, naming both.
  func check(drives specification: TaskSpecification, robot: String) throws(ConfigError) {
    guard specification.robot == robot else {
      throw .outOfRange(
        key: "--robot", value: robot, allowed: "\(specification.robot): the policy was trained on \(specification.id)")
    }
    guard action == specification.action.elements else {
      throw .outOfRange(
        key: "the policy's actions", value: text(action), allowed: text(specification.action.elements))
    }
    let expected = specification.observation.components.flatMap { component in
      component.elements.map { element in
        (element.isEmpty ? component.name : "\(component.name).\(element)") + " in \(component.unit)"
      }
    }
    let found = observation.map { "\($0.name) in \($0.unit)" }
    for (place, (one, other)) in zip(found, expected).enumerated() where one != other {
      throw .outOfRange(key: "the policy's observation \(place)", value: one, allowed: other)
    }
  }

  private func text(_ elements: [ActionElement]) -> String {
    elements.map { "\($0.name) of \($0.scale) \($0.unit)" }.joined(separator: ", ")
  }
}

extension PolicyFile {
  /// The policy of a learner, as it travels.
  ///
  /// - Parameter step: calls of the learner.
  init(
    of learner: SACLearner, configuration: LaunchConfiguration, specification: TaskSpecification, step: Int
  ) throws {
    let bounds = configuration.learner
    try self.init(
      description: PolicyDescription(
        specification: specification, algorithm: configuration.algorithm.rawValue, seed: configuration.seed,
        step: step, version: learner.updates, hiddenUnits: bounds.hiddenUnits,
        logStandardDeviations: bounds.logStandardDeviationLow...bounds.logStandardDeviationHigh,
        criticLayerNorm: bounds.criticLayerNorm, ensembleSize: 0),
      tensors: learner.tensors()[.policy] ?? [])
  }

  /// As a message to a hub or a robot.
  ///
  /// - Parameter robot: that it drives.
  func travelling(robot: SHA256Digest) throws(PolicyFileError) -> PolicyWeights {
    PolicyWeights(
      version: description.version, task: description.task, robot: robot, safetensors: try encoded())
  }

  /// A policy that takes another one's place in a run is of the same network and says what the message around it says.
  ///
  /// - Throws: what differs, naming both.
  func check(follows before: PolicyFile, version: UInt64) throws(ConfigError) {
    guard description.version == version, (0...(1 << 53)).contains(description.step), version < 1 << 63 else {
      throw .outOfRange(
        key: "version and step", value: "\(description.version), \(description.step)", allowed: "\(version), to 2^53")
    }
    var expected = before.description
    (expected.version, expected.step, expected.seed) = (version, description.step, description.seed)
    guard description == expected else {
      throw .outOfRange(key: "the policy", value: "\(description)", allowed: "\(expected)")
    }
    for (one, other) in zip(tensors, before.tensors) where one.name != other.name || one.shape != other.shape {
      throw .outOfRange(
        key: "the policy's tensors", value: "\(one.name) \(one.shape)", allowed: "\(other.name) \(other.shape)")
    }
    guard tensors.count == before.tensors.count else {
      throw .outOfRange(
        key: "the policy's tensors", value: "\(tensors.count)", allowed: "\(before.tensors.count)")
    }
  }
}
