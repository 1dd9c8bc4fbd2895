import Learners
import Networks
import Testing
import Vocabulary

@Suite(
  "A learner with products of bfloat16",
  .enabled(if: (try? Kernels(.v4).rounding(to: .bfloat16)) != nil, "this processor has no AVX-512 BF16"))
struct BFloat16LearnerTests {
  private func learner(_ products: ProductPrecision, threads: Int = 1) throws -> SACLearner {
    var configuration = LearnerFixture.configuration(threads: threads)
    // Wide enough to be rounded.
    configuration.hiddenUnits = [64, 48]
    configuration.products = products
    return try LearnerFixture.learner(configuration, kernels: Kernels(.v4))
  }

  private func updated(_ learner: SACLearner, times: Int) throws -> UpdateReport {
    var report: UpdateReport?
    for update in 0..<times { report = try learner.update(LearnerFixture.batch(learner, seed: UInt64(update))) }
    return try #require(report)
  }

  @Test("any number of threads gives the same weights, and they are not float32's")
  func threads() throws {
    let one = try learner(.bfloat16)
    _ = try updated(one, times: 4)
    for threads in [2, 3] {
      let other = try learner(.bfloat16, threads: threads)
      _ = try updated(other, times: 4)
      #expect(differing(other.tensors(), one.tensors()).isEmpty, "\(threads) threads")
    }
    let exact = try learner(.float32)
    _ = try updated(exact, times: 4)
    #expect(!differing(exact.tensors(), one.tensors()).isEmpty)
  }

  @Test("losses and values of the first updates are float32's to 8 bits of significance or so")
  func near() throws {
    let (rounded, exact) = (try learner(.bfloat16), try learner(.float32))
    for update in 0..<10 {
      let (one, other) = (try updated(rounded, times: 1), try updated(exact, times: 1))
      #expect(abs(one.criticLoss - other.criticLoss) <= 0.02 * other.criticLoss, "update \(update)")
      #expect(abs(one.valueMean - other.valueMean) <= 0.02 * max(abs(other.valueMean), 0.1), "update \(update)")
    }
  }

  @Test("it acts and judges in float32: one observation has the bits that a batch of it has")
  func acts() throws {
    let learner = try learner(.bfloat16)
    _ = try updated(learner, times: 2)
    let exact = try self.learner(.float32)
    try exact.restore(learner.tensors())
    let observation: [Float] = [0.1, -0.2, 0.3, 0.4]
    var (one, other) = ([Float](repeating: 0, count: 2), [Float](repeating: 0, count: 2))
    var span = one.mutableSpan
    learner.makePolicy().act(observation: observation.span, selection: .mode, action: &span)
    var second = other.mutableSpan
    exact.makePolicy().act(observation: observation.span, selection: .mode, action: &second)
    #expect(one == other && one != [0, 0])
  }

  @Test("kernels without the instruction refuse the configuration, naming the key")
  func refused() throws {
    var configuration = LearnerFixture.configuration()
    configuration.products = .bfloat16
    let error = #expect(throws: LearnerError.self) {
      try LearnerFixture.learner(configuration, kernels: Kernels(.base))
    }
    #expect(error?.description.contains("learner.products") == true)
  }
}
