import Environments
import Foundation
import Testing
import Vocabulary

/// Rewards of many goals at once, as relabelling asks for them.
@Suite("Goal rewards")
struct GoalRewardTests {
  private func fill(_ rewards: GoalRewards, _ achieved: [Float], _ desired: [Float]) -> (paid: [Float], reached: [Bool])
  {
    let count = achieved.count / rewards.dimension
    var paid = [Float](repeating: .nan, count: count)
    var reached = [Bool](repeating: false, count: count)
    var paidSpan = paid.mutableSpan
    var reachedSpan = reached.mutableSpan
    rewards.fill(achieved: achieved.span, desired: desired.span, rewards: &paidSpan, successes: &reachedSpan)
    return (paid, reached)
  }

  private func numbers(_ count: Int, seed: UInt64, scale: Double = 0.15) -> [Float] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in Float(random.uniform(-scale, scale)) }
  }

  @Test("positions: Euclid's distance over all parts, row by row", arguments: [3, 6])
  func positions(dimension: Int) {
    let rows = 500
    let (achieved, desired) = (numbers(rows * dimension, seed: 1), numbers(rows * dimension, seed: 2))
    let threshold = dimension == 3 ? 0.05 : 0.2
    let sparse = GoalRewards(dimension: dimension, measure: .distance, threshold: threshold, form: .sparse)
    var dense = sparse
    dense.form = .dense
    let (paid, reached) = fill(sparse, achieved, desired)
    let densePaid = fill(dense, achieved, desired).paid
    for row in 0..<rows {
      var squares = 0.0
      for place in row * dimension..<(row + 1) * dimension {
        squares += pow(Double(achieved[place]) - Double(desired[place]), 2)
      }
      let distance = (squares.squareRoot() * 1e6).rounded() / 1e6
      #expect(paid[row] == (distance > threshold ? -1 : 0) && reached[row] == (distance < threshold))
      #expect(densePaid[row] == -Float(distance))
    }
    #expect(reached.contains(true) && reached.contains(false))
  }

  @Test("rotations: sin² of half the angle between them, pair by pair, and q and −q are one rotation")
  func rotations() {
    var random = RandomStream(seed: 3)
    var (achieved, desired): ([Float], [Float]) = ([], [])
    var expected: [Double] = []
    for _ in 0..<300 {
      let axis = SIMD3(random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(0.1, 1))
      let angle = random.uniform(0, .pi)
      let first = Quaternion(rollPitchYaw: SIMD3(random.uniform(-3, 3), random.uniform(-1, 1), random.uniform(-3, 3)))
      let second = Quaternion(axis: axis, radians: angle) * first
      let sign: Float = random.bernoulli(0.5) ? 1 : -1
      achieved += [first.x, first.y, first.z, first.w].map { Float($0) }
      desired += [second.x, second.y, second.z, second.w].map { sign * Float($0) }
      expected.append(pow(sin(angle / 2), 2))
    }
    let rewards = GoalRewards(dimension: 4, measure: .rotation, threshold: 0.2, form: .dense)
    let (paid, reached) = fill(rewards, achieved, desired)
    // One number per pair, where panda-gym's function returns a table of all pairs.
    #expect(paid.count == 300)
    for row in 0..<300 {
      #expect(abs(Double(-paid[row]) - expected[row]) < 1e-6)
      if abs(expected[row] - 0.2) > 1e-6 { #expect(reached[row] == (expected[row] < 0.2)) }
    }
  }

  @Test("a shortfall pays as soon as there is more than was asked for")
  func shortfall() {
    let rewards = GoalRewards(dimension: 1, measure: .shortfall, threshold: 0, form: .sparse)
    let (paid, reached) = fill(rewards, [0.0, 0.09, 0.1, 0.11], [0.1, 0.1, 0.1, 0.1])
    #expect(paid == [-1, -1, 0, 0] && reached == [false, false, false, true])
  }

  @Test(
    "the functions are panda-gym's, on random goals", .enabled(if: PandaGym.isInstalled, "panda_gym is not installed"))
  func oracle() throws {
    let (achieved, desired) = (numbers(3 * 200, seed: 5), numbers(3 * 200, seed: 6))
    let (achievedTurns, desiredTurns) = (numbers(4 * 200, seed: 7, scale: 1), numbers(4 * 200, seed: 8, scale: 1))
    let text = """
      import json, sys
      import numpy as np
      from panda_gym.utils import distance, angle_distance
      data = json.load(sys.stdin)
      a, b, q, g = (np.array(data[k]) for k in ("achieved", "desired", "achievedTurns", "desiredTurns"))
      rows = [float(angle_distance(x, y)) for x, y in zip(q.reshape(-1, 4), g.reshape(-1, 4))]
      print(json.dumps({"distance": distance(a.reshape(-1, 3), b.reshape(-1, 3)).tolist(), "rotation": rows}))
      """
    struct Input: Encodable { var achieved, desired, achievedTurns, desiredTurns: [Float] }
    struct Output: Decodable { var distance, rotation: [Double] }
    let input = Input(achieved: achieved, desired: desired, achievedTurns: achievedTurns, desiredTurns: desiredTurns)
    let output = try JSONDecoder().decode(Output.self, from: PandaGym.run(text, input: JSONEncoder().encode(input)))
    let distances = GoalRewards(dimension: 3, measure: .distance, threshold: 0.05, form: .dense)
    // panda-gym 3.0.7 does not round, we round to a micrometre.
    for (ours, theirs) in zip(fill(distances, achieved, desired).paid, output.distance) {
      #expect(abs(Double(-ours) - theirs) < 0.6e-6)
    }
    let rotations = GoalRewards(dimension: 4, measure: .rotation, threshold: 0.2, form: .dense)
    for (ours, theirs) in zip(fill(rotations, achievedTurns, desiredTurns).paid, output.rotation) {
      #expect(abs(Double(-ours) - theirs) < 1e-6)
    }
  }
}
