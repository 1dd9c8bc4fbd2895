import Control
import Intervention
import Replay
import Testing
import Vocabulary

// RLIF, arXiv:2311.12996, section 6: r~(s, a) = −1 where the gate objects to a in s. The observer sees the action being
// executed and takes over one step later, which a jitter of up to one step gives exactly.
@Suite("RLIF on finite processes")
struct TabularTheoryTests {
  private static let seeds: [UInt64] = Array(1...6)

  /// Collects with a uniformly random policy and a uniformly random expert under a value gate without chance.
  private func collect(
    _ mdp: TabularMDP, judge: TabularJudge, delta: Double = 0, reactionSteps: Double = 1, steps: Int = 12_000
  ) throws -> EmpiricalModel {
    let environment = TabularEnvironment(mdp)
    var configuration = InterventionConfiguration()
    configuration.gate = .value
    (configuration.beta, configuration.epsilon, configuration.delta) = (1, 0, delta + 1e-12)
    configuration.onsetJitterSeconds = reactionSteps * environment.specification.stepSeconds
    let teleoperator = try SimulatedTeleoperator(
      expert: TabularActor(mdp.uniformPolicy, seed: 11), judge: judge, configuration: configuration,
      task: environment.specification)
    let loop = InterventionLoop(
      environment: environment, policy: TabularActor(mdp.uniformPolicy, seed: 12), teleoperator: teleoperator,
      configuration: configuration, rewardSource: .intervention, random: RandomStream(seed: 13))
    var replay = ReplayBuffer(capacity: steps, observationDimension: 1, actionDimension: 1)
    for step in 0..<steps {
      if !loop.isRunning { try loop.beginEpisode(seed: UInt64(step)) }
      _ = try loop.tick(into: &replay)
    }
    loop.interrupt(into: &replay)
    return EmpiricalModel(replay, states: mdp.states, actions: mdp.actions)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Best action where the state's number is below `share` of all, worst elsewhere.
  private func judge(_ mdp: TabularMDP, optimalShare share: Double) -> TabularJudge {
    let q = mdp.actionValues(mdp.optimalValues)
    return TabularJudge(
      mdp,
      choices: q.indices.map { s in
        let bound = Double(s) < share * Double(mdp.states) ? q[s].max()! : q[s].min()!
        return q[s].firstIndex(of: bound)!
      })
  }

  @Test("with an optimal judge and a random expert the learner becomes optimal, in every state", arguments: seeds)
  func optimalJudge(seed: UInt64) throws {
    let mdp = TabularMDP.random(seed: seed)
    let model = try collect(mdp, judge: judge(mdp, optimalShare: 1))
    let learned = mdp.values(of: model.greedyPolicy(discount: mdp.discount))
    for (value, best) in zip(learned, mdp.optimalValues) { #expect(value >= best - 1e-6) }
    #expect(mean(mdp.values(of: mdp.uniformPolicy)) < mean(learned) - 0.5)
  }

  @Test(
    "is never worse than its judge by more than δ / (1 − γ), however poor the judge",
    arguments: seeds, [0, 0.1, 0.5])
  func theoremBound(seed: UInt64, delta: Double) throws {
    let mdp = TabularMDP.random(seed: seed)
    for share in [0, 0.5, 1] {
      let judge = judge(mdp, optimalShare: share)
      let model = try collect(mdp, judge: judge, delta: delta)
      let learned = mdp.values(of: model.greedyPolicy(discount: mdp.discount))
      for (value, reference) in zip(learned, judge.values) {
        #expect(value >= reference - delta / (1 - mdp.discount) - 1e-6)
      }
    }
  }

  // The shape of the paper's table 3: results follow the judge, not the expert who acts.
  @Test("a poorer judge gives a poorer result: optimal > half optimal > worst, on the mean over processes")
  func judgeQuality() throws {
    let results = try [1, 0.5, 0].map { share in
      mean(
        try Self.seeds.map { seed in
          let mdp = TabularMDP.random(seed: seed)
          let model = try collect(mdp, judge: judge(mdp, optimalShare: share))
          return mean(mdp.values(of: model.greedyPolicy(discount: mdp.discount)))
        })
    }
    #expect(results[0] > results[1] + 0.1 && results[1] > results[2] + 0.1)
  }

  @Test("imitation of the same takeovers becomes the random expert, far below RLIF", arguments: seeds)
  func imitation(seed: UInt64) throws {
    let mdp = TabularMDP.random(seed: seed)
    let model = try collect(mdp, judge: judge(mdp, optimalShare: 1))
    let (best, expert) = (mean(mdp.optimalValues), mean(mdp.values(of: mdp.uniformPolicy)))
    let imitated = mean(mdp.values(of: model.imitationPolicy))
    let learned = mean(mdp.values(of: model.greedyPolicy(discount: mdp.discount)))
    #expect(abs(imitated - expert) < 0.1 * (best - expert))
    #expect(learned - imitated > 0.8 * (best - expert))
  }

  // In the released control flow a vetoed action is not executed and the −1 goes to the step before it. Where the next
  // state does not depend on the action, that label says nothing about any action; the late one says it all.
  @Test("a veto before execution blames the step before it, a takeover after execution blames the action")
  func vetoAgainstReaction() throws {
    let even = [Double](repeating: 0.25, count: 4)
    let mdp = TabularMDP(
      transition: Array(repeating: [even, even], count: 4), reward: Array(repeating: [0, 1], count: 4))
    let judge = judge(mdp, optimalShare: 1)
    func meanRewards(reactionSteps: Double) throws -> [Double] {
      let model = try collect(mdp, judge: judge, reactionSteps: reactionSteps, steps: 100_000)
      return (0..<2).map { action in mean(model.policyRewards.map { $0[action] }) }
    }
    // Whatever the policy does, the next proposal is bad with probability 1/2.
    let veto = try meanRewards(reactionSteps: 0)
    #expect(abs(veto[0] + 0.5) < 0.03 && abs(veto[1] + 0.5) < 0.03)
    // Each turn has one bad step that is punished, and a step of grace that is bad with probability 1/2 and is not.
    let late = try meanRewards(reactionSteps: 1)
    #expect(abs(late[0] + 2.0 / 3) < 0.03 && late[1] == 0)
  }
}
