import Learners
import Networks
import Testing
import Vocabulary

@Suite("Learner health")
struct LearnerHealthTests {
  @Test(
    "bounds of Q follow from rewards and discount; 5 % of their range is tolerated",
    arguments: [
      (-1...0, 0.99, -100, 0), (-1...0, 0.5, -2, 0), (0...1, 0.9, 0, 10), (-2...3, 0.5, -4, 6), (-3 ... -1, 0.5, -6, 0),
    ] as [(ClosedRange<Float>, Float, Float, Float)])
  func bounds(rewards: ClosedRange<Float>, discount: Float, low: Float, high: Float) {
    let bounds = ValueBounds(rewards: rewards, discount: discount)
    #expect(abs(bounds.low - low) < 1e-4 && abs(bounds.high - high) < 1e-4)
    let range = high - low
    for (value, violated) in [
      (low, false), (high, false), (low - 0.04 * range, false), (high + 0.04 * range, false),
      (low - 0.06 * range, true), (high + 0.06 * range, true), (Float.nan, true), (Float.infinity, true),
    ] { #expect(bounds.isViolated(by: value) == violated, "\(value)") }
  }

  @Test("measuring moves nothing: the next update gives the bits of a learner that was never measured")
  func measuringMovesNothing() throws {
    let (measured, other) = (
      try LearnerFixture.learner(LearnerFixture.configuration()),
      try LearnerFixture.learner(LearnerFixture.configuration())
    )
    for seed in 0..<3 {
      let batch = LearnerFixture.batch(measured, seed: UInt64(seed))
      let (a, b) = (try measured.update(batch), try other.update(batch))
      #expect(a == b)
      let health = try measured.health(of: batch, bounds: nil)
      #expect(try measured.health(of: batch, bounds: nil) == health)
    }
    #expect(differing(measured.tensors(), other.tensors()) == [])
  }

  @Test("counts who drove, what was punished and what ended, in the first minibatch")
  func shares() throws {
    let learner = try LearnerFixture.learner(LearnerFixture.configuration())
    var batch = LearnerFixture.batch(learner, seed: 1)
    let rows = LearnerFixture.configuration().batchSize
    for row in 0..<batch.capacity {
      batch.authorities[row] = row < rows / 4 ? Authority.expert.rawValue : Authority.policy.rawValue
      batch.rewards[row] = row < rows / 10 ? -1 : 0
      batch.masks[row] = row < rows / 2 ? 0 : 1
    }
    let health = try learner.health(of: batch, bounds: nil)
    #expect(health.expertShare == 0.25 && health.punishedShare == 0.1 && health.terminalShare == 0.5)
    #expect(health.outsideBounds == 0)
  }

  @Test("a value the rewards do not allow is counted, one they allow is not")
  func outside() throws {
    let learner = try LearnerFixture.learner(LearnerFixture.configuration())
    let batch = LearnerFixture.batch(learner, seed: 1)
    let health = try learner.health(of: batch, bounds: ValueBounds(rewards: -1...0, discount: 0.5))
    #expect(health.valueLow < health.valueHigh && health.outsideBounds > 0 && health.outsideBounds < 1)
    let wide = max(abs(health.valueLow), abs(health.valueHigh))
    #expect(try learner.health(of: batch, bounds: ValueBounds(rewards: -wide...wide, discount: 0)).outsideBounds == 0)
  }

  @Test("when every step is terminal y is the reward: the difference is |Q - r|, and training brings it down")
  func temporalDifference() throws {
    var configuration = LearnerFixture.configuration()
    configuration.criticLearningRate = 3e-3
    let learner = try LearnerFixture.learner(configuration)
    var batch = LearnerFixture.batch(learner, seed: 1)
    for row in 0..<batch.capacity { (batch.masks[row], batch.rewards[row]) = (0, -1) }
    let before = try learner.health(of: batch, bounds: nil)
    // Every Q is above -2, so |Q + 1| lies between the distances of the extremes.
    #expect(before.temporalDifference <= max(abs(before.valueLow + 1), abs(before.valueHigh + 1)))
    for _ in 0..<200 { _ = try learner.update(batch) }
    let after = try learner.health(of: batch, bounds: nil)
    #expect(after.temporalDifference < 0.1 * before.temporalDifference)
    #expect(after.criticGradientNorm < before.criticGradientNorm)
  }

  @Test("a unit whose bias is far below zero is dead, and only that one")
  func deadUnits() throws {
    let shape = MLPShape(inputDimension: 2, hiddenUnits: [3, 2], outputDimension: 1, layerNorm: false)
    let network = MLPEnsemble(shape: shape, members: 1, kernels: try Kernels.selected())
    let parameters = Dictionary(uniqueKeysWithValues: shape.parameters.map { ($0.name, $0) })
    // Layer 0: x, -x and a dead unit; layer 1: one unit that is always on, one that never is.
    network[0, try #require(parameters["layer0/kernel"])] = [1, -1, 0, 0, 0, 0]
    network[0, try #require(parameters["layer0/bias"])] = [0, 0, -9]
    network[0, try #require(parameters["layer1/bias"])] = [1, -1]
    network[0, try #require(parameters["output/kernel"])] = [2, 5]
    let workspace = MLPWorkspace(shape: shape, rows: 2)
    var input = Matrix(rows: 2, columns: 2)
    (input[0, 0], input[1, 0]) = (1, -1)
    network.forward(member: 0, input: input, rows: 0..<2, workspace: workspace)
    var active = [Bool](repeating: false, count: 5)
    workspace.markActiveUnits(rows: 2, in: &active)
    #expect(active == [true, true, false, true, false])
    // dL/dy = 1 in both rows. output: kernel (1 + 1, 0), bias 2. layer 1, first unit: bias 2 * 2, kernel rows by the
    // inputs (1, 0) and (0, 1): 2 each. Nothing else gets any.
    for row in 0..<2 { workspace.outputGradient[row, 0] = 1 }
    network.backward(member: 0, input: input, rows: 0..<2, workspace: workspace)
    #expect(abs(workspace.gradientNorm - (4.0 + 4 + 16 + 4 + 4).squareRoot()) < 1e-6)
  }
}
