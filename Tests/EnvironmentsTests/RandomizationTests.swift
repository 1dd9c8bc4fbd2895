import Configuration
import Environments
import Testing
import Vocabulary

/// What differs between episodes when a task file asks for it.
@Suite("Domain randomisation")
struct RandomizationTests {
  private static let everything = """
    randomization:
      massFactor: [0.5, 2]
      sizeFactor: [0.9, 1.1]
      objectFrictionFactor: [0.5, 1.5]
      tableFrictionFactor: [0.8, 1.2]
      dampingFactor: [0.5, 3]
      motorGainFactor: [0.7, 1.3]
      latencySteps: [0, 3]
    """

  private func definition(_ name: String, _ yaml: String) throws -> TaskDefinition {
    try decodeConfiguration(TaskFiles.definition(name), yaml: yaml).validated()
  }

  private func environment(_ name: String, _ yaml: String) throws -> any SimulatedEnvironment {
    let registry = try TaskRegistry(definition(name, yaml).entries(robots: [try TaskFiles.panda()]))
    return try registry.makeEnvironment(registry.ids[0])
  }

  /// Hash and observation before every step of an episode of random play.
  private func trace(_ environment: any SimulatedEnvironment, seed: UInt64) throws -> [[Float]] {
    var trace: [[Float]] = []
    let actions = randomActions(
      environment.specification.maximumSteps, dimension: environment.specification.action.dimension, seed: seed)
    _ = try environment.play(seed: seed) { observation, step in
      trace.append(observation + [Float(environment.stateHash >> 40)])
      return actions[step]
    }
    return trace
  }

