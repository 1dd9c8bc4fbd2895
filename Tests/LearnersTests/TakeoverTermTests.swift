import Foundation
import Learners
import Networks
import Testing
import Vocabulary

@Suite("What a takeover says of two actions")
struct TakeoverTermTests {
  private static func margin(
    _ values: [Float], _ counterfactuals: [Float], rows: [Int], margin: Float = 0.5, weight: Float = 2
  ) -> (loss: Float, gradient: [Float], counterfactual: [Float]) {
    var gradient = [Float](repeating: 0, count: values.count)
    var counterfactual = [Float](repeating: 9, count: rows.count)
    var a = gradient.mutableSpan
    var b = counterfactual.mutableSpan
    let loss = takeoverMarginLoss(
      values: values.span, counterfactuals: counterfactuals.span, rows: rows.span, margin: margin, weight: weight,
      ensembleSize: 1, gradient: &a, counterfactualGradient: &b)
    return (loss, gradient, counterfactual)
  }

  @Test("a gap of at least the margin costs nothing; a smaller one costs the square of what is missing")
  func closedForm() {
    // Row 1 misses 0.5 - (1 - 2) = 1.5, row 2 has its margin; w/B = 2/4.
    let found = Self.margin([0, 1, 3, 0], [2, 2], rows: [1, 2])
    #expect(found.loss == 0.5 * 1.5 * 1.5)
    #expect(found.gradient == [0, -1.5, 0, 0] && found.counterfactual == [1.5, 0])
    #expect(Self.margin([1, 1], [], rows: []).loss == 0)
    #expect(Self.margin([.nan, 0], [0], rows: [0]).counterfactual[0].isNaN)
  }

  @Test("its gradient equals central differences")
  func gradient() {
    var random = RandomStream(seed: 3)
    let values = (0..<6).map { _ in Float(random.uniform(-1, 1)) }
    let counterfactuals = (0..<3).map { _ in Float(random.uniform(-1, 1)) }
    let rows = [0, 2, 5]
    let found = Self.margin(values, counterfactuals, rows: rows)
    let step: Float = 1 / 256
    for place in values.indices {
      var (up, down) = (values, values)
      (up[place], down[place]) = (up[place] + step, down[place] - step)
      let difference =
        (Self.margin(up, counterfactuals, rows: rows).loss - Self.margin(down, counterfactuals, rows: rows).loss)
        / (2 * step)
      #expect(abs(difference - found.gradient[place]) < 1e-3)
    }
    for place in rows.indices {
      var (up, down) = (counterfactuals, counterfactuals)
      (up[place], down[place]) = (up[place] + step, down[place] - step)
      let difference =
        (Self.margin(values, up, rows: rows).loss - Self.margin(values, down, rows: rows).loss) / (2 * step)
      #expect(abs(difference - found.counterfactual[place]) < 1e-3)
    }
  }

  /// A batch in which an expert drove every third row and the policy had proposed the opposite.
  private static func batch(_ learner: SACLearner) -> TransitionBatch {
    var batch = LearnerFixture.batch(learner, seed: 2)
    for index in batch.proposals.indices { batch.proposals[index] = batch.actions[index] }
    for row in 0..<batch.capacity {
      batch.authorities[row] = Authority.policy.rawValue
      if row % 3 != 0 { continue }
      batch.authorities[row] = Authority.expert.rawValue
      for element in 0..<2 { batch.proposals[row * 2 + element] = -batch.actions[row * 2 + element] }
    }
    return batch
  }

  private static func learner(_ change: (inout SACConfiguration) -> Void) throws -> SACLearner {
    var configuration = LearnerFixture.configuration()
    change(&configuration)
    return try LearnerFixture.learner(configuration)
  }

  @Test("is nothing where nobody took over, and where the expert did what the policy proposed")
  func nothingToCompare() throws {
    for agrees in [true, false] {
      let plain = try Self.learner { _ in }
      let margin = try Self.learner { ($0.takeoverMargin, $0.imitationWeight) = (0.5, agrees ? 0 : 1) }
      var batch = LearnerFixture.batch(plain, seed: 2)
      for index in batch.proposals.indices { batch.proposals[index] = batch.actions[index] }
      for row in 0..<batch.capacity { batch.authorities[row] = (agrees ? Authority.expert : .policy).rawValue }
      #expect(try plain.update(batch) == margin.update(batch))
      #expect(differing(plain.tensors(), margin.tensors()) == [])
    }
  }

