import Learners
import Networks
import Testing
import Vocabulary

/// Two ways to the same numbers.
@Suite("Identities of the update")
struct IdentityTests {
  @Test("k critic updates of one call are k calls of one critic update while the actor rests")
  func utdRatio() throws {
    var many = LearnerFixture.configuration()
    many.utdRatio = 3
    many.actorLearningRate = 0
    many.temperatureLearningRate = 0
    var one = many
    one.utdRatio = 1
    let (first, second) = (try LearnerFixture.learner(many), try LearnerFixture.learner(one))
    let batch = LearnerFixture.batch(first, seed: 5)
    var random = RandomStream(seed: 6)
    var noise = UpdateNoise(configuration: many, actionDimension: 2)
    noise.draw(configuration: many, random: &random)
    _ = try first.update(batch, noise: noise)
    for step in 0..<3 {
      let rows = step * 300..<(step + 1) * 300
      var part = TransitionBatch(capacity: 300, observationDimension: 4, actionDimension: 2)
      part.observations = Array(batch.observations[rows.lowerBound * 4..<rows.upperBound * 4])
      part.nextObservations = Array(batch.nextObservations[rows.lowerBound * 4..<rows.upperBound * 4])
      part.actions = Array(batch.actions[rows.lowerBound * 2..<rows.upperBound * 2])
      part.rewards = Array(batch.rewards[rows])
      part.masks = Array(batch.masks[rows])
      var share = UpdateNoise(configuration: one, actionDimension: 2)
      share.nextActions = Array(noise.nextActions[rows.lowerBound * 2..<rows.upperBound * 2])
      share.actions = noise.actions
      share.subsets = Array(noise.subsets[step * 2..<step * 2 + 2])
      _ = try second.update(part, noise: share)
    }
    let names = differing(first.tensors(), second.tensors()).filter { $0.hasPrefix("critics/") }
    #expect(names.isEmpty)
    #expect(first.updates == 3 && second.updates == 3)
  }

  @Test("a policy input that scales is a batch of scaled observations")
  func policyInput() throws {
    let scaled = PolicyInput(elements: (0..<4).map { .scaled(index: $0, scale: 4) })
    let first = try LearnerFixture.learner(LearnerFixture.configuration(), input: scaled)
    let second = try LearnerFixture.learner(LearnerFixture.configuration())
    let batch = LearnerFixture.batch(first, seed: 5)
    var wide = LearnerFixture.batch(first, seed: 5)
    // A power of two scales without rounding.
    wide.observations = batch.observations.map { 4 * $0 }
    wide.nextObservations = batch.nextObservations.map { 4 * $0 }
    #expect(try first.update(batch) == second.update(wide))
    #expect(differing(first.tensors(), second.tensors()).isEmpty)
  }

  @Test("every kind of input element is what PolicyInput.apply gives")
  func inputElements() throws {
    let input = PolicyInput(elements: [
      .difference(index: 2, minus: 0, scale: 1.5), .sine(index: 1, multiple: 4), .cosine(index: 3, multiple: 2),
      .scaled(index: 1, scale: -2),
    ])
    let first = try LearnerFixture.learner(LearnerFixture.configuration(), input: input)
    let second = try LearnerFixture.learner(LearnerFixture.configuration())
    let batch = LearnerFixture.batch(first, seed: 5)
    var applied = LearnerFixture.batch(first, seed: 5)
    for row in 0..<batch.capacity {
      for (source, isNext) in [(batch.observations, false), (batch.nextObservations, true)] {
        let observation = Array(source[row * 4..<row * 4 + 4])
        var result = observation
        var span = result.mutableSpan
        input.apply(observation.span, into: &span)
        for element in 0..<4 {
          if isNext {
            applied.nextObservations[row * 4 + element] = result[element]
          } else {
            applied.observations[row * 4 + element] = result[element]
          }
        }
      }
    }
    #expect(try first.update(batch) == second.update(applied))
    #expect(differing(first.tensors(), second.tensors()).isEmpty)
  }

  @Test("the order in which a subset names its critics does not matter")
  func subsetOrder() throws {
    let configuration = LearnerFixture.configuration()
    let learners = try (0..<2).map { _ in try LearnerFixture.learner(configuration) }
    var noise = UpdateNoise(configuration: configuration, actionDimension: 2)
    noise.subsets = [1, 4, 0, 2]
    _ = try learners[0].update(LearnerFixture.batch(learners[0], seed: 1), noise: noise)
    noise.subsets = [4, 1, 2, 0]
    _ = try learners[1].update(LearnerFixture.batch(learners[1], seed: 1), noise: noise)
    #expect(differing(learners[0].tensors(), learners[1].tensors()).isEmpty)
    noise.subsets = [4, 1, 2, 1]
    let third = try LearnerFixture.learner(configuration)
    _ = try third.update(LearnerFixture.batch(third, seed: 1), noise: noise)
    #expect(!differing(third.tensors(), learners[0].tensors()).isEmpty)
  }
}
