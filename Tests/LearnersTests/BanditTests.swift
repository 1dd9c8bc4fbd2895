import Foundation
import Learners
import Testing
import Vocabulary

/// Worlds whose optimum is known in closed form.
@Suite("Learning where the optimum is known")
struct BanditTests {
  static func configuration() -> SACConfiguration {
    var configuration = SACConfiguration()
    configuration.hiddenUnits = [32, 32]
    configuration.batchSize = 64
    configuration.actorLearningRate = 3e-3
    configuration.criticLearningRate = 3e-3
    configuration.temperatureLearningRate = 0
    configuration.threads = 1
    return configuration
  }

  /// Trains on `updates` batches of random contexts in ±0.8 and random actions.
  private func trained(
    _ configuration: SACConfiguration, updates: Int, reward: (_ context: Float, _ action: Float) -> Float,
    mask: Float, next: (_ context: Float) -> Float = { $0 }
  ) throws -> (learner: SACLearner, report: UpdateReport) {
    let learner = try SACLearner(
      configuration: configuration, policyInput: .identity(dimension: 1), observationDimension: 1, actionDimension: 1,
      random: RandomStream(seed: 1))
    var random = RandomStream(seed: 2)
    var batch = TransitionBatch(
      capacity: configuration.batchSize, observationDimension: 1, actionDimension: 1)
    var report: UpdateReport?
    for _ in 0..<updates {
      for row in 0..<configuration.batchSize {
        let (context, action) = (Float(random.uniform(-0.8, 0.8)), Float(random.uniform(-1, 1)))
        batch.observations[row] = context
        batch.nextObservations[row] = next(context)
        batch.actions[row] = action
        batch.rewards[row] = reward(context, action)
        batch.masks[row] = mask
      }
      report = try learner.update(batch)
    }
    return (learner, try #require(report))
  }

  @Test("reward −(a − x)²: the mode action goes to its maximum, a = x")
  func mode() throws {
    var configuration = Self.configuration()
    configuration.initialTemperature = 0.01
    let policy = try trained(configuration, updates: 1500, reward: { -($1 - $0) * ($1 - $0) }, mask: 0).learner
      .makePolicy()
    var action: [Float] = [0]
    for context in [Float(-0.7), -0.3, 0, 0.4, 0.7] {
      var span = action.mutableSpan
      policy.act(observation: [context].span, selection: .mode, action: &span)
      #expect(abs(action[0] - context) < 0.1, "context \(context), action \(action[0])")
    }
  }

  @Test(
    "a constant reward of −1 is worth −1 when it terminates and −1/(1 − γ) when it goes on", arguments: [Float(0), 1])
  func value(mask: Float) throws {
    var configuration = Self.configuration()
    configuration.discount = 0.75
    configuration.polyakRate = 0.05
    let report = try trained(configuration, updates: 800, reward: { _, _ in -1 }, mask: mask).report
    #expect(abs(report.valueMean - (mask == 0 ? -1 : -4)) < 0.05)
  }

  @Test("an entropy backup adds γ α H / (1 − γ) to the value of a world without reward")
  func entropyBackup() throws {
    var configuration = Self.configuration()
    configuration.discount = 0.5
    configuration.polyakRate = 0.05
    configuration.backupEntropy = true
    configuration.initialTemperature = 1
    let report = try trained(configuration, updates: 1500, reward: { _, _ in 0 }, mask: 1).report
    // Q = γ (Q + α H) with γ = ½ and α = 1.
    #expect(abs(report.valueMean - report.entropy) < 0.06)
    #expect(report.entropy > 0.5)
  }

  @Test("without reward the policy becomes as even as a tanh-Gaussian can be: its entropy nears ln 2 from below")
  func maximumEntropy() throws {
    var configuration = Self.configuration()
    configuration.initialTemperature = 1
    configuration.batchSize = 256
    let entropy = try trained(configuration, updates: 800, reward: { _, _ in 0 }, mask: 0).report.entropy
    // ln 2 is the entropy of the uniform distribution on [-1, 1], which bounds every other; three standard errors of
    // the batch's estimate are 0.1.
    #expect(entropy > 0.55 && entropy < log(2) + 0.1)
  }

  @Test("the temperature settles where the entropy meets its target", arguments: [Float(-0.5), -1.5])
  func temperature(target: Float) throws {
    var configuration = Self.configuration()
    configuration.targetEntropyPerDimension = target
    configuration.temperatureLearningRate = 3e-3
    configuration.batchSize = 256
    let report = try trained(configuration, updates: 3000, reward: { -($1 - $0) * ($1 - $0) }, mask: 0).report
    #expect(abs(report.entropy - target) < 0.25)
    // Reward −(a − x)² at temperature α asks for a Gaussian of variance α/2, whose entropy is ½ ln(π e α).
    let expected = exp(2 * target) / (.pi * Float(M_E))
    #expect(report.temperature > expected / 2 && report.temperature < expected * 2)
  }
}
