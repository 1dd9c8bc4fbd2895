import Environments
import Foundation
import Intervention
import Learners
import Recording
import Runtime
import Testing
import Vocabulary

@Suite("A policy that travels")
struct TravellingPolicyTests {
  private let catalog: TaskCatalog
  private let folder: Folder

  init() throws {
    catalog = try TaskCatalog.load(root: Program.root)
    folder = try Folder()
  }

  private func train(_ name: String, _ overrides: [String] = [], text: String = "") throws {
    _ = try TrainingRun.started(
      launchFile: try folder.launchFile(text), overrides: overrides, folder: folder.path(name), catalog: catalog,
      interrupt: Interrupt()
    ).run()
  }

  @discardableResult
  private func export(_ run: String, to file: String, critics: Bool = false, step: String = "last") throws -> String {
    let path = folder.path(file)
    _ = try PolicyExport.run(
      source: folder.path(run), checkpoint: step, safetensors: path, critics: critics, catalog: catalog)
    return path
  }

  private func episodes(_ source: String, _ selection: ActionSelection) throws -> EvaluationResult {
    try PolicyEvaluation.run(
      run: source, checkpoint: "last", task: nil, episodes: 5, firstSeed: 7, selection: selection, catalog: catalog,
      interrupt: Interrupt()
    ).result
  }

  @Test("says what it is, and drives as the run does, by mode and by samples")
  func sameActions() throws {
    try train("run", ["seed=3"])
    let path = try export("run", to: "policy.safetensors")
    let description = try PolicyFile.read(path).description
    let specification = try catalog.specification(of: "PandaReach-v3")
    #expect(description.task == "PandaReach-v3" && description.algorithm == "rlif" && description.seed == 3)
    #expect(description.step == 400 && description.version > 0 && description.hiddenUnits == [16, 16])
    #expect(description.policyInput == specification.policyInput && description.action == specification.action.elements)
    #expect(description.observation.count == specification.observation.dimension)
    #expect(description.observation.last == .init(name: "desiredGoal.z", unit: "m"))
    #expect(description.ensembleSize == 0)
    for selection in [ActionSelection.mode, .sample] {
      #expect(try episodes(path, selection) == episodes(folder.path("run"), selection))
    }
    // The same final state, bit for bit, through the program.
    let lines = try [path, folder.path("run")].map {
      try Program.run("sim", "run", "PandaReach-v3", "--policy", $0, "--json", folder: folder).output
    }
    #expect(lines[0] == lines[1] && lines[0].contains("stateHash"))
  }

