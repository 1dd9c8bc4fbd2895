import Environments
import Foundation
import Physics
import Testing
import Vocabulary

/// The same start and the same actions in pybullet_envs and here.
@Suite(
  "Locomotion against pybullet_envs", .serialized,
  .enabled(if: PythonOracle.has("pybullet_data"), PythonOracle.skipped("pybullet_envs")))
struct LocomotionOracleTests {
  struct Question: Encodable {
    var task: String
    var start: [Double]
    var actions: [[Float]]
  }

  struct Answer: Decodable {
    var observations: [[Double]]
    var rewards: [Double]
    /// Alive, progress, electricity, joints at their limits, and a collision cost that is always 0.
    var terms: [[Double]]
    var done: [Bool]
    /// Folder of pybullet's MJCF files.
    var folder: String
  }

  /// What 20 steps may drift apart. Until the first contact, and with a robot that slides on few points for long after
  /// it, the two agree to the last bits of Float32. Where a foot rolls, the two builds of Bullet keep points of contact
  /// some micrometres apart, and our own files place bodies up to 1e-8 m elsewhere; falling robots multiply that.
  static let tolerance = 1e-3

  enum Setting: String, CaseIterable {
    case ourModel, theirModel, ourModelInBullet
  }

  @Test("same observations, rewards and end", arguments: LocomotionFiles.names, Setting.allCases)
  func episode(name: String, setting: Setting) throws {
    var definition = try LocomotionFiles.definition(name)
    var random = RandomStream(seed: 3)
    let start = definition.joints.map { _ in random.uniform(-0.1, 0.1) }
    let actions = randomActions(20, dimension: start.count, seed: 4)
    let answer = try PythonOracle.ask(
      "locomotion.py", Question(task: definition.id, start: start, actions: actions), as: Answer.self)
    let theirs = setting == .theirModel
    if theirs && name == "humanoid" { definition.model = "humanoid_symmetric.xml" }
    if setting == .ourModelInBullet { definition.physics.solver = .bullet }
    let environment = try LocomotionFiles.environment(
      definition, assets: theirs ? URL(filePath: answer.folder) : LocomotionFiles.assets)
    try environment.start(start)
    #expect(distance(environment.observe(), answer.observations[0]) < 1e-6)
    for step in actions.indices {
      let result = try environment.step(actions[step])
      // Before anything touches the ground only the rounding of the files is left.
      let tolerance = step < 3 ? 2e-6 : Self.tolerance
      let apart = distance(environment.observe(), answer.observations[step + 1])
      #expect(apart < tolerance, "step \(step): \(apart)")
      #expect(abs(result.reward - answer.rewards[step]) < tolerance, "step \(step)")
      let reward = environment.reward
      let terms = [reward.alive, reward.progress, reward.electricity, reward.jointsAtLimit]
      for (ours, theirs) in zip(terms, answer.terms[step]) { #expect(abs(ours - theirs) < tolerance, "step \(step)") }
      #expect((result.outcome == .terminated) == answer.done[step], "step \(step)")
      if result.outcome != .running { break }
    }
  }

  private func distance(_ ours: [Float], _ theirs: [Double]) -> Double {
    #expect(ours.count == theirs.count)
    return zip(ours, theirs).map { abs(Double($0) - $1) }.max() ?? 0
  }
}
