import Control
import Intervention
import Replay
import Testing
import Vocabulary

@Suite("Rates of the released loop")
struct StorageRateTests {
  // Per cycle the policy makes 1/p steps, of which the last is −1, and of the expert's n = 4 steps one is stored.
  @Test(
    "under its storage rule 0.047, 0.334 and 0.487 of the stored transitions are −1",
    arguments: [(0.0, 0.047, 0.166), (0.5, 0.334, 0.667), (1.0, 0.487, 0.792)])
  func storedFraction(shareOfBadActions: Double, publishedStored: Double, publishedIntervened: Double) throws {
    let p = shareOfBadActions * 0.95 + (1 - shareOfBadActions) * 0.05
    let expected = 1 / (1 / p + 1)
    #expect(abs(expected - publishedStored) < 0.001)
    // One state, two actions: 0 is bad to the judge, 1 is good.
    let mdp = TabularMDP(transition: [[[1], [1]]], reward: [[0, 1]])
    let steps = 300_000
    let environment = TabularEnvironment(mdp, maximumSteps: steps)
    var configuration = InterventionConfiguration()
    configuration.gate = .value
    configuration.epsilon = 0.05
    configuration.storeExpert = .last
    let teleoperator = try SimulatedTeleoperator(
      expert: TabularActor([[0, 1]], seed: 1), judge: TabularJudge(mdp, choices: [1]), configuration: configuration,
      task: environment.specification)
    let policy = TabularActor([[shareOfBadActions, 1 - shareOfBadActions]], seed: 2)
    let loop = InterventionLoop(
      environment: environment, policy: policy, teleoperator: teleoperator, configuration: configuration,
      rewardSource: .intervention, random: RandomStream(seed: 3))
    var replay = ReplayBuffer(capacity: steps, observationDimension: 1, actionDimension: 1)
    try loop.beginEpisode(seed: 1)
    var intervened = 0
    for _ in 0..<steps where try loop.tick(into: &replay).authority == .expert { intervened += 1 }
    var punished = 0
    for index in 0..<replay.count where replay.label(at: index).reward == -1 { punished += 1 }
    #expect(abs(Double(intervened) / Double(steps) - publishedIntervened) < 0.008)
    #expect(abs(Double(punished) / Double(replay.count) - expected) < 0.006)
  }
}
