import Environments
import Foundation
import Learners
import Recording
import Runtime
import Testing
import Vocabulary

/// What others make of our files: onnxruntime, and NumPy with safetensors.
@Suite("Read by others", .serialized)
struct ForeignReaderTests {
  private let catalog: TaskCatalog
  private let folder: Folder

  init() throws {
    catalog = try TaskCatalog.load(root: Program.root)
    folder = try Folder()
  }

  /// An untrained policy of a task, one layer wider than the other, and random observations.
  private func policy(_ task: String, rows: Int) throws -> (
    file: PolicyFile, observations: [[Float]], actions: [[Float]]
  ) {
    let specification = try catalog.specification(of: task)
    var configuration = SACConfiguration.sac
    configuration.hiddenUnits = [64, 48]
    let learner = try SACLearner(
      configuration: configuration, policyInput: specification.policyInput,
      observationDimension: specification.observation.dimension, actionDimension: specification.action.dimension,
      random: RandomStream(seed: 1))
    let file = try PolicyFile(
      description: PolicyDescription(
        specification: specification, algorithm: "sac", seed: 1, step: 0, version: learner.updates,
        hiddenUnits: [64, 48],
        logStandardDeviations: -20...2, criticLayerNorm: false, ensembleSize: 0),
      tensors: learner.makePolicy().tensors())
    let policy = learner.makePolicy()
    var random = RandomStream(seed: 2)
    let reach = reaches(specification)
    let observations = (0..<rows).map { _ in reach.map { Float(random.uniform(-$0, $0)) } }
    let actions = observations.map { observation in
      var action = [Float](repeating: 0, count: policy.actionDimension)
      var span = action.mutableSpan
      policy.act(observation: observation.span, selection: .mode, action: &span)
      return action
    }
    return (file, observations, actions)
  }

  /// For each element of the observation how far it may go, so that the network's input is of order 1, as it is for what
  /// training sees; beyond, tanh says 1 to everything.
  private func reaches(_ specification: TaskSpecification) -> [Double] {
    var largest = [Float](repeating: 0, count: specification.observation.dimension)
    for element in specification.policyInput.elements {
      switch element {
      case .scaled(let index, let factor), .sine(let index, let factor), .cosine(let index, let factor):
        largest[index] = max(largest[index], abs(factor))
      case .difference(let index, let minus, let factor):
        for place in [index, minus] { largest[place] = max(largest[place], abs(factor)) }
      }
    }
    return largest.map { $0 == 0 ? 1 : 2 / Double($0) }
  }

  @Test(
    "an ONNX model is valid and acts as our policy does, to 1e-5",
    .enabled(if: PythonOracle.has("onnx, onnxruntime"), PythonOracle.skipped("onnxruntime")),
    arguments: [
      "PandaReach-v3", "PandaPickAndPlace-v3", "PandaPegInsertion-v0", "PandaClothUnfold-v0", "HopperBulletEnv-v0",
    ])
  func onnx(task: String) throws {
    struct Question: Encodable {
      var model: String
      var observations: [[Float]]
    }
    struct Answer: Decodable {
      var actions: [[Float]]
      var opset: Int
      var metadata: [String: String]
    }
    let (file, observations, actions) = try policy(task, rows: 1000)
    let path = folder.path("policy.onnx")
    try writeWhole(try file.onnx(producerVersion: "test"), to: path)
    let answer = try PythonOracle.ask("policy.py", Question(model: path, observations: observations), as: Answer.self)
    #expect(answer.opset == 17 && answer.metadata["task"] == task && answer.metadata["policySHA256"] == file.checksum)
    let pairs = zip(answer.actions.joined(), actions.joined())
    let worst = pairs.map { abs($0 - $1) }.max() ?? .infinity
    #expect(answer.actions.count == 1000 && worst <= 1e-5, "\(worst)")
    // Not a policy that says the same to everybody.
    #expect(Set(actions.map { $0[0] }).count > 900)
  }

  @Test(
    "the Python of docs/policies.md acts as our policy does",
    .enabled(if: PythonOracle.has("safetensors"), PythonOracle.skipped("safetensors")),
    arguments: ["PandaPickAndPlace-v3", "PandaPickCube-v0", "HopperBulletEnv-v0"])
  func snippet(task: String) throws {
    struct Question: Encodable {
      var snippet: String
      var file: String
      var observation: [Float]
    }
    struct Answer: Decodable { var action: [Float] }
    let document = try String(contentsOf: Program.root.appending(path: "docs/policies.md"), encoding: .utf8)
    let block = try #require(document.firstMatch(of: /```python\n((?s:.*?))```/)).1
    let (file, observations, actions) = try policy(task, rows: 3)
    let path = folder.path("policy.safetensors")
    try file.write(to: path)
    for (observation, action) in zip(observations, actions) {
      let answer = try PythonOracle.ask(
        "policy.py", Question(snippet: String(block), file: path, observation: observation), as: Answer.self)
      #expect(answer.action.count == action.count)
      for (its, ours) in zip(answer.action, action) { #expect(abs(its - ours) <= 1e-5) }
    }
  }
}
