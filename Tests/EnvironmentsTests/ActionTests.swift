import Environments
import Foundation
import Testing
import Vocabulary

/// What an action does to the robot.
@Suite("Actions")
struct ActionTests {
  /// The Panda with joint angles and finger width in the observation.
  private func environment(_ id: String, lowestToolTarget: Double = 0) throws -> any SimulatedEnvironment {
    var definition = try TaskFiles.definition("reach")
    definition.control.lowestToolTargetMeters = lowestToolTarget
    definition.name = "Look"
    definition.observation += [.jointPositions, .jointVelocities, .fingerWidth]
    definition.control.gripper = id.contains("Free") ? .free : .blocked
    // Never ends before its time.
    definition.goal.lowMeters = SIMD3(5, 5, 5)
    definition.goal.highMeters = SIMD3(5, 5, 5)
    definition.goal.beyondReach = true
    let registry = try TaskRegistry(definition.entries(robots: [try TaskFiles.panda()]))
    return try registry.makeEnvironment("PandaLook\(id.contains("Joints") ? "Joints" : "")-v3")
  }

  /// A position motor with gain 0.1 removes a tenth of the error in each of the 20 physics steps, as long as its force
  /// limit does not bind; the last two joints carry little enough for that.
  @Test("a joint action of 1 turns a light joint by 0.05 (1 - 0.9^20) rad a step", arguments: [5, 6])
  func jointResponse(joint: Int) throws {
    let environment = try environment("Joints")
    try environment.reset(seed: 0)
    let start = try environment.observe("jointPositions")
    let step = 0.05 * (1 - pow(0.9, 20))
    var action = [Float](repeating: 0, count: 7)
    action[joint] = 1
    for count in 1...5 {
      _ = try environment.step(action)
      let now = try environment.observe("jointPositions")
      #expect(abs(Double(now[joint] - start[joint]) - Double(count) * step) < 0.02 * step * Double(count))
      for other in 0..<7 where other != joint { #expect(abs(now[other] - start[other]) < 0.003) }
    }
  }

  @Test("an episode starts at the neutral pose, at rest, tool down")
  func neutral() throws {
    let environment = try environment("Joints")
    try environment.reset(seed: 0)
    #expect(try environment.observe("jointPositions") == [0, 0.41, 0, -1.85, 0, 2.26, 0.79])
    #expect(try environment.observe("jointVelocities").allSatisfy { $0 == 0 })
    #expect(try environment.observe("toolVelocity").allSatisfy { $0 == 0 })
    #expect(try environment.observe("fingerWidth") == [0])
    // panda-gym 3.0.7 on pybullet 3.2.7 reports (0.0384, 0, 0.1974) after its reset.
    let tool = try environment.observe("toolPosition")
    for (value, wanted) in zip(tool, [0.0384, 0, 0.1974] as [Float]) { #expect(abs(value - wanted) < 2e-4) }
  }

  @Test("standing still, the arm carries its own weight")
  func holds() throws {
    let environment = try environment("Joints")
    try environment.reset(seed: 0)
    let start = try environment.observe("toolPosition")
    for _ in 0..<20 { _ = try environment.step([Float](repeating: 0, count: 7)) }
    for (now, then) in zip(try environment.observe("toolPosition"), start) { #expect(abs(now - then) < 0.002) }
  }

  /// Travel of the tool after five steps of one constant action, metres, measured in panda-gym 3.0.7 on pybullet 3.2.7
  /// (seed 3, PandaReach-v3). Its arm is heavier in places and its inverse kinematics another, hence a tolerance.
  @Test(
    "a tool action of 1 goes as far as in panda-gym",
    arguments: [(SIMD3<Float>(0, 1, 0), 1, Float(0.2021)), (SIMD3(0, 0, 1), 2, 0.1583), (SIMD3(0, 0, -1), 2, -0.1935)])
  func toolResponse(direction: SIMD3<Float>, axis: Int, travel: Float) throws {
    let environment = try environment("")
    try environment.reset(seed: 0)
    let start = try environment.observe("toolPosition")
    for _ in 0..<5 { _ = try environment.step([direction.x, direction.y, direction.z]) }
    let now = try environment.observe("toolPosition")
    #expect(abs(now[axis] - start[axis] - travel) < 0.15 * abs(travel))
    for other in 0..<3 where other != axis { #expect(abs(now[other] - start[other]) < 0.02) }
  }

  @Test("a tool target never lies below its lowest height")
  func floor() throws {
    // The table itself would stop the fingers at the task's own 0; nothing but the clip does at 10 cm.
    let environment = try environment("", lowestToolTarget: 0.1)
    try environment.reset(seed: 0)
    for _ in 0..<30 { _ = try environment.step([0, 0, -1]) }
    // It arrives too fast to stop at once, then comes to rest at the limit.
    #expect(abs(try environment.observe("toolPosition")[2] - 0.1) < 0.005)
  }

  @Test("a blocked gripper stays shut; a free one opens to 8 cm and shuts again")
  func gripper() throws {
    let blocked = try environment("")
    try blocked.reset(seed: 0)
    for action in randomActions(20, dimension: 3, seed: 1) {
      _ = try blocked.step(action)
      #expect(abs(try blocked.observe("fingerWidth")[0]) < 0.002)
    }
    let free = try environment("Free")
    #expect(free.specification.action.elements.map(\.name) == ["x", "y", "z", "gripper"])
    try free.reset(seed: 0)
    for _ in 0..<4 { _ = try free.step([0, 0, 0, 1]) }
    #expect(abs(try free.observe("fingerWidth")[0] - 0.08) < 0.002)
    for _ in 0..<4 { _ = try free.step([0, 0, 0, -1]) }
    #expect(abs(try free.observe("fingerWidth")[0]) < 0.002)
  }

  @Test("an episode that success does not end goes on to its last step, and says in each whether the task is done")
  func beyondSuccess() throws {
    for ends in [true, false] {
      let environment = try TaskFiles.registry().makeEnvironment("PandaReach-v3")
      #expect(environment.endsAtSuccess)
      environment.endsAtSuccess = ends
      let expert = try environment.makeExpert()
      var random = RandomStream(seed: 5).derived("expert")
      expert.beginEpisode(random: &random)
      let results = try environment.play(seed: 5) { observation, _ in
        var action = [Float](repeating: 0, count: 3)
        var span = action.mutableSpan
        expert.act(observation: observation.span, action: &span)
        return action
      }
      let first = try #require(results.firstIndex { $0.success })
      let last = try #require(results.last)
      #expect(results[first].progress == 0 && results[first].reward == 0)
      if ends {
        #expect(first == results.count - 1 && last.outcome == .terminated && last.cause == .success)
      } else {
        #expect(results.count == 50 && last.outcome == .truncated && last.cause == .timeLimit && last.success)
        #expect(results.dropLast().allSatisfy { $0.outcome == .running && $0.cause == nil })
      }
    }
  }

  @Test("an object that falls for ever ends the episode truncated, with the quantity that ran away as its cause")
  func divergence() throws {
    var definition = try TaskFiles.definition("push")
    definition.object.startLowMeters = SIMD3(50, 0, 0)
    definition.object.startHighMeters = definition.object.startLowMeters
    definition.maximumSteps = 1_000_000
    definition = try definition.validated()
    let registry = try TaskRegistry(definition.entries(robots: [try TaskFiles.panda()]))
    let environment = try registry.makeEnvironment("PandaPush-v3")
    let results = try environment.play(seed: 1) { _, _ in [0, 0, 0] }
    let last = try #require(results.last)
    #expect(last.outcome == .truncated && last.cause == .diverged(quantity: "objectPosition") && !last.success)
    // What is shown is the step before: within the range that is believed.
    #expect(try environment.observe("objectPosition").allSatisfy { abs($0) <= 1000 })
    let step = results.count
    // A drag of 0.04 (1 + v) m v lets a body fall no faster than 15.2 m/s: 1 km takes 66 s and a little to get going.
    #expect(step > 1600 && step < 1800)
    #expect(throws: EnvironmentError.stepAfterEnd(task: "PandaPush-v3")) { _ = try environment.step([0, 0, 0]) }
  }
}
