import Learners
import Testing
import Vocabulary

/// One-step worlds whose optimum is known in closed form.
@Suite("Learning on a bandit")
struct BanditTests {
  /// Reward −(a − x)² for context x: with mask 0 the value is the reward and the best action is the context.
  @Test("the mode action goes to the reward's maximum")
  func mode() throws {
    var configuration = SACConfiguration()
    configuration.hiddenUnits = [32, 32]
    configuration.batchSize = 64
    configuration.actorLearningRate = 3e-3
    configuration.criticLearningRate = 3e-3
    configuration.initialTemperature = 0.01
    configuration.temperatureLearningRate = 0
    configuration.threads = 1
    let learner = try SACLearner(
      configuration: configuration, policyInput: .identity(dimension: 1), observationDimension: 1, actionDimension: 1,
      random: RandomStream(seed: 1))
    var random = RandomStream(seed: 2)
    var batch = TransitionBatch(capacity: 64, observationDimension: 1, actionDimension: 1)
    for _ in 0..<1500 {
      for row in 0..<64 {
        let (context, action) = (Float(random.uniform(-0.8, 0.8)), Float(random.uniform(-1, 1)))
        batch.observations[row] = context
        batch.actions[row] = action
        batch.rewards[row] = -(action - context) * (action - context)
        batch.masks[row] = 0
      }
      _ = try learner.update(batch)
    }
    let policy = learner.makePolicy()
    var action: [Float] = [0]
    for context in [Float(-0.7), -0.3, 0, 0.4, 0.7] {
      var span = action.mutableSpan
      policy.act(observation: [context].span, selection: .mode, action: &span)
      #expect(abs(action[0] - context) < 0.1, "context \(context), action \(action[0])")
    }
  }
}