  @Test("judges as the learner of the run does")
  func sameJudge() throws {
    try train("run")
    let file = try PolicyFile.read(try export("run", to: "judge.safetensors", critics: true))
    let specification = try catalog.specification(of: "PandaReach-v3")
    let configuration = try LaunchConfiguration.load(
      try folder.launchFile(), overrides: [], catalog: catalog
    ).learner
    let learner = try SACLearner(
      configuration: configuration, policyInput: specification.policyInput,
      observationDimension: specification.observation.dimension, actionDimension: specification.action.dimension,
      random: RandomStream(seed: 0))
    let saved = try CheckpointStore(runFolder: folder.path("run")).loadLast()
    var parts: [CheckpointPart: [NamedTensor]] = [:]
    for part in CheckpointPart.allCases { parts[part] = saved.parts[part.rawValue] }
    try learner.restore(parts)
    let reference = learner.makeJudge()
    let policy = try SACPolicy(
      tensors: file.tensors, policyInput: file.description.policyInput,
      observationDimension: file.description.observation.count, actionDimension: file.description.action.count,
      configuration: configuration, version: file.description.version, random: RandomStream(seed: 0))
    #expect(policy.version == learner.updates)
    let judge = try CriticJudge(
      policy: policy, tensors: file.tensors, ensembleSize: file.description.ensembleSize,
      layerNorm: file.description.criticLayerNorm)
    var random = RandomStream(seed: 5)
    for _ in 0..<100 {
      let observation = (0..<policy.observationDimension).map { _ in Float(random.uniform(-1, 1)) }
      let action = (0..<policy.actionDimension).map { _ in Float(random.uniform(-1, 1)) }
      #expect(
        judge.value(observation: observation.span, action: action.span)
          == reference.value(observation: observation.span, action: action.span))
      var (mine, its) = (action, action)
      var span = mine.mutableSpan
      judge.act(observation: observation.span, action: &span)
      var other = its.mutableSpan
      reference.act(observation: observation.span, action: &other)
      #expect(mine == its && mine != action)
    }
  }

  @Test("of an ensemble of one critic judges, too")
  func oneCritic() throws {
    try train("run", ["learner.ensembleSize=1", "learner.ensembleSubset=1", "training.steps=200"])
    let judge = try export("run", to: "judge.safetensors", critics: true)
    try train("judged", ["intervention.gate=value", "judge=\(judge)", "training.steps=200"])
  }

  @Test("of a checkpoint on the way is that checkpoint's")
  func checkpoint() throws {
    try train("run")
    let step = try #require(CheckpointStore(runFolder: folder.path("run")).steps.first { $0 > 0 && $0 < 400 })
    let path = try export("run", to: "early.safetensors", step: "\(step)")
    #expect(try PolicyFile.read(path).description.step == step)
    #expect(throws: ConfigError.self) {
      _ = try PolicyExport.run(
        source: path, checkpoint: "\(step)", safetensors: folder.path("x"), critics: false, catalog: catalog)
    }
  }

  @Test("teaches and judges: same files and seed, same bits, and those of the run folder that they came from")
  func expertAndJudge() throws {
    try train("teacher", text: "algorithm: sac")
    let file = try export("teacher", to: "teacher.safetensors", critics: true)
    let value = ["intervention.gate=value", "intervention.delta=0"]
    for (name, source) in [("a", file), ("b", file), ("c", folder.path("teacher"))] {
      try train(name, value + ["judge=\(source)", "expertPolicy=\(source)"])
    }
    try train("mode", value + ["judge=\(file)", "expertPolicy=\(file)", "expertSelection=mode"])
    let parts = try ["a", "b", "c", "mode"].map {
      try CheckpointStore(runFolder: folder.path($0)).loadLast().parts
    }
    #expect(parts[0] == parts[1] && parts[0] == parts[2])
    #expect(parts[0] != parts[3])
    let report = try readJSON(TrainingReport.self, from: folder.path("a/result.json"))
    #expect(report.takeovers > 0 && report.expertSteps > 0 && report.teleoperator.episodes == 3)
  }

  @Test("demonstrates, and drives the perfect row of a gate's trial")
  func collectAndGate() throws {
    try train("teacher")
    let teacher = folder.path("teacher")
    let launch = try folder.launchFile()
    let collected = try DemonstrationCollection.run(
      launchFile: launch, overrides: ["expertPolicy=\(teacher)"], episodes: 2, successesOnly: false,
      folder: folder.path("demonstrations"), catalog: catalog, interrupt: Interrupt())
    #expect(collected.transitions > 0)
    let gate = ["intervention.gate=progress", "expertPolicy=\(teacher)"]
    let byPolicy = try GateReport.run(launchFile: launch, overrides: gate, checks: 200, catalog: catalog)
    let byScript = try GateReport.run(launchFile: launch, overrides: [], checks: 200, catalog: catalog)
    #expect(byPolicy.perfect > byScript.perfect)
  }

  @Test("is found from the checkout's root, too")
  func places() throws {
    try train("run")
    let name = "policy-\(UUID().uuidString).safetensors"
    let path = Program.root.appending(path: "sim/\(name)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = try PolicyExport.run(
      source: folder.path("run"), checkpoint: "last", safetensors: path, critics: true, catalog: catalog)
    try train(
      "second", ["expertPolicy=sim/\(name)", "judge=sim/\(name)", "intervention.gate=value", "training.steps=100"])
    #expect(throws: ConfigError.missingFile(path: "sim/no-\(name)/config.yaml")) {
      try train("third", ["expertPolicy=sim/no-\(name)"])
    }
  }

  @Test("is refused with the remedy where it does not fit")
  func refusals() throws {
    try train("run", ["training.steps=100"])
    let path = try export("run", to: "policy.safetensors")
    let run = folder.path("run")
    let cases: [(arguments: [String], text: String)] = [
      (["eval", path, "--task", "PandaPush-v3"], "12 observation elements"),
      (["eval", path, "--checkpoint", "100"], "left away"),
      (["export", path, "--safetensors", folder.path("x"), "--critics"], "--critics"),
      (["sim", "run", "PandaPush-v3", "--policy", path], "PandaReach-v3"),
      (["train", try folder.launchFile(), "--set", "judge=\(path)", "--set", "intervention.gate=value"], "no critics"),
      (
        [
          "train", try folder.launchFile(), "--set", "expertPolicy=\(run)", "--set", "expert.biasMeters=[0.1, 0, 0]",
        ], "leave one away"
      ),
      (["eval", "README.md"], "README.md"),
      (["eval", run + "/checkpoints/last/policy.safetensors"], "reins export"),
    ]
    for (arguments, text) in cases {
      let program = try Program.start(arguments, folder: folder).wait()
      #expect(program.code == 2 && program.errors.contains(text), "\(arguments): \(program.errors)")
    }
  }
}
