import Networks
public import Vocabulary

/// The files of a checkpoint.
public enum CheckpointPart: String, Codable, CaseIterable, Sendable {
  case policy, critics, optimizer, rng
}

extension SACLearner {
  /// Everything that decides the future of the learner, by checkpoint part; names are described where the parts are
  /// made: `SACPolicy.tensors`, `MLPEnsemble.tensors`, `Adam.tensors`.
  public func tensors() -> [CheckpointPart: [NamedTensor]] {
    [
      .policy: actor.tensors(prefix: "policy"),
      .critics: critics.tensors(prefix: Self.criticsPrefix(configuration, "critics"))
        + targetCritics.tensors(prefix: Self.criticsPrefix(configuration, "targetCritics")),
      .optimizer: actorAdam.tensors(prefix: "policy") + criticAdam.tensors(prefix: "critics") + [
        NamedTensor(
          name: "temperature", shape: [3],
          values: .float32([
            temperature.logarithm, temperature.optimizer.firstMoment, temperature.optimizer.secondMoment,
          ])),
        NamedTensor(name: "temperature/steps", shape: [1], values: .uint64([temperature.optimizer.steps])),
        NamedTensor(name: "updates", shape: [1], values: .uint64([updates])),
      ],
      .rng: [
        NamedTensor(
          name: "updates", shape: [4],
          values: .uint64([random.state[0], random.state[1], random.state[2], random.state[3]]))
      ],
    ]
  }

  /// Continues, bit for bit, from what `tensors()` of a learner with the same configuration gave.
  ///
  /// - Throws: `tensors` when something is missing, of another shape or not finite. The learner must then be dropped:
  ///   parts of it may have been replaced.
  public func restore(_ parts: [CheckpointPart: [NamedTensor]]) throws(LearnerError) {
    let table = { (part: CheckpointPart) in TensorTable(parts[part] ?? []) }
    do throws(TensorError) {
      try actor.load(table(.policy), prefix: "policy")
      try critics.load(table(.critics), prefix: Self.criticsPrefix(configuration, "critics"))
      try targetCritics.load(table(.critics), prefix: Self.criticsPrefix(configuration, "targetCritics"))
      let optimizer = table(.optimizer)
      try actorAdam.load(optimizer, prefix: "policy")
      try criticAdam.load(optimizer, prefix: "critics")
      let scalars = try optimizer.floats("temperature", shape: [3])
      temperature.logarithm = scalars[0]
      temperature.optimizer.firstMoment = scalars[1]
      temperature.optimizer.secondMoment = scalars[2]
      temperature.optimizer.steps = try optimizer.words("temperature/steps", count: 1)[0]
      updates = try optimizer.words("updates", count: 1)[0]
      let state = try table(.rng).words("updates", count: 4)
      let words = SIMD4(state[0], state[1], state[2], state[3])
      guard words != SIMD4(repeating: 0) else { throw .type(name: "updates", expected: "a generator's state") }
      random = RandomStream(state: words)
    } catch { throw .tensors(error) }
  }

  /// An ensemble of one leaves the member's number out; a checkpoint names it all the same.
  private static func criticsPrefix(_ configuration: SACConfiguration, _ name: String) -> String {
    configuration.ensembleSize == 1 ? "\(name)/0" : name
  }
}
