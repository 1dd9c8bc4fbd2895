import Configuration
import Environments
import Testing
import Vocabulary

@Suite("Scripted experts", .serialized)
struct ScriptedExpertTests {
  /// Share of successful episodes; `randomSteps` random actions come before the expert's first.
  private func success(
    _ id: String, quality: ExpertQuality = .perfect, episodes: Int, randomSteps: Int = 0
  ) throws -> Double {
    let environment = try TaskFiles.registry().makeEnvironment(id)
    return try success(environment, quality: quality, episodes: episodes, randomSteps: randomSteps)
  }

  private func success(
    _ environment: any SimulatedEnvironment, quality: ExpertQuality = .perfect, episodes: Int, randomSteps: Int = 0
  ) throws -> Double {
    let expert = try environment.makeExpert(quality)
    let dimension = environment.specification.action.dimension
    var successes = 0
    for seed in 50_000..<50_000 + UInt64(episodes) {
      var random = RandomStream(seed: seed).derived("expert")
      expert.beginEpisode(random: &random)
      let noise = randomActions(randomSteps, dimension: dimension, seed: seed)
      let results = try environment.play(seed: seed) { observation, step in
        if step < randomSteps { return noise[step] }
        var action = [Float](repeating: .nan, count: dimension)
        var span = action.mutableSpan
        expert.act(observation: observation.span, action: &span)
        #expect(action.allSatisfy { abs($0) <= 1.000_001 })
        return action
      }
      if results.last?.success == true { successes += 1 }
    }
    return Double(successes) / Double(episodes)
  }

  @Test(
    "do their task, with tool and with joint actions",
    arguments: [
      ("PandaReach-v3", 1.0), ("PandaReachJoints-v3", 1.0), ("PandaPickAndPlace-v3", 0.97),
      ("PandaPickAndPlaceJoints-v3", 0.9), ("PandaPush-v3", 0.95), ("PandaPushJoints-v3", 0.85),
      ("UR5eReach-v0", 1.0), ("UR5eReachJoints-v0", 1.0), ("UR5ePickAndPlace-v0", 0.97),
      ("UR5ePickAndPlaceJoints-v0", 0.9), ("UR5ePush-v0", 0.95), ("UR5ePushJoints-v0", 0.85),
      ("PandaSlide-v3", 0.92), ("PandaSlideJoints-v3", 0.4), ("PandaStack-v3", 0.9), ("PandaStackJoints-v3", 0.9),
      ("PandaPickCube-v0", 0.97), ("PandaPickCubeJoints-v0", 0.97), ("PandaDrawer-v0", 0.97),
      ("PandaDrawerJoints-v0", 0.95), ("PandaDoor-v0", 0.9), ("PandaDoorJoints-v0", 0.9), ("UR5eSlide-v0", 0.3),
      ("UR5eStack-v0", 0.75), ("UR5ePickCube-v0", 0.97), ("UR5eDrawer-v0", 0.97), ("UR5eDoor-v0", 0.95),
    ])
  func perfect(id: String, least: Double) throws {
    #expect(try success(id, episodes: 100) >= least)
  }

  @Test(
    "take over in any situation: after 15 random steps",
    arguments: [("PandaReach-v3", 1.0), ("PandaPickAndPlace-v3", 0.9), ("PandaPush-v3", 0.85)])
  func recovery(id: String, least: Double) throws {
    #expect(try success(id, episodes: 100, randomSteps: 15) >= least)
  }

  @Test(
    "do a variant that is only a file: other cubes, any yaw, lighter and heavier",
    arguments: [
      ("push", "{sizeMeters: [0.06, 0.06, 0.06], massKilograms: 0.5, startYawRadians: 0.7}", 0.03),
      ("push", "{sizeMeters: [0.05, 0.03, 0.04], massKilograms: 2}", 0.02),
      ("pick-and-place", "{sizeMeters: [0.05, 0.05, 0.05], massKilograms: 0.3, startYawRadians: 0.7}", 0.025),
      ("pick-and-place", "{sizeMeters: [0.03, 0.03, 0.06], massKilograms: 1.5}", 0.03),
    ])
  func variant(name: String, object: String, height: Double) throws {
    var definition = try decodeConfiguration(TaskFiles.definition(name), yaml: "object: \(object)")
    definition.object.startLowMeters.z = height
    definition.object.startHighMeters.z = height
    let registry = try TaskRegistry(definition.entries(robots: [try TaskFiles.panda()]))
    let environment = try registry.makeEnvironment("Panda\(definition.name)-v3")
    #expect(try success(environment, episodes: 60) >= 0.9)
  }

  @Test("with tool actions, the same observation gives the same action whatever happened since")
  func stateless() throws {
    let environment = try TaskFiles.registry().makeEnvironment("PandaPush-v3")
    let expert = try environment.makeExpert()
    func act(_ observation: [Float]) -> [Float] {
      var action: [Float] = [0, 0, 0]
      var span = action.mutableSpan
      expert.act(observation: observation.span, action: &span)
      return action
    }
    try environment.reset(seed: 8)
    let observation = environment.observe()
    let action = act(observation)
    for noise in randomActions(10, dimension: 3, seed: 8) { _ = try environment.step(noise) }
    _ = act(environment.observe())
    #expect(act(observation) == action)
  }

  @Test("a shifted goal lies 13 cm away in a random horizontal direction, in the asked share of episodes")
  func goalError() {
    let quality = ExpertQuality(shiftedGoalShare: 0.4, biasMeters: SIMD3(0.01, 0.02, 0.03))
    let count = 10_000
    var shifted = 0
    var sum = SIMD3<Double>.zero
    for seed in 0..<UInt64(count) {
      var random = RandomStream(seed: seed)
      let error = quality.drawGoalError(&random) - quality.biasMeters
      let length = (error * error).sum().squareRoot()
      #expect(length < 1e-12 || abs(length - 0.13) < 1e-9)
      #expect(abs(error.z) < 1e-12)
      if length > 0.1 { shifted += 1 }
      sum += error
    }
    #expect(abs(Double(shifted) / Double(count) - 0.4) < 5 * (0.4 * 0.6 / Double(count)).squareRoot())
    // Directions cancel: each axis has variance 0.4 * 0.13² / 2.
    let deviation = 0.13 * (0.2 / Double(count)).squareRoot()
    #expect(abs(sum.x / Double(count)) < 5 * deviation && abs(sum.y / Double(count)) < 5 * deviation)
  }

  @Test(
    "the presets succeed in about 90, 60 and 30 % of 200 episodes",
    arguments: [("reach", "PandaReach-v3"), ("push", "PandaPush-v3"), ("pick-and-place", "PandaPickAndPlace-v3")])
  func presets(name: String, id: String) throws {
    let expert = try TaskFiles.definition(name).expert
    for (quality, wanted) in [(expert.good, 0.9), (expert.fair, 0.6), (expert.poor, 0.3)] {
      let share = try success(id, quality: quality, episodes: 200)
      #expect(abs(share - wanted) < 0.1, "\(name): \(share) instead of \(wanted)")
    }
  }
}
