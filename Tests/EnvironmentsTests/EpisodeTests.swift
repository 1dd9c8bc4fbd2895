import Environments
import Testing
import Vocabulary

@Suite("What chance decides about an episode")
struct EpisodeTests {
  static let count = 20_000

  /// Ranges of panda-gym 3.0.7, tasks.md 2.1: name, goal low, goal high, object low, object high.
  static let ranges: [(String, SIMD3<Double>, SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)] = [
    ("reach", SIMD3(-0.15, -0.15, 0), SIMD3(0.15, 0.15, 0.3), .zero, .zero),
    (
      "push", SIMD3(-0.15, -0.15, 0.02), SIMD3(0.15, 0.15, 0.02), SIMD3(-0.15, -0.15, 0.02),
      SIMD3(0.15, 0.15, 0.02)
    ),
    (
      "pick-and-place", SIMD3(-0.15, -0.15, 0.02), SIMD3(0.15, 0.15, 0.22), SIMD3(-0.15, -0.15, 0.02),
      SIMD3(0.15, 0.15, 0.02)
    ),
  ]

  @Test("goals and starts lie in their ranges and fill them evenly", arguments: ranges)
  func uniform(
    name: String, goalLow: SIMD3<Double>, goalHigh: SIMD3<Double>, objectLow: SIMD3<Double>, objectHigh: SIMD3<Double>
  ) throws {
    let definition = try TaskFiles.definition(name)
    let episodes = (0..<UInt64(Self.count)).map { Episode(definition, seed: $0) }
    // The goals on the table are not part of the uniform heights.
    let goals = episodes.map(\.goal)
    let heights = name == "pick-and-place" ? goals.filter { $0.z > 0.0201 } : goals
    for axis in 0..<3 {
      try expectUniform((axis == 2 ? heights : goals).map { $0[axis] }, goalLow[axis], goalHigh[axis])
      try expectUniform(episodes.map { $0.objectStart.position[axis] }, objectLow[axis], objectHigh[axis])
    }
    #expect(episodes.allSatisfy { $0.objectStart.orientation == .identity })
  }

  /// All values in [low, high]; the share in each tenth is a tenth within five standard deviations.
  private func expectUniform(_ values: [Double], _ low: Double, _ high: Double) throws {
    let slack = 1e-8  // goals are rounded to Float32
    #expect(values.allSatisfy { $0 >= low - slack && $0 <= high + slack })
    if low == high { return }
    var bins = [Int](repeating: 0, count: 10)
    for value in values { bins[min(9, max(0, Int((value - low) / (high - low) * 10)))] += 1 }
    let mean = Double(values.count) / 10
    for bin in bins { #expect(abs(Double(bin) - mean) < 5 * (mean * 0.9).squareRoot()) }
  }

  @Test("30 % of the pick goals lie on the table, none of the others by that rule")
  func tableShare() throws {
    let pick = try TaskFiles.definition("pick-and-place")
    let resting = (0..<UInt64(Self.count)).count { Episode(pick, seed: $0).goal.z == Double(Float(0.02)) }
    let deviation = (0.3 * 0.7 / Double(Self.count)).squareRoot()
    #expect(abs(Double(resting) / Double(Self.count) - 0.3) < 5 * deviation)
    let reach = try TaskFiles.definition("reach")
    #expect((0..<2000).count { Episode(reach, seed: $0).goal.z == 0 } <= 1)
  }

  @Test("goal and start are independent draws: their correlation vanishes")
  func independent() throws {
    let push = try TaskFiles.definition("push")
    var sums = SIMD2(0.0, 0)
    for seed in 0..<UInt64(Self.count) {
      let episode = Episode(push, seed: seed)
      sums.x += episode.goal.x * episode.objectStart.position.x
      sums.y += episode.goal.y * episode.objectStart.position.y
    }
    // Product of two independent U(-0.15, 0.15): standard deviation 0.15² / 3.
    let deviation = 0.15 * 0.15 / 3 / Double(Self.count).squareRoot()
    #expect(abs(sums.x / Double(Self.count)) < 5 * deviation && abs(sums.y / Double(Self.count)) < 5 * deviation)
  }

  @Test("a seed names one episode")
  func seeded() throws {
    let pick = try TaskFiles.definition("pick-and-place")
    #expect(Episode(pick, seed: 7) == Episode(pick, seed: 7))
    #expect(Set((0..<1000).map { Episode(pick, seed: $0).goal }).count == 1000)
  }

  @Test("equal bounds fix the start; the yaw stays within its range")
  func fixedStart() throws {
    var definition = try TaskFiles.definition("push")
    definition.object.startLowMeters = SIMD3(0.1, -0.05, 0.02)
    definition.object.startHighMeters = definition.object.startLowMeters
    definition.object.startYawRadians = 0.5
    let starts = (0..<500).map { Episode(definition, seed: $0).objectStart }
    #expect(starts.allSatisfy { $0.position == SIMD3(0.1, -0.05, 0.02) })
    let yaws = starts.map { $0.orientation.rollPitchYaw.z }
    #expect(yaws.allSatisfy { abs($0) <= 0.5 + 1e-12 })
    #expect((yaws.max() ?? 0) > 0.45 && (yaws.min() ?? 0) < -0.45)
  }

  @Test("a goal is exact in Float32, so the reward follows from the observation")
  func representable() throws {
    let reach = try TaskFiles.definition("reach")
    for seed in 0..<200 {
      let goal = Episode(reach, seed: UInt64(seed)).goal
      for axis in 0..<3 { #expect(Double(Float(goal[axis])) == goal[axis]) }
    }
  }
}
