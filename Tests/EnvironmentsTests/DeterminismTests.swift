import Environments
import Testing
import Vocabulary

/// Same seed and same actions give the same bits, whatever came before and wherever it runs.
@Suite("Determinism", .serialized)
struct DeterminismTests {
  /// Everything an episode of random play shows, bit for bit.
  struct Trace: Equatable {
    var observations: [[Float]] = []
    var rewards: [Double] = []
    var hashes: [UInt64] = []
  }

  private func trace(_ environment: any SimulatedEnvironment, seed: UInt64, steps: Int = 50) throws -> Trace {
    let actions = randomActions(steps, dimension: environment.specification.action.dimension, seed: seed)
    var trace = Trace()
    try environment.reset(seed: seed)
    trace.observations.append(environment.observe())
    trace.hashes.append(environment.stateHash)
    for action in actions {
      let result = try environment.step(action)
      trace.observations.append(environment.observe())
      trace.rewards.append(result.reward)
      trace.hashes.append(environment.stateHash)
      if result.outcome != .running { break }
    }
    return trace
  }

  @Test(
    "a thousand resets and as many broken-off episodes later, and in another instance",
    arguments: ["PandaReach-v3", "PandaPush-v3", "PandaPickAndPlace-v3", "PandaPickAndPlaceJoints-v3"])
  func thousandResets(id: String) throws {
    let registry = try TaskFiles.registry()
    let environment = try registry.makeEnvironment(id)
    let reference = try trace(environment, seed: 5)
    let dimension = environment.specification.action.dimension
    for seed in 1000..<2000 {
      try environment.reset(seed: UInt64(seed))
      for action in randomActions(seed % 4, dimension: dimension, seed: UInt64(seed)) {
        if try environment.step(action).outcome != .running { break }
      }
    }
    #expect(try trace(environment, seed: 5) == reference)
    #expect(try trace(registry.makeEnvironment(id), seed: 5) == reference)
  }

  @Test("in any order of tasks and seeds")
  func anyOrder() throws {
    let registry = try TaskFiles.registry()
    let ids = ["PandaReach-v3", "PandaPush-v3", "PandaPickAndPlaceJointsDense-v3"]
    let seeds: [UInt64] = [11, 12, 13]
    var forward: [String: Trace] = [:]
    let environments = try ids.map { try registry.makeEnvironment($0) }
    for (id, environment) in zip(ids, environments) {
      for seed in seeds { forward["\(id) \(seed)"] = try trace(environment, seed: seed, steps: 25) }
    }
    for seed in seeds.reversed() {
      for (id, environment) in zip(ids, environments).reversed() {
        #expect(try trace(environment, seed: seed, steps: 25) == forward["\(id) \(seed)"])
      }
    }
  }

  @Test("with the expert that grasps, so that contacts and the closed gripper are part of it")
  func grasping() throws {
    let registry = try TaskFiles.registry()
    func run(_ environment: any SimulatedEnvironment) throws -> [UInt64] {
      let expert = try environment.makeExpert()
      var hashes: [UInt64] = []
      for seed in [3, 4] as [UInt64] {
        _ = try environment.play(seed: seed) { observation, _ in
          hashes.append(environment.stateHash)
          var action = [Float](repeating: 0, count: 4)
          var span = action.mutableSpan
          expert.act(observation: observation.span, action: &span)
          return action
        }
        hashes.append(environment.stateHash)
      }
      return hashes
    }
    let environment = try registry.makeEnvironment("PandaPickAndPlace-v3")
    let first = try run(environment)
    #expect(Set(first).count == first.count)
    #expect(try run(environment) == first)
    #expect(try run(registry.makeEnvironment("PandaPickAndPlace-v3")) == first)
  }

  @Test("the hash tells another goal, another step and another action apart")
  func hashCovers() throws {
    let environment = try TaskFiles.registry().makeEnvironment("PandaReach-v3")
    try environment.reset(seed: 1)
    let first = environment.stateHash
    try environment.reset(seed: 2)
    #expect(environment.stateHash != first)
    let before = environment.stateHash
    _ = try environment.step([0, 0, 0])
    let still = environment.stateHash
    #expect(still != before)
    try environment.reset(seed: 2)
    _ = try environment.step([0, 0, 1e-6])
    #expect(environment.stateHash != still)
  }
}
