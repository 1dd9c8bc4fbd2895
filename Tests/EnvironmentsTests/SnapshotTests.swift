import Environments
import Testing
import Vocabulary

@Suite("Snapshots of episodes")
struct EpisodeSnapshotTests {
  private func act(_ environment: any SimulatedEnvironment, _ random: inout RandomStream) throws -> StepResult {
    try environment.step((0..<environment.specification.action.dimension).map { _ in Float(random.uniform(-1, 1)) })
  }

  @Test(
    "after a restore the same actions give the same hashes, results and observations, in every task",
    arguments: EveryTask.ids)
  func sameFuture(id: String) throws {
    let registry = try EveryTask.registry()
    let (environment, other) = (try registry.makeEnvironment(id), try registry.makeEnvironment(id))
    var random = RandomStream(seed: 5)
    for k in [0, 3, 12] {
      try environment.reset(seed: UInt64(k))
      var isRunning = true
      for _ in 0..<k where isRunning { isRunning = try act(environment, &random).outcome == .running }
      guard isRunning else { continue }
      let snapshot = try environment.snapshot()
      let (stream, hash, seen) = (random, environment.stateHash, environment.observe())
      var past: [(StepResult, UInt64, [Float])] = []
      for _ in 0..<8 {
        let result = try act(environment, &random)
        past.append((result, environment.stateHash, environment.observe()))
        if result.outcome != .running { break }
      }
      // Back in time, and into an environment that knows nothing of it.
      for target in [environment, other] {
        try target.restore(snapshot)
        #expect(target.stateHash == hash)
        #expect(target.observe() == seen)
        random = stream
        for (result, hash, observation) in past {
          #expect(try act(target, &random) == result)
          #expect(target.stateHash == hash)
          #expect(target.observe() == observation)
        }
      }
    }
  }

  @Test("a snapshot of another task is refused by name")
  func foreign() throws {
    let registry = try EveryTask.registry()
    let (reach, push) = (try registry.makeEnvironment("PandaReach-v3"), try registry.makeEnvironment("PandaPush-v3"))
    try reach.reset(seed: 0)
    let snapshot = try reach.snapshot()
    #expect(throws: TaskError.foreignSnapshot(task: "PandaPush-v3", of: "PandaReach-v3")) {
      try push.restore(snapshot)
    }
  }
}
