import Replay
import Vocabulary

/// A finite Markov decision process with known dynamics, so that every value has an exact answer.
struct TabularMDP {
  /// P(s' | s, a), shape [states][actions][states].
  var transition: [[[Double]]]
  /// r(s, a), known to judges only.
  var reward: [[Double]]
  var discount = 0.9
  var states: Int { transition.count }
  var actions: Int { transition[0].count }

  /// Each action leads to two random states; rewards are uniform in 0...1.
  static func random(states: Int = 8, actions: Int = 3, seed: UInt64) -> TabularMDP {
    var random = RandomStream(seed: seed)
    var mdp = TabularMDP(transition: [], reward: [])
    for _ in 0..<states {
      mdp.reward.append((0..<actions).map { _ in random.unit() })
      mdp.transition.append(
        (0..<actions).map { _ in
          var row = [Double](repeating: 0, count: states)
          let share = random.unit()
          row[random.index(below: states)] += share
          row[random.index(below: states)] += 1 - share
          return row
        })
    }
    return mdp
  }

  /// Q(s, a) = r + γ Σ P V(s').
  func actionValues(_ values: [Double]) -> [[Double]] {
    (0..<states).map { s in
      (0..<actions).map { a in
        reward[s][a] + discount * zip(transition[s][a], values).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
  }

  /// V of a stochastic policy [states][actions], by iteration to 1e-12.
  func values(of policy: [[Double]]) -> [Double] {
    fixedPoint { q in (0..<states).map { s in zip(policy[s], q[s]).reduce(0) { $0 + $1.0 * $1.1 } } }
  }

  var optimalValues: [Double] { fixedPoint { q in q.map { $0.max()! } } }

  private func fixedPoint(_ backup: ([[Double]]) -> [Double]) -> [Double] {
    var values = [Double](repeating: 0, count: states)
    while true {
      let next = backup(actionValues(values))
      if zip(values, next).allSatisfy({ abs($0 - $1) < 1e-12 }) { return next }
      values = next
    }
  }

  var uniformPolicy: [[Double]] {
    Array(repeating: Array(repeating: 1 / Double(actions), count: actions), count: states)
  }

  func policy(_ choices: [Int]) -> [[Double]] {
    choices.map { choice in (0..<actions).map { $0 == choice ? 1 : 0 } }
  }
}

/// Actions 0..<count as equal intervals of [-1, 1].
func tabularAction(_ value: Float, count: Int) -> Int { min(Int((value + 1) / 2 * Float(count)), count - 1) }
func tabularValue(_ action: Int, count: Int) -> Float { (Float(action) + 0.5) / Float(count) * 2 - 1 }

/// The process as an environment that never ends by itself; observation [1] is the state's number.
final class TabularEnvironment: Environment {
  let specification: TaskSpecification
  let mdp: TabularMDP
  private var state = 0
  private var steps = 0
  private var random = RandomStream(seed: 0)

  init(_ mdp: TabularMDP, maximumSteps: Int = 1000) {
    self.mdp = mdp
    specification = TaskSpecification(
      id: "Tabular-v0", robot: "none",
      observation: ObservationSpace(components: [
        ObservationComponent(name: "state", group: .observation, unit: "1", elements: ["number"])
      ]),
      action: ActionSpace(elements: [ActionElement(name: "choice", scale: 1, unit: "1")]), maximumSteps: maximumSteps,
      stepSeconds: 0.04, substeps: 1, rewardText: "r(s, a)", successText: "never", progressText: "constant",
      source: "tests", policyInput: .identity(dimension: 1))
  }

  func reset(seed: UInt64) throws(EnvironmentError) {
    random = RandomStream(seed: seed)
    state = random.index(below: mdp.states)
    steps = 0
  }

  func step(_ action: Span<Float>) throws(EnvironmentError) -> StepResult {
    let choice = tabularAction(action[0], count: mdp.actions)
    let reward = mdp.reward[state][choice]
    var mass = random.unit()
    let row = mdp.transition[state][choice]
    state = row.lastIndex { $0 > 0 }!
    for next in row.indices {
      mass -= row[next]
      if mass < 0 {
        state = next
        break
      }
    }
    steps += 1
    return StepResult(
      outcome: steps == specification.maximumSteps ? .truncated : .running, reward: reward, success: false,
      progress: 1)
  }

  func copyObservation(into observation: inout MutableSpan<Float>) { observation[0] = Float(state) }
  var progress: Double { 1 }
  var stateHash: UInt64 { UInt64(state) }
}

/// Acts by a table of probabilities [states][actions], from a stream of its own.
final class TabularActor: Policy, Expert {
  let observationDimension = 1
  let actionDimension = 1
  let version: UInt64 = 1
  let table: [[Double]]
  private var random: RandomStream
  init(_ table: [[Double]], seed: UInt64) {
    self.table = table
    random = RandomStream(seed: seed)
  }

  func beginEpisode(random: inout RandomStream) {}
  func act(observation: Span<Float>, selection: ActionSelection, action: inout MutableSpan<Float>) {
    act(observation: observation, action: &action)
  }
  func act(observation: Span<Float>, action: inout MutableSpan<Float>) {
    let row = table[Int(observation[0])]
    var mass = random.unit()
    var choice = row.lastIndex { $0 > 0 }!
    for candidate in row.indices {
      mass -= row[candidate]
      if mass < 0 {
        choice = candidate
        break
      }
    }
    action[0] = tabularValue(choice, count: row.count)
  }
}

/// Judges by the exact Q of a deterministic policy.
final class TabularJudge: Judge {
  let choices: [Int]
  let q: [[Double]]
  let values: [Double]

  init(_ mdp: TabularMDP, choices: [Int]) {
    self.choices = choices
    values = mdp.values(of: mdp.policy(choices))
    q = mdp.actionValues(values)
  }

  func value(observation: Span<Float>, action: Span<Float>) -> Double {
    let row = q[Int(observation[0])]
    return row[tabularAction(action[0], count: row.count)]
  }
  func act(observation: Span<Float>, action: inout MutableSpan<Float>) {
    action[0] = tabularValue(choices[Int(observation[0])], count: q[0].count)
  }
}

/// What a replay buffer says about a finite process: means of rewards and of discounted next values.
struct EmpiricalModel {
  var counts: [[Double]]
  /// Mean r(s, a).
  var rewards: [[Double]]
  /// Mean of mask · 1[s'], shape [states][actions][states].
  var next: [[[Double]]]
  /// Mean r(s, a) over the policy's own steps.
  var policyRewards: [[Double]]
  /// How often the expert chose a in s.
  var expertCounts: [[Double]]

  init(_ replay: borrowing ReplayBuffer, states: Int, actions: Int) {
    counts = Array(repeating: Array(repeating: 0, count: actions), count: states)
    rewards = counts
    policyRewards = counts
    expertCounts = counts
    next = Array(repeating: Array(repeating: Array(repeating: 0, count: states), count: actions), count: states)
    for index in 0..<replay.count {
      let transition = replay.transition(at: index)
      let (s, a) = (Int(transition.observation[0]), tabularAction(transition.action[0], count: actions))
      counts[s][a] += 1
      rewards[s][a] += Double(transition.label.reward)
      if !transition.label.terminated { next[s][a][Int(transition.nextObservation[0])] += 1 }
      if transition.label.authority == .expert { expertCounts[s][a] += 1 }
      if transition.label.authority == .policy { policyRewards[s][a] += Double(transition.label.reward) }
    }
    for s in 0..<states {
      for a in 0..<actions where counts[s][a] > 0 {
        rewards[s][a] /= counts[s][a]
        policyRewards[s][a] /= max(counts[s][a] - expertCounts[s][a], 1)
        for place in 0..<states { next[s][a][place] /= counts[s][a] }
      }
    }
  }

  /// Fixed point of Q(s, a) = r + γ Σ m P max Q(s', ·): what off-policy learning converges to on this buffer.
  func optimalActionValues(discount: Double) -> [[Double]] {
    var values = [Double](repeating: 0, count: counts.count)
    while true {
      let q = counts.indices.map { s in
        counts[s].indices.map { a in
          rewards[s][a] + discount * zip(next[s][a], values).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
      let updated = q.map { $0.max()! }
      if zip(values, updated).allSatisfy({ abs($0 - $1) < 1e-12 }) { return q }
      values = updated
    }
  }

  /// Uniform over the actions that are best up to rounding: RLIF does not rank what nobody objected to.
  func greedyPolicy(discount: Double) -> [[Double]] {
    optimalActionValues(discount: discount).map { row in
      let best = row.max()!
      let ties = row.map { $0 > best - 1e-9 ? 1.0 : 0 }
      return ties.map { $0 / ties.reduce(0, +) }
    }
  }

  /// The maximum-likelihood imitation of the expert: DAgger's limit on a finite process.
  var imitationPolicy: [[Double]] {
    expertCounts.map { row in
      let total = row.reduce(0, +)
      return row.map { total > 0 ? $0 / total : 1 / Double(row.count) }
    }
  }
}
