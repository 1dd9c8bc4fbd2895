import Configuration
import Environments
import Testing
import Vocabulary

@Suite("Ways to drive an arm", .serialized)
struct ControlKindTests {
  /// A task file with one of the other words, on one of the arms.
  private func environment(
    _ task: String, _ id: String, tool: ToolControl = .position, joints: JointControl = .position
  ) throws -> any SimulatedEnvironment {
    var definition = try TaskFiles.definition(task)
    definition.control.tool = tool
    definition.control.joints = joints
    let robots = [try TaskFiles.panda(), try TaskFiles.robot("ur5e")]
    return try TaskRegistry(definition.validated().entries(robots: robots)).makeEnvironment(id)
  }

  private func successes(_ environment: any SimulatedEnvironment, episodes: Int) throws -> Int {
    let expert = try environment.makeExpert(.perfect)
    let dimension = environment.specification.action.dimension
    var successes = 0
    for seed in 0..<UInt64(episodes) {
      var random = RandomStream(seed: seed).derived("expert")
      expert.beginEpisode(random: &random)
      let results = try environment.play(seed: seed) { observation, _ in
        var action = [Float](repeating: .nan, count: dimension)
        var span = action.mutableSpan
        expert.act(observation: observation.span, action: &span)
        return action
      }
      if results.last?.success == true { successes += 1 }
    }
    return successes
  }

  @Test(
    "a task file gets them by one word, whatever the robot: the scripts still do their tasks",
    arguments: [ToolControl.pose, .impedance], ["PandaReach-v3", "UR5eReach-v0"])
  func toolReach(tool: ToolControl, id: String) throws {
    #expect(try successes(try environment("reach", id, tool: tool), episodes: 20) == 20)
  }

  @Test(
    "they pick and place, too", arguments: [ToolControl.pose, .impedance],
    ["PandaPickAndPlace-v3", "UR5ePickAndPlace-v0"])
  func toolPick(tool: ToolControl, id: String) throws {
    #expect(try successes(try environment("pick-and-place", id, tool: tool), episodes: 20) >= 19)
  }

  @Test("joint speeds do what joint turns do", arguments: ["PandaReachJoints-v3", "UR5eReachJoints-v0"])
  func velocities(id: String) throws {
    #expect(try successes(try environment("reach", id, joints: .velocity), episodes: 20) == 20)
  }

  @Test("a speed is kept, and zero stops", arguments: ["PandaReachJoints-v3", "UR5eReachJoints-v0"])
  func speed(id: String) throws {
    var definition = try TaskFiles.definition("reach")
    definition.control.joints = .velocity
    definition.observation.append(.jointVelocities)
    let robots = [try TaskFiles.panda(), try TaskFiles.robot("ur5e")]
    let environment = try TaskRegistry(definition.entries(robots: robots)).makeEnvironment(id)
    try environment.reset(seed: 1)
    var action = [Float](repeating: 0, count: environment.specification.action.dimension)
    action[0] = 0.5
    for _ in 0..<3 { _ = try environment.step(action) }
    #expect(abs(try environment.observe("jointVelocities")[0] - 0.5) < 0.01)
    action[0] = 0
    _ = try environment.step(action)
    for speed in try environment.observe("jointVelocities") { #expect(abs(speed) < 0.01) }
  }

  @Test("torques have the unit of torques, no weight carried, and no script")
  func torques() throws {
    let environment = try environment("reach", "PandaReachJoints-v3", joints: .torque)
    let elements = environment.specification.action.elements
    #expect(elements.map(\.unit) == Array(repeating: "N m", count: 7))
    #expect(abs(elements[0].scale - 0.2 * 87) < 1e-12 && abs(elements[4].scale - 0.2 * 12) < 1e-12)
    try environment.reset(seed: 1)
    let before = try environment.observe("toolPosition")[2]
    for _ in 0..<5 { _ = try environment.step([Float](repeating: 0, count: 7)) }
    #expect(try environment.observe("toolPosition")[2] < before - 0.02)
    #expect(throws: TaskError.noExpert(task: "PandaReachJoints-v3")) { _ = try environment.makeExpert(.perfect) }
  }

  @Test("an action of 1 about an axis turns the tool about it", arguments: [ToolControl.pose, .impedance], 3..<6)
  func turns(tool: ToolControl, element: Int) throws {
    let environment = try environment("reach", "PandaReach-v3", tool: tool)
    #expect(environment.specification.action.elements.map(\.name) == ["x", "y", "z", "roll", "pitch", "yaw"])
    try environment.reset(seed: 2)
    let start = try environment.observe("toolPosition")
    var action = [Float](repeating: 0, count: 6)
    action[element] = 1
    let hash = environment.stateHash
    for _ in 0..<5 { _ = try environment.step(action) }
    // The tool's place is held meanwhile.
    for (now, then) in zip(try environment.observe("toolPosition"), start) { #expect(abs(now - then) < 0.01) }
    #expect(environment.stateHash != hash)
  }

  @Test("the same seed gives the same bits with each of them", arguments: ToolControl.allCases)
  func deterministic(tool: ToolControl) throws {
    var hashes: [UInt64] = []
    for _ in 0..<2 {
      let environment = try environment("pick-and-place", "PandaPickAndPlace-v3", tool: tool)
      let actions = randomActions(50, dimension: environment.specification.action.dimension, seed: 5)
      for seed in [9, 4] as [UInt64] { _ = try environment.play(seed: seed) { _, step in actions[step] } }
      hashes.append(environment.stateHash)
    }
    #expect(hashes[0] == hashes[1])
  }

  @Test("an episode on an impedance can be put back, before and after its first command", arguments: [0, 5])
  func snapshot(steps: Int) throws {
    let environment = try environment("pick-and-place", "PandaPickAndPlace-v3", tool: .impedance)
    let actions = randomActions(20, dimension: environment.specification.action.dimension, seed: 6)
    try environment.reset(seed: 3)
    for action in actions[0..<steps] { _ = try environment.step(action) }
    let snapshot = try environment.snapshot()
    var hashes: [[UInt64]] = []
    for _ in 0..<2 {
      var seen = [environment.stateHash]
      for action in actions[steps...] {
        _ = try environment.step(action)
        seen.append(environment.stateHash)
      }
      hashes.append(seen)
      try environment.restore(snapshot)
    }
    #expect(hashes[0] == hashes[1])
  }

  @Test("values that cannot be are refused with their key")
  func invalid() throws {
    let changes: [(String, (inout TaskDefinition) -> Void)] = [
      ("control.toolRadians", { $0.control.toolRadians = 0 }),
      ("control.jointRadiansPerSecond", { $0.control.jointRadiansPerSecond = .infinity }),
      ("control.torqueShare", { $0.control.torqueShare = 1.5 }),
    ]
    for (key, change) in changes {
      var definition = try TaskFiles.definition("reach")
      change(&definition)
      let error = try #require(throws: ConfigError.self) { _ = try definition.validated() }
      guard case .outOfRange(key, _, _) = error else { throw error }
    }
  }
}