  @Test("trained on it, every critic holds the two actions apart by the margin; without it they stay together")
  func separates() throws {
    func share(_ margin: Float) throws -> Double {
      let learner = try Self.learner {
        ($0.takeoverMargin, $0.criticLearningRate, $0.hiddenUnits) = (margin, 3e-3, [64, 64])
        $0.takeoverMarginWeight = 20
      }
      let batch = Self.batch(learner)
      for _ in 0..<200 { _ = try learner.update(batch) }
      let judge = learner.makeJudge()
      var (apart, rows) = (0, 0)
      for row in stride(from: 0, to: batch.capacity, by: 3) {
        let observation = batch.observations.span.extracting(row * 4..<row * 4 + 4)
        let taken = judge.value(
          observation: observation, action: batch.actions.span.extracting(row * 2..<row * 2 + 2))
        let proposed = judge.value(
          observation: observation, action: batch.proposals.span.extracting(row * 2..<row * 2 + 2))
        rows += 1
        if taken - proposed > 0.25 { apart += 1 }
      }
      return Double(apart) / Double(rows)
    }
    let (with, without) = (try share(0.5), try share(0))
    #expect(with > 0.9 && without < 0.6, "\(with) against \(without)")
  }

  @Test("the imitation weight falls linearly to nothing, or stays")
  func annealing() {
    var configuration = SACConfiguration()
    configuration.imitationWeight = 2
    #expect(configuration.imitationWeight(after: 10_000) == 2)
    configuration.imitationUpdates = 100
    #expect([0, 25, 100, 500].map { configuration.imitationWeight(after: $0) } == [2, 1.5, 0, 0])
  }

  @Test("the imitation term's gradient equals central differences, on expert-driven rows only")
  func imitationGradient() {
    let heads: [Float] = [0.3, -0.2, 9, 9, -1, 0.5, 9, 9]
    let actions: [Float] = [0.9, 0.1, 0.4, -0.4]
    func term(_ heads: [Float]) -> (loss: Float, gradient: [Float]) {
      var gradient = [Float](repeating: 1, count: heads.count)
      var span = gradient.mutableSpan
      let loss = imitationTerm(
        heads: heads.span, actions: actions.span, driven: ([0, 1] as [Float]).span, share: 0.5, headGradient: &span)
      return (loss, gradient)
    }
    #expect(abs(term(heads).loss - 0.5 * (pow(tanh(-1) - 0.4, 2) + pow(tanh(0.5) + 0.4, 2))) < 1e-6)
    for place in heads.indices {
      var (up, down) = (heads, heads)
      (up[place], down[place]) = (up[place] + 1 / 128, down[place] - 1 / 128)
      // What was there before stays: 1.
      #expect(abs((term(up).loss - term(down).loss) * 64 + 1 - term(heads).gradient[place]) < 1e-3)
    }
  }

  @Test("imitation draws the mode to the expert's action, at any thread count with the same bits")
  func imitates() throws {
    var learners: [SACLearner] = []
    for threads in [1, 3] {
      let learner = try Self.learner {
        ($0.imitationWeight, $0.actorLearningRate, $0.takeoverMargin, $0.threads) = (100, 3e-3, 0.5, threads)
      }
      var batch = Self.batch(learner)
      // One action everywhere can be learnt from random observations.
      for row in 0..<batch.capacity { (batch.actions[row * 2], batch.actions[row * 2 + 1]) = (0.6, -0.3) }
      for _ in 0..<500 { _ = try learner.update(batch) }
      learners.append(learner)
      let policy = learner.makePolicy()
      var action: [Float] = [0, 0]
      var span = action.mutableSpan
      policy.act(observation: batch.observations.span.extracting(0..<4), selection: .mode, action: &span)
      #expect(abs(action[0] - 0.6) < 0.05 && abs(action[1] + 0.3) < 0.05, "\(action)")
    }
    #expect(differing(learners[0].tensors(), learners[1].tensors()) == [])
  }
}
