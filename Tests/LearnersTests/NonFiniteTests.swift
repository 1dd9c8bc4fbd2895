import Learners
import Networks
import Testing
import Vocabulary

@Suite("NaN and infinity stop the learner")
struct NonFiniteTests {
  @Test("in the batch: the error names the array and the update, and nothing has moved")
  func batch() throws {
    let learner = try LearnerFixture.learner(LearnerFixture.configuration())
    _ = try learner.update(LearnerFixture.batch(learner, seed: 1))
    let before = learner.tensors()
    for (place, name) in [
      "batch/observations", "batch/nextObservations", "batch/actions", "batch/rewards", "batch/masks",
    ].enumerated() {
      for bad in [Float.nan, .infinity] {
        var batch = LearnerFixture.batch(learner, seed: 2)
        switch place {
        case 0: batch.observations[batch.observations.count - 1] = bad
        case 1: batch.nextObservations[7] = bad
        case 2: batch.actions[0] = bad
        case 3: batch.rewards[batch.capacity - 1] = bad
        default: batch.masks[5] = bad
        }
        let error = #expect(throws: LearnerError.self) { _ = try learner.update(batch) }
        #expect(error == .nonFinite(tensor: name, update: 3))
        #expect(error?.description.contains(name) == true)
      }
    }
    #expect(differing(learner.tensors(), before).isEmpty)
  }

  @Test("in a critic: rewards whose square overflows are named as the loss of that update")
  func loss() throws {
    let learner = try LearnerFixture.learner(LearnerFixture.configuration())
    var batch = LearnerFixture.batch(learner, seed: 1)
    // Only the second of the two critic updates sees it.
    batch.rewards[300] = 1e30
    let error = #expect(throws: LearnerError.self) { _ = try learner.update(batch) }
    #expect(error == .nonFinite(tensor: "critics/0/loss", update: 2))
  }

  @Test("in a checkpoint: a NaN weight is refused when it is loaded")
  func checkpoint() throws {
    let learner = try LearnerFixture.learner(LearnerFixture.configuration())
    var parts = learner.tensors()
    let tensor = try #require(parts[.critics]?[3])
    guard case .float32(var values) = tensor.values else { return }
    values[1] = .nan
    parts[.critics]?[3] = NamedTensor(name: tensor.name, shape: tensor.shape, values: .float32(values))
    #expect(throws: LearnerError.tensors(.nonFinite(name: tensor.name))) { try learner.restore(parts) }
  }

  @Test("a batch of another size is refused with both sizes")
  func size() throws {
    let learner = try LearnerFixture.learner(LearnerFixture.configuration())
    let batch = TransitionBatch(capacity: 599, observationDimension: 4, actionDimension: 2)
    #expect(throws: LearnerError.dimension(quantity: "batch capacity", expected: 600, received: 599)) {
      _ = try learner.update(batch)
    }
    let narrow = TransitionBatch(capacity: 600, observationDimension: 3, actionDimension: 2)
    #expect(throws: LearnerError.dimension(quantity: "batch observations", expected: 2400, received: 1800)) {
      _ = try learner.update(narrow)
    }
  }
}