  @Test("factors fill their ranges, from a stream that moves neither goal nor start")
  func draws() throws {
    let (plain, varied) = (try TaskFiles.definition("push"), try definition("push", Self.everything))
    var low = Variation()
    var high = Variation()
    var latencies: Set<Int> = []
    for seed in 0..<2000 as Range<UInt64> {
      let (without, with) = (Episode(plain, seed: seed), Episode(varied, seed: seed))
      #expect(without.variation == Variation() && with == Episode(varied, seed: seed))
      #expect(with.goalElements == without.goalElements)
      #expect(with.objectStart.position.x == without.objectStart.position.x)
      let variation = with.variation
      // A larger cube stands on the table all the same.
      #expect(abs(with.objectStart.position.z - 0.02 * variation.sizeFactor) < 1e-12)
      low.massFactor = min(low.massFactor, variation.massFactor)
      high.massFactor = max(high.massFactor, variation.massFactor)
      low.dampingFactor = min(low.dampingFactor, variation.dampingFactor)
      high.dampingFactor = max(high.dampingFactor, variation.dampingFactor)
      latencies.insert(variation.latencySteps)
    }
    #expect(low.massFactor >= 0.5 && low.massFactor < 0.51 && high.massFactor <= 2 && high.massFactor > 1.98)
    #expect(
      low.dampingFactor >= 0.5 && low.dampingFactor < 0.52 && high.dampingFactor <= 3 && high.dampingFactor > 2.97)
    #expect(latencies == [0, 1, 2, 3])
  }

  @Test("the same seed gives the same bits after other episodes, which had other masses and sizes, and elsewhere")
  func determinism() throws {
    for name in ["push", "stack"] {
      let environment = try environment(name, Self.everything)
      let first = try trace(environment, seed: 5)
      for seed in 6..<12 as Range<UInt64> { _ = try trace(environment, seed: seed) }
      #expect(try trace(environment, seed: 5) == first)
      #expect(try trace(self.environment(name, Self.everything), seed: 5) == first)
    }
  }

  @Test("ranges of [1, 1] and no latency are the task without randomisation, bit for bit")
  func neutral() throws {
    let plain = try trace(environment("push", ""), seed: 3)
    #expect(try trace(environment("push", "randomization: {massFactor: [1, 1]}"), seed: 3) == plain)
    for range in [
      "massFactor: [1.5, 1.5]", "sizeFactor: [1.1, 1.1]", "motorGainFactor: [0.5, 0.5]", "dampingFactor: [9, 9]",
    ] {
      #expect(try trace(environment("push", "randomization: {\(range)}"), seed: 3) != plain, "\(range)")
    }
  }

  @Test("an action takes effect its latency later", arguments: [1, 3])
  func latency(steps: Int) throws {
    let late = try environment("push", "randomization: {latencySteps: [\(steps), \(steps)]}")
    let prompt = try environment("push", "")
    let actions = randomActions(20, dimension: 3, seed: 2)
    try late.reset(seed: 8)
    try prompt.reset(seed: 8)
    for step in 0..<20 {
      _ = try late.step(actions[step])
      _ = try prompt.step(step < steps ? [0, 0, 0] : actions[step - steps])
      #expect(late.observe() == prompt.observe())
    }
  }

  @Test("the specification says what is drawn")
  func text() throws {
    let text = try #require(try environment("push", Self.everything).specification.randomizationText)
    #expect(text.contains("massFactor 0.5 to 2.0") && text.contains("latencySteps 0 to 3"))
    #expect(try environment("push", "").specification.randomizationText == nil)
  }

  @Test("the script still pushes a cube of half or twice the mass, on other surfaces")
  func expert() throws {
    let yaml = "randomization: {massFactor: [0.5, 2], objectFrictionFactor: [0.7, 1.3], sizeFactor: [0.9, 1.1]}"
    let environment = try environment("push", yaml)
    let expert = try environment.makeExpert()
    let successes = try (0..<60 as Range<UInt64>).count { seed in
      try environment.play(seed: seed) { observation, _ in
        var action: [Float] = [0, 0, 0]
        var span = action.mutableSpan
        expert.act(observation: observation.span, action: &span)
        return action
      }.last?.success == true
    }
    #expect(successes >= 54, "\(successes) of 60")
  }

  @Test("cameras are moved and turned within their ranges, by the seed alone, and nothing else changes")
  func cameras() throws {
    let yaml = "randomization: {cameraMeters: 0.05, cameraRadians: 0.1}"
    let shaken = try #require(try environment("push", yaml) as? any RenderableEnvironment)
    let still = try #require(try environment("push", "") as? any RenderableEnvironment)
    #expect(try trace(shaken, seed: 3).map { $0.dropLast() } == trace(still, seed: 3).map { $0.dropLast() })
    var seen: [[CameraDefinition]] = []
    for seed in 0..<50 as Range<UInt64> {
      try shaken.reset(seed: seed)
      for (moved, given) in zip(shaken.cameras, still.cameras) {
        let offset = moved.positionMeters - given.positionMeters
        #expect(magnitudes(offset).max() <= 0.05 && magnitudes(offset).max() > 0)
        let (now, then) = (moved.targetMeters - moved.positionMeters, given.targetMeters - given.positionMeters)
        let cosine = (now * then).sum() / ((now * now).sum() * (then * then).sum()).squareRoot()
        #expect(cosine < 1 && cosine >= 0.985)  // cos(0.1 sqrt 3)
      }
      seen.append(shaken.cameras)
    }
    try shaken.reset(seed: 7)
    #expect(shaken.cameras == seen[7] && seen[7] != seen[8])
    #expect(
      shaken.cameras[0].positionMeters - still.cameras[0].positionMeters
        != shaken.cameras[1].positionMeters - still.cameras[1].positionMeters)
  }

  private func magnitudes(_ v: SIMD3<Double>) -> SIMD3<Double> { SIMD3(v.x.magnitude, v.y.magnitude, v.z.magnitude) }

  @Test(
    "impossible ranges are refused by their key",
    arguments: [
      ("massFactor: [0, 1]", "massFactor[0]"), ("massFactor: [2, 1]", "massFactor[1]"),
      ("latencySteps: [3, 1]", "latencySteps[1]"), ("latencySteps: [-1, 1]", "latencySteps[0]"),
      ("cameraMeters: 11", "cameraMeters"), ("cameraRadians: -1", "cameraRadians"),
      ("massFaktor: [1, 1]", "massFactor"),
    ])
  func mistakes(range: String, key: String) throws {
    let error = try #require(throws: ConfigError.self) { _ = try definition("push", "randomization: {\(range)}") }
    #expect(error.description.contains(key), "\(error)")
  }
}
