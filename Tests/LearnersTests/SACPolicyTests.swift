import Foundation
import Learners
import Networks
import Testing
import Vocabulary

@Suite("Policy and judge")
struct SACPolicyTests {
  static let observation: [Float] = [0.3, -0.2, 0.9, 0.1]

  private func act(_ policy: SACPolicy, _ selection: ActionSelection) -> [Float] {
    var action: [Float] = [0, 0]
    var span = action.mutableSpan
    policy.act(observation: Self.observation.span, selection: selection, action: &span)
    return action
  }

  private func trained() throws -> SACLearner {
    let learner = try LearnerFixture.learner(LearnerFixture.configuration())
    for update in 0..<3 { _ = try learner.update(LearnerFixture.batch(learner, seed: UInt64(update))) }
    return learner
  }

  /// tanh of the first outputs of the perceptron that the tensors describe, in double precision.
  private func mode(_ tensors: [NamedTensor]) -> [Double] {
    var values = Self.observation.map(Double.init)
    for layer in ["layer0", "layer1", "output"] {
      let kernel = floats(tensors, "policy/\(layer)/kernel")
      let bias = floats(tensors, "policy/\(layer)/bias")
      values = bias.indices.map { column in
        values.indices.reduce(bias[column]) { $0 + values[$1] * kernel[$1 * bias.count + column] }
      }
      if layer != "output" { values = values.map { max($0, 0) } }
    }
    return values.prefix(2).map { tanh($0) }
  }

  private func floats(_ tensors: [NamedTensor], _ name: String) -> [Double] {
    guard case .float32(let values)? = tensors.first(where: { $0.name == name })?.values else { return [] }
    return values.map(Double.init)
  }

  @Test("the mode action is tanh of the mean that the tensors describe")
  func modeAction() throws {
    let learner = try trained()
    let policy = learner.makePolicy()
    let expected = mode(policy.tensors())
    let same = policy.tensors() == learner.tensors()[.policy]
    #expect(same)
    for (given, exact) in zip(act(policy, .mode), expected) { #expect(abs(Double(given) - exact) < 1e-5) }
  }

  @Test("publishing copies the weights and names them by the updates behind them; training does not touch a policy")
  func publish() throws {
    let learner = try trained()
    let policy = learner.makePolicy()
    let (before, version) = (act(policy, .mode), policy.version)
    _ = try learner.update(LearnerFixture.batch(learner, seed: 9))
    #expect(act(policy, .mode) == before && policy.version == version)
    learner.publish(to: policy)
    #expect(act(policy, .mode) != before && policy.version == learner.updates && policy.version > version)
    let same = policy.tensors() == learner.tensors()[.policy]
    #expect(same)
  }

  @Test("a policy from a checkpoint's tensors acts as the one they came from, sample for sample")
  func fromTensors() throws {
    let policy = try trained().makePolicy()
    let copy = try SACPolicy(
      tensors: policy.tensors(), policyInput: .identity(dimension: 4), observationDimension: 4, actionDimension: 2,
      configuration: LearnerFixture.configuration(), random: policy.random)
    #expect(act(copy, .mode) == act(policy, .mode))
    for _ in 0..<5 { #expect(act(copy, .sample) == act(policy, .sample)) }
    #expect(act(policy, .sample) != act(policy, .sample))
  }

  @Test("tensors of another network are refused by name")
  func wrongTensors() throws {
    let tensors = try trained().makePolicy().tensors()
    func make(_ tensors: [NamedTensor], actions: Int = 2, inputs: Int = 4) throws {
      _ = try SACPolicy(
        tensors: tensors, policyInput: .identity(dimension: inputs), observationDimension: inputs,
        actionDimension: actions, configuration: .rlif, random: RandomStream(seed: 1))
    }
    #expect(throws: LearnerError.tensors(.missing(name: "policy/layer0/kernel"))) { try make([]) }
    #expect(
      throws: LearnerError.tensors(.shape(name: "policy/output/kernel", expected: [20, 6], found: [20, 4]))
    ) { try make(tensors, actions: 3) }
    #expect(
      throws: LearnerError.tensors(.shape(name: "policy/layer0/kernel", expected: [5, 24], found: [4, 24]))
    ) { try make(tensors, inputs: 5) }
    let wide = NamedTensor(
      name: "policy/layer1/kernel", shape: [1, 60_000], values: .float32(Array(repeating: 0, count: 60_000)))
    #expect(
      throws: LearnerError.tensors(.shape(name: "policy/layer1/kernel", expected: [24, 60_000], found: [1, 60_000]))
    ) { try make(tensors + [wide]) }
  }

  @Test("samples have the distribution's mean and spread in u = atanh(a)")
  func spread() throws {
    let policy = try trained().makePolicy()
    let mean = mode(policy.tensors()).map { atanh($0) }
    var (sum, squares) = ([0.0, 0.0], [0.0, 0.0])
    let draws = 20_000
    for _ in 0..<draws {
      for (element, value) in act(policy, .sample).enumerated() {
        let u = atanh(Double(value)) - mean[element]
        sum[element] += u / Double(draws)
        squares[element] += u * u / Double(draws)
      }
    }
    for element in 0..<2 {
      // Four standard errors of the mean; σ itself is near 1 for fresh weights.
      #expect(abs(sum[element]) < 4 * (squares[element] / Double(draws)).squareRoot())
      #expect(squares[element].squareRoot() > 0.3 && squares[element].squareRoot() < 3)
    }
  }

  @Test("a policy input that reads beyond the observation is refused")
  func input() throws {
    #expect(
      throws: LearnerError.dimension(
        quantity: "the observation dimension that policyInput reads", expected: 4, received: 5)
    ) { _ = try LearnerFixture.learner(LearnerFixture.configuration(), input: .identity(dimension: 5)) }
    let negative = PolicyInput(elements: [.difference(index: 0, minus: -3, scale: 1)])
    #expect(throws: LearnerError.self) {
      _ = try LearnerFixture.learner(LearnerFixture.configuration(), input: negative)
    }
  }

  @Test("the judge's value is the mean of the critics it copied, and its action the mode")
  func judge() throws {
    let learner = try trained()
    let judge = learner.makeJudge()
    let tensors = try #require(learner.tensors()[.critics])
    let action: [Float] = [0.25, -0.5]
    let shape = MLPShape(inputDimension: 6, hiddenUnits: [24, 20], outputDimension: 1, layerNorm: true)
    let critics = MLPEnsemble(shape: shape, members: 5, kernels: learner.kernels)
    try critics.load(TensorTable(tensors), prefix: "critics")
    let workspace = MLPWorkspace(shape: shape, rows: 1)
    let input = Matrix([Self.observation + action])
    var sum = 0.0
    for member in 0..<5 {
      critics.forward(member: member, input: input, rows: 0..<1, workspace: workspace)
      sum += Double(workspace.output[0, 0])
    }
    _ = try learner.update(LearnerFixture.batch(learner, seed: 9))
    let value = judge.value(observation: Self.observation.span, action: action.span)
    #expect(abs(value - sum / 5) < 1e-6)
    var chosen: [Float] = [0, 0]
    var span = chosen.mutableSpan
    judge.act(observation: Self.observation.span, action: &span)
    #expect(chosen != act(learner.makePolicy(), .mode))
  }
}
