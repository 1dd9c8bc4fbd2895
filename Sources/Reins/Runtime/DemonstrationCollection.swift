import Control
import Environments
import Intervention
import Recording
import Replay
import Vocabulary

/// `reins collect`: episodes of the launch file's expert as transitions with reward 0.
public struct DemonstrationCollection: Codable, Sendable {
  public var task: String
  public var folder: String
  public var episodes: Int
  public var successes: Int
  public var kept: Int
  public var transitions: Int

  public static func run(
    launchFile: String, overrides: [String], episodes: Int, successesOnly: Bool, folder path: String,
    catalog: TaskCatalog, interrupt: Interrupt
  ) throws -> DemonstrationCollection {
    let configuration = try LaunchConfiguration.load(launchFile, overrides: overrides, catalog: catalog)
    let environment = try catalog.environment(id: configuration.task)
    let folder = try RunFolder.create(at: path)
    let specification = environment.specification
    // One buffer for the episode that runs, one for what is kept: an episode's worth is known at its end.
    let room = specification.maximumSteps
    var kept = ReplayBuffer(
      capacity: room * episodes, observationDimension: specification.observation.dimension,
      actionDimension: specification.action.dimension)
    var recorder = ExpertRecorder(
      environment: environment, expert: try configuration.makeExpert(for: environment, catalog: catalog),
      configuration: configuration)
    var report = DemonstrationCollection(
      task: configuration.task, folder: path, episodes: 0, successes: 0, kept: 0, transitions: 0)
    var progress = ProgressLine(title: "collecting")
    var seeds = RandomStream(seed: configuration.seed).derived("demonstrations")
    while report.episodes < episodes, !interrupt.isRequested {
      let transitions = try recorder.episode(seed: seeds.next())
      report.episodes += 1
      if recorder.lastSuccess { report.successes += 1 }
      if recorder.lastSuccess || !successesOnly {
        var previous: UInt64?
        for transition in transitions { previous = kept.append(transition, continuing: previous) }
        report.kept += 1
      }
      if progress.isDue { progress.show(.init(step: report.episodes, total: episodes, details: [])) }
    }
    progress.clear()
    report.transitions = kept.count
    guard kept.count > 0 else {
      throw ConfigError.outOfRange(
        key: "collect", value: "0 transitions kept of \(report.episodes) episodes",
        allowed: "at least 1: leave --successes-only away or make the expert better")
    }
    try DemonstrationFile.write(kept, task: configuration.task, to: folder)
    return report
  }

  public func text() -> String {
    "\(task): \(episodes) episodes, \(successes) successful, \(kept) kept, \(transitions) transitions in \(folder)"
  }
}

/// `imitation.demonstrationEpisodes` episodes of a run's own expert, or an empty buffer.
func ownDemonstrations(
  _ configuration: LaunchConfiguration, environment: any SimulatedEnvironment, catalog: TaskCatalog
) throws -> ReplayBuffer {
  let episodes = configuration.imitation.demonstrationEpisodes
  let specification = environment.specification
  if episodes == 0 { return DemonstrationFile.empty(specification: specification) }
  var kept = ReplayBuffer(
    capacity: specification.maximumSteps * episodes, observationDimension: specification.observation.dimension,
    actionDimension: specification.action.dimension)
  var recorder = ExpertRecorder(
    environment: environment, expert: try configuration.makeExpert(for: environment, catalog: catalog),
    configuration: configuration)
  var seeds = RandomStream(seed: configuration.seed).derived("demonstrations")
  for _ in 0..<episodes {
    var previous: UInt64?
    for transition in try recorder.episode(seed: seeds.next()) {
      previous = kept.append(transition, continuing: previous)
    }
  }
  return kept
}

/// Runs the expert alone and labels its steps as the assembler does.
private struct ExpertRecorder {
  private let environment: any Environment
  private let expert: any Expert
  private let configuration: LaunchConfiguration
  private(set) var lastSuccess = false

  init(environment: any Environment, expert: any Expert, configuration: LaunchConfiguration) {
    self.environment = environment
    self.configuration = configuration
    self.expert = expert
  }

  mutating func episode(seed: UInt64) throws -> [Transition] {
    let specification = environment.specification
    var assembler = TransitionAssembler(
      observationDimension: specification.observation.dimension, actionDimension: specification.action.dimension,
      configuration: configuration.intervention, rewardSource: .intervention)
    var buffer = ReplayBuffer(
      capacity: specification.maximumSteps, observationDimension: specification.observation.dimension,
      actionDimension: specification.action.dimension)
    try environment.reset(seed: seed)
    var random = RandomStream(seed: seed).derived("demonstration")
    expert.beginEpisode(random: &random)
    var observation = [Float](repeating: 0, count: specification.observation.dimension)
    var next = observation
    var action = [Float](repeating: 0, count: specification.action.dimension)
    var span = observation.mutableSpan
    environment.copyObservation(into: &span)
    lastSuccess = false
    while true {
      var chosen = action.mutableSpan
      expert.act(observation: observation.span, action: &chosen)
      for place in chosen.indices { chosen[place] = max(-1, min(1, chosen[place])) }
      let result = try environment.step(action.span)
      var after = next.mutableSpan
      environment.copyObservation(into: &after)
      _ = assembler.record(
        observation: observation.span, action: action.span, proposal: action.span, nextObservation: next.span,
        authority: .expert, result: result, policyVersion: 0, into: &buffer)
      swap(&observation, &next)
      lastSuccess = lastSuccess || result.success
      if result.outcome != .running { break }
    }
    assembler.endSegment(.truncated, into: &buffer)
    return (0..<buffer.count).map { buffer.transition(at: $0) }
  }
}
