import Foundation
import Learners
import Networks
import Testing
import Vocabulary

@Suite("Imitation learner")
struct ImitationLearnerTests {
  private static let distribution = TanhGaussian(dimension: 2, logDeviationLow: -5, logDeviationHigh: 2)
  private static let actions: [Float] = [0.3, -0.999, 0.999, 0]
  /// Two rows; the last log σ is clipped.
  private static let heads: [Float] = [0.2, -1.5, -0.4, 0.3, 2.1, -0.7, 0.9, -6]

  private func loss(_ loss: ImitationLoss, _ heads: [Float], weight: Float = 1) -> (sum: Float, gradient: [Float]) {
    var gradient = [Float](repeating: .nan, count: heads.count)
    var span = gradient.mutableSpan
    let sum =
      switch loss {
      case .negativeLogLikelihood:
        Self.distribution.negativeLogLikelihood(
          heads: heads.span, actions: Self.actions.span, weight: weight, headGradient: &span)
      case .meanSquaredError:
        Self.distribution.squaredError(
          heads: heads.span, actions: Self.actions.span, weight: weight, headGradient: &span)
      }
    return (sum, gradient)
  }

  /// The losses in double precision, as the formulas say them.
  private func exact(_ loss: ImitationLoss, _ heads: [Double]) -> Double {
    var sum = 0.0
    for row in 0..<2 {
      for element in 0..<2 {
        let (mean, action) = (heads[4 * row + element], Double(Self.actions[2 * row + element]))
        let deviation = exp(max(-5, min(2, heads[4 * row + 2 + element])))
        switch loss {
        case .negativeLogLikelihood:
          let z = (atanh(action) - mean) / deviation
          sum += 0.5 * z * z + log(deviation) + 0.5 * log(2 * .pi) + log(1 - action * action)
        case .meanSquaredError: sum += (tanh(mean) - action) * (tanh(mean) - action)
        }
      }
    }
    return sum
  }

