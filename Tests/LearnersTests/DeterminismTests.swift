import Learners
import Networks
import Testing
import Vocabulary

@Suite("Same seed, same bits")
struct DeterminismTests {
  private func trained(
    threads: Int, seed: UInt64 = 1, kernels: Kernels? = nil
  ) throws -> [CheckpointPart: [NamedTensor]] {
    let learner = try LearnerFixture.learner(
      LearnerFixture.configuration(threads: threads), seed: seed, kernels: kernels)
    for update in 0..<4 { _ = try learner.update(LearnerFixture.batch(learner, seed: UInt64(update))) }
    return learner.tensors()
  }

  @Test("any number of threads gives the same weights", arguments: Kernels.available)
  func threads(instructionSet: InstructionSet) throws {
    let kernels = try Kernels(instructionSet)
    let one = try trained(threads: 1, kernels: kernels)
    for threads in [2, 3, 7] {
      let other = try trained(threads: threads, kernels: kernels)
      #expect(differing(other, one).isEmpty, "\(threads) threads")
    }
  }

  @Test("another seed gives other weights")
  func seeds() throws {
    #expect(!differing(try trained(threads: 1, seed: 2), try trained(threads: 1, seed: 1)).isEmpty)
  }

  @Test("a restored learner continues bit for bit")
  func restored() throws {
    let configuration = LearnerFixture.configuration()
    let original = try LearnerFixture.learner(configuration)
    for update in 0..<3 { _ = try original.update(LearnerFixture.batch(original, seed: UInt64(update))) }
    let copy = try LearnerFixture.learner(configuration, seed: 99)
    try copy.restore(original.tensors())
    #expect(copy.updates == original.updates && copy.updates == 6)
    for update in 10..<13 {
      let batch = LearnerFixture.batch(original, seed: UInt64(update))
      let reports = (try original.update(batch), try copy.update(batch))
      #expect(reports.0 == reports.1)
    }
    #expect(differing(copy.tensors(), original.tensors()).isEmpty)
  }

  @Test("a checkpoint without one of its parts is refused by the tensor's name", arguments: CheckpointPart.allCases)
  func incomplete(part: CheckpointPart) throws {
    let learner = try LearnerFixture.learner(LearnerFixture.configuration())
    var parts = learner.tensors()
    let first = try #require(parts[part]?.first?.name)
    parts[part] = []
    #expect(throws: LearnerError.tensors(.missing(name: first))) { try learner.restore(parts) }
  }
}
