import Control
import Intervention
import Replay
import Testing
import Vocabulary

/// Works for two steps, then its simulation breaks.
private final class Breaking: Environment {
  let specification = TabularEnvironment(
    TabularMDP(transition: [[[1], [1]]], reward: [[0, 0]]), maximumSteps: 20
  ).specification
  private var steps = 0
  func reset(seed: UInt64) throws(EnvironmentError) { steps = 0 }
  func step(_ action: Span<Float>) throws(EnvironmentError) -> StepResult {
    steps += 1
    if steps < 3 { return StepResult(outcome: .running, reward: 0, success: false, progress: 1) }
    return StepResult(
      outcome: .truncated, reward: 0, success: false, progress: 1, cause: .diverged(quantity: "toolPosition"))
  }
  func copyObservation(into observation: inout MutableSpan<Float>) { observation[0] = 0 }
  var progress: Double { 1 }
  var stateHash: UInt64 { UInt64(steps) }
}

@Suite("A simulation that breaks")
struct DivergenceTests {
  @Test(
    "ends the episode with its cause; what came before is stored, the broken step is not",
    arguments: [
      RewardSource.intervention, .task,
    ])
  func broken(source: RewardSource) throws {
    let loop = InterventionLoop(
      environment: Breaking(), policy: TabularActor([[0.5, 0.5]], seed: 1), teleoperator: nil, configuration: .init(),
      rewardSource: source, random: RandomStream(seed: 2))
    var replay = ReplayBuffer(capacity: 10, observationDimension: 1, actionDimension: 1)
    try loop.beginEpisode(seed: 0)
    var last = try loop.tick(into: &replay)
    while !last.episodeEnded { last = try loop.tick(into: &replay) }
    #expect(last.result.cause == .diverged(quantity: "toolPosition") && last.result.outcome == .truncated)
    #expect(!loop.isRunning && replay.count == 2)
    // Another episode can follow.
    try loop.beginEpisode(seed: 1)
    #expect(try !loop.tick(into: &replay).episodeEnded)
  }
}