  @Test(
    "value and gradient of the losses are those of the formulas, by finite differences",
    arguments: ImitationLoss.allCases)
  func finiteDifferences(kind: ImitationLoss) {
    let heads = Self.heads.map(Double.init)
    let (sum, gradient) = loss(kind, Self.heads)
    let value = exact(kind, heads)
    #expect(abs(Double(sum) - value) < 1e-4 * max(1, abs(value)))
    for place in heads.indices {
      var (above, below) = (heads, heads)
      above[place] += 1e-5
      below[place] -= 1e-5
      let slope = (exact(kind, above) - exact(kind, below)) / 2e-5
      #expect(abs(Double(gradient[place]) - slope) < 1e-4 * max(1, abs(slope)), "head \(place)")
    }
    let halved = loss(kind, Self.heads, weight: 0.5)
    #expect(halved.sum == sum)
    for (half, whole) in zip(halved.gradient, gradient) { #expect(half == 0.5 * whole) }
  }

  @Test("the likelihood is the density of which the policy samples")
  func density() {
    let distribution = Self.distribution
    var actions: [Float] = [0, 0]
    var probability: [Float] = [0]
    var drawn = actions.mutableSpan
    var density = probability.mutableSpan
    let heads: [Float] = [0.4, -0.2, -1, 0.1]
    distribution.sample(heads: heads.span, noise: [0.5, -1].span, actions: &drawn, logProbabilities: &density)
    var gradient: [Float] = [0, 0, 0, 0]
    var span = gradient.mutableSpan
    let loss = distribution.negativeLogLikelihood(
      heads: heads.span, actions: actions.span, weight: 1, headGradient: &span)
    #expect(abs(loss + probability[0]) < 1e-5)
  }

  private func configuration(threads: Int = 1, rate: Float = 1e-2) -> SACConfiguration {
    var configuration = SACConfiguration.imitation
    configuration.hiddenUnits = [24, 20]
    // Three blocks of rows, the last one short.
    configuration.batchSize = 300
    configuration.actorLearningRate = rate
    configuration.threads = threads
    return configuration
  }

  private func learner(
    _ loss: ImitationLoss, threads: Int = 1, decay: Float = 1e-3, rate: Float = 1e-2
  ) throws -> ImitationLearner {
    try ImitationLearner(
      configuration: configuration(threads: threads, rate: rate), loss: loss, weightDecay: decay,
      policyInput: .identity(dimension: 3), observationDimension: 3, actionDimension: 2, random: RandomStream(seed: 7))
  }

  /// o uniform, a = tanh of a linear map of o: what the network can say exactly with its mode.
  private func data(capacity: Int = 5000, pairs: Int = 2000) throws -> ImitationSet {
    let set = ImitationSet(capacity: capacity, policyInput: .identity(dimension: 3), actionDimension: 2)
    var random = RandomStream(seed: 3)
    for _ in 0..<pairs {
      let o = (0..<3).map { _ in Float(random.uniform(-1, 1)) }
      try set.append(observation: o.span, action: [tanhf(0.5 * o[0] - 0.2 * o[2]), tanhf(0.3 * o[1] + 0.1)].span)
    }
    return set
  }

  @Test("learns what it is shown, and its mode says so", arguments: ImitationLoss.allCases)
  func learns(loss: ImitationLoss) throws {
    let (learner, data) = (try learner(loss, decay: 0, rate: 3e-3), try data())
    var random = RandomStream(seed: 1)
    for _ in 0..<600 { _ = try learner.update(data, random: &random) }
    let policy = learner.makePolicy()
    for _ in 0..<20 {
      let o = (0..<3).map { _ in Float(random.uniform(-1, 1)) }
      var action: [Float] = [0, 0]
      var span = action.mutableSpan
      policy.act(observation: o.span, selection: .mode, action: &span)
      #expect(abs(action[0] - tanhf(0.5 * o[0] - 0.2 * o[2])) < 0.05)
      #expect(abs(action[1] - tanhf(0.3 * o[1] + 0.1)) < 0.05)
      if loss == .meanSquaredError {
        // No σ was learnt, so there is none.
        var sampled = action
        var chosen = sampled.mutableSpan
        policy.act(observation: o.span, selection: .sample, action: &chosen)
        for (a, b) in zip(sampled, action) { #expect(abs(a - b) < 1e-6) }
      }
    }
  }

  // With σ to learn, the maximum of the likelihood is the mean and the deviation of atanh(a).
  @Test("maximum likelihood finds mean and deviation of what was done in a state")
  func closedForm() throws {
    let data = ImitationSet(capacity: 100, policyInput: .identity(dimension: 3), actionDimension: 2)
    // u is 0.5 ± 0.25 in one element and −0.25 ± 0.5 in the other.
    for (first, second) in [(0.75, 0.25), (0.25, -0.75), (0.75, -0.75), (0.25, 0.25)] as [(Float, Float)] {
      try data.append(observation: [1, 0, 0].span, action: [tanhf(first), tanhf(second)].span)
    }
    var configuration = configuration(rate: 3e-3)
    configuration.batchSize = 4
    let learner = try ImitationLearner(
      configuration: configuration, loss: .negativeLogLikelihood, weightDecay: 0, policyInput: .identity(dimension: 3),
      observationDimension: 3, actionDimension: 2, random: RandomStream(seed: 7))
    var last: Float = 0
    for _ in 0..<2000 { last = try learner.update(firstOf: data).loss }
    var exact: Float = 0
    for (mean, deviation) in [(0.5, 0.25), (-0.25, 0.5)] as [(Float, Float)] {
      exact += 0.5 + logf(deviation) + 0.5 * logf(2 * .pi)
      for u in [mean + deviation, mean - deviation] { exact += 0.5 * logf(1 - tanhf(u) * tanhf(u)) }
    }
    #expect(abs(last - exact) < 1e-3)
  }

  @Test("with more weights than pairs the squared error goes to zero")
  func interpolation() throws {
    let learner = try learner(.meanSquaredError, decay: 0, rate: 3e-3)
    let pairs = try data(pairs: 300)
    var last: Float = 1
    for _ in 0..<3000 { last = try learner.update(firstOf: pairs).loss }
    #expect(last < 1e-5)
  }

  @Test("gives the same bits whatever the number of threads", arguments: ImitationLoss.allCases)
  func threads(loss: ImitationLoss) throws {
    let data = try data()
    let results = try [1, 2, 5].map { threads in
      let learner = try learner(loss, threads: threads)
      var random = RandomStream(seed: 1)
      for _ in 0..<5 { _ = try learner.update(data, random: &random) }
      return learner.tensors()
    }
    #expect(differing(results[0], results[1]).isEmpty && differing(results[0], results[2]).isEmpty)
  }

  @Test("goes on from its tensors, and starts anew after a reset, bit for bit")
  func checkpoint() throws {
    let data = try data()
    let (whole, other) = (try learner(.negativeLogLikelihood), try learner(.negativeLogLikelihood))
    let initial = whole.tensors()
    for step in 0..<6 {
      var random = RandomStream(seed: UInt64(step))
      _ = try whole.update(data, random: &random)
      if step == 2 { try other.restore(whole.tensors()) }
      if step > 2 {
        var same = RandomStream(seed: UInt64(step))
        _ = try other.update(data, random: &same)
      }
    }
    #expect(differing(whole.tensors(), other.tensors()).isEmpty)
    #expect(!differing(whole.tensors(), initial).isEmpty)
    whole.reset()
    #expect(whole.tensors()[.policy] == initial[.policy])
  }

  @Test("decays kernels and nothing else")
  func decay() throws {
    let data = try data()
    let (with, without) = (
      try learner(.negativeLogLikelihood, decay: 0.5), try learner(.negativeLogLikelihood, decay: 0)
    )
    let before = without.tensors()[.policy] ?? []
    _ = try (with.update(firstOf: data), without.update(firstOf: data))
    for (place, tensor) in (without.tensors()[.policy] ?? []).enumerated() {
      let other = try #require(with.tensors()[.policy]?[place])
      guard case .float32(let plain) = tensor.values, case .float32(let decayed) = other.values,
        case .float32(let old) = before[place].values
      else { continue }
      for index in plain.indices {
        let expected = tensor.name.hasSuffix("kernel") ? plain[index] - 1e-2 * 0.5 * old[index] : plain[index]
        #expect(abs(decayed[index] - expected) < 1e-7)
      }
    }
  }

  @Test("the set forgets its oldest pairs when it is full, clips actions, and refuses what is no number")
  func ring() throws {
    let set = ImitationSet(capacity: 3, policyInput: .identity(dimension: 3), actionDimension: 2)
    #expect(throws: LearnerError.self) { try set.append(observation: [0, .nan, 0].span, action: [0, 0].span) }
    #expect(throws: LearnerError.self) { try set.append(observation: [0, 0, 0].span, action: [0, .infinity].span) }
    #expect(set.count == 0)
    for _ in 0..<2 { try set.append(observation: [0, 0, 0].span, action: [1, -1].span) }
    for _ in 0..<3 { try set.append(observation: [1, 1, 1].span, action: [1, 0.25].span) }
    #expect(set.count == 3)
    var configuration = configuration(rate: 0)
    configuration.batchSize = 3
    let learner = try ImitationLearner(
      configuration: configuration, loss: .meanSquaredError, weightDecay: 0, policyInput: .identity(dimension: 3),
      observationDimension: 3, actionDimension: 2, random: RandomStream(seed: 1))
    let policy = learner.makePolicy()
    var mode: [Float] = [0, 0]
    var span = mode.mutableSpan
    policy.act(observation: [1, 1, 1].span, selection: .mode, action: &span)
    // All three rows are the later pair, its first element clipped.
    let expected = ((mode[0] - 0.999) * (mode[0] - 0.999) + (mode[1] - 0.25) * (mode[1] - 0.25)) / 2
    #expect(abs(try learner.update(firstOf: set).loss - expected) < 1e-6)
  }
}
