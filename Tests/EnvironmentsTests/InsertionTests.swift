import Configuration
import Environments
import Physics
import Testing
import Vocabulary

@Suite("Peg insertion", .serialized)
struct InsertionTests {
  private static let path = "\(TaskFiles.root)/sim/tasks/insertion/peg-insertion.yaml"
  static let ids = ["PandaPegInsertion-v0", "PandaPegInsertionDense-v0", "UR5ePegInsertion-v0"]

  private func definition() throws -> InsertionDefinition {
    try loadConfiguration(InsertionDefinition(), from: Self.path, prototypes: TaskFiles.prototypes).validated()
  }

  private func environment(
    _ id: String = ids[0], _ definition: InsertionDefinition? = nil
  ) throws -> any SimulatedEnvironment {
    let definition = try definition ?? self.definition()
    let robots = [try TaskFiles.panda(), try TaskFiles.robot("ur5e")]
    return try TaskRegistry(definition.entries(robots: robots)).makeEnvironment(id)
  }

  /// Successes of the script, and the largest force it pressed with, newtons.
  private func run(
    _ environment: any SimulatedEnvironment, _ quality: ExpertQuality, episodes: Int
  ) throws -> (successes: Int, force: Float) {
    let expert = try environment.makeExpert(quality)
    let felt = try #require(environment.specification.observation.range(of: "force"))
    var (successes, most) = (0, Float(0))
    for seed in 50_000..<50_000 + UInt64(episodes) {
      var random = RandomStream(seed: seed).derived("expert")
      expert.beginEpisode(random: &random)
      let results = try environment.play(seed: seed) { observation, _ in
        var action = [Float](repeating: .nan, count: 6)
        var span = action.mutableSpan
        expert.act(observation: observation.span, action: &span)
        #expect(action.allSatisfy { abs($0) <= 1.000_001 })
        for place in felt { most = max(most, abs(observation[place])) }
        return action
      }
      if results.last?.success == true { successes += 1 }
    }
    return (successes, most)
  }

  @Test("the script feels for the hole and gets in, on both arms", arguments: ["Panda", "UR5e"])
  func expert(robot: String) throws {
    let (successes, force) = try run(try environment("\(robot)PegInsertion-v0"), .perfect, episodes: 50)
    #expect(successes >= 48)
    #expect(force > 0.5 && force < 20)
  }

  @Test("a hole that is seen where it is needs no feeling; one 1 cm beside is not found")
  func sensing() throws {
    var exact = try definition()
    exact.hole.sensedErrorMeters = 0
    exact.hole.clearanceMeters = 0.0005
    #expect(try run(try environment(Self.ids[0], exact), .perfect, episodes: 20).successes == 20)
    let shifted = ExpertQuality(shiftedGoalShare: 1, shiftMeters: 0.01)
    #expect(try run(try environment(), shifted, episodes: 20).successes <= 2)
  }

  @Test("a controller that no step of the physics can follow ends the episode truncated, with the joint as the cause")
  func divergence() throws {
    var definition = try definition()
    definition.control.impedance.stiffness = 10_000
    definition.control.impedance.rotationalStiffness = 10_000
    definition.control.impedance.dampingRatio = 5
    var robot = try TaskFiles.panda()
    // Motors as strong as the controller wants: real ones would keep the arm shaking in its place.
    for place in robot.description.armJoints.indices { robot.description.armJoints[place].motorNewtonMeters = 1e6 }
    let environment = try TaskRegistry(definition.entries(robots: [robot])).makeEnvironment(Self.ids[0])
    let results = try environment.play(seed: 1) { _, step in [1, 0, 0, 0, 0, step % 2 == 0 ? 1 : -1] }
    let last = try #require(results.last)
    #expect(last.outcome == .truncated && !last.success)
    guard case .diverged(let quantity) = last.cause else {
      Issue.record("ended by \(String(describing: last.cause)) after \(results.count) steps")
      return
    }
    #expect(robot.description.armJoints.map(\.name).contains(quantity))
    #expect(results.dropLast().allSatisfy { $0.outcome == .running })
    #expect(environment.observe().allSatisfy { $0.isFinite })
    #expect(throws: EnvironmentError.stepAfterEnd(task: Self.ids[0])) {
      _ = try environment.step([0, 0, 0, 0, 0, 0])
    }
    try environment.reset(seed: 1)
    #expect(environment.observe().allSatisfy { $0.isFinite })
  }

  @Test("presets order as their names say")
  func presets() throws {
    let task = try definition().expert
    let successes = try [task.good, task.fair, task.poor].map { try run(try environment(), $0, episodes: 50).successes }
    #expect(successes[0] > successes[1] && successes[1] > successes[2], "\(successes)")
  }

  @Test("the start is SERL's: 0.1 m above the goal, within 5 cm and 30 degrees", arguments: ids)
  func start(id: String) throws {
    let environment = try environment(id)
    var (widest, turned) = (0.0, 0.0)
    for seed in 0..<40 as Range<UInt64> {
      try environment.reset(seed: seed)
      let (achieved, desired) = (try environment.observe("achievedGoal"), try environment.observe("desiredGoal"))
      let offset = zip(achieved, desired).map { Double($0) - Double($1) }
      // The goal is sensed up to 1.5 mm beside where it is.
      #expect(abs(offset[0]) <= 0.0516 && abs(offset[1]) <= 0.0516 && abs(offset[2] - 0.1) < 1e-5)
      #expect(abs(offset[3]) < 1e-4 && abs(offset[4]) < 1e-4 && abs(offset[5]) <= 0.5237)
      (widest, turned) = (max(widest, abs(offset[0])), max(turned, abs(offset[5])))
    }
    #expect(widest > 0.03 && turned > 0.35)
  }

  @Test("a peg that comes down beside the hole stands on the block, and the sensor feels it")
  func block() throws {
    var wide = try definition()
    wide.hole.placeMeters = 0
    wide.hole.yawRadians = 0
    let environment = try environment(Self.ids[0], wide)
    try environment.reset(seed: 3)
    for step in 0..<60 {
      let desired = try environment.observe("desiredGoal")
      let achieved = try environment.observe("achievedGoal")
      // 3 cm beside the hole, along x.
      let way = [desired[0] + 0.03 - achieved[0], desired[1] - achieved[1]].map { max(-1, min(1, $0 / 0.02)) }
      _ = try environment.step([way[0], way[1], step < 20 ? 0 : -0.2, 0, 0, 0])
    }
    let height = try environment.observe("achievedGoal")[2]
    #expect(abs(height - 0.05 - 0.04) < 0.002)
    // The tool's z axis points down, so the block pushes against it.
    #expect(try environment.observe("force")[2] < -1)
  }

  @Test("success is SERL's box around the goal, and nothing reaches it from outside the hole", arguments: ids)
  func success(id: String) throws {
    let environment = try environment(id)
    for seed in 0..<10 as Range<UInt64> {
      let actions = randomActions(100, dimension: 6, seed: seed)
      for (step, result) in try environment.play(seed: seed, { _, step in actions[step] }).enumerated() {
        #expect(result.success == (result.outcome == .terminated) && result.progress.isFinite)
        if !id.contains("Dense") { #expect(result.reward == (result.success ? 0 : -1)) }
        #expect(result.outcome != .truncated || step == 99)
      }
    }
  }

  @Test("observations stay in their space, and depend on the seed alone", arguments: ids)
  func conformance(id: String) throws {
    let environment = try environment(id)
    let space = environment.specification.observation
    let bounds = space.components.flatMap { Array(repeating: (Float($0.low), Float($0.high)), count: $0.count) }
    var hashes: [UInt64] = []
    for seed in [7, 8, 7] as [UInt64] {
      let actions = randomActions(100, dimension: 6, seed: seed)
      _ = try environment.play(seed: seed) { observation, step in
        for (value, bound) in zip(observation, bounds) { #expect(value >= bound.0 && value <= bound.1) }
        return actions[step]
      }
      hashes.append(environment.stateHash)
    }
    #expect(hashes[0] == hashes[2] && hashes[0] != hashes[1])
    #expect(environment.specification.policyInput.requiredObservationDimension <= space.dimension)
  }

  @Test("wrong actions are typed errors and change nothing")
  func wrongActions() throws {
    let environment = try environment()
    #expect(throws: EnvironmentError.stepBeforeReset(task: Self.ids[0])) {
      _ = try environment.step([Float](repeating: 0, count: 6))
    }
    try environment.reset(seed: 1)
    let hash = environment.stateHash
    #expect(throws: EnvironmentError.self) { _ = try environment.step([Float](repeating: 0, count: 7)) }
    #expect(throws: EnvironmentError.nonFiniteAction(task: Self.ids[0], element: "yaw", step: 1)) {
      _ = try environment.step([0, 0, 0, 0, 0, .nan])
    }
    #expect(environment.stateHash == hash)
  }

  @Test("values that cannot be are refused with their key")
  func invalid() throws {
    let changes: [(String, (inout InsertionDefinition) -> Void)] = [
      ("hole.clearanceMeters", { $0.hole.clearanceMeters = 0.004 }),
      ("hole.clearanceMeters", { $0.hole.clearanceMeters = 0.0001 }),
      ("hole.depthMeters", { $0.hole.depthMeters = 0.045 }),
      ("start.heightMeters", { $0.start.heightMeters = 0.03 }),
      ("control.impedance.stiffness", { $0.control.impedance.stiffness = .nan }),
      ("thresholdMeters.z", { $0.thresholdMeters.z = 0 }),
    ]
    for (key, change) in changes {
      var definition = try definition()
      change(&definition)
      let error = try #require(throws: ConfigError.self) { _ = try definition.validated() }
      guard case .outOfRange(key, _, _) = error else { throw error }
    }
  }
}
