import Control
import Intervention
import Replay
import Testing
import Vocabulary

/// One state to work in: action 0 fails and ends the task, action 1 keeps working up to the time limit.
private final class WorkOrFail: Environment {
  let specification = TabularEnvironment(
    TabularMDP(transition: [[[1], [1]]], reward: [[0, 0]]), maximumSteps: 20
  ).specification
  private var steps = 0
  private var failed = false
  func reset(seed: UInt64) throws(EnvironmentError) { (steps, failed) = (0, false) }
  func step(_ action: Span<Float>) throws(EnvironmentError) -> StepResult {
    steps += 1
    failed = tabularAction(action[0], count: 2) == 0
    return StepResult(
      outcome: failed ? .terminated : steps == 20 ? .truncated : .running, reward: .nan, success: false, progress: 1)
  }
  func copyObservation(into observation: inout MutableSpan<Float>) { observation[0] = failed ? 1 : 0 }
  var progress: Double { 1 }
  var stateHash: UInt64 { failed ? 1 : 0 }
}

/// Takes over by mistake, with a fixed probability, for one step.
private final class MistakenGate: Gate {
  let probability: Double
  init(_ probability: Double) { self.probability = probability }
  func begin(random: inout RandomStream) {}
  func observe(progress: Double) {}
  func decide(
    observation: Span<Float>, proposal: Span<Float>, expertAction: Span<Float>, random: inout RandomStream
  ) -> GateVerdict { random.bernoulli(probability) ? .takeOver(steps: 1) : .leave }
}

@Suite("A failure is never attractive")
struct FailureTests {
  private let discount = 0.99

  private func collect(falsePositives: Double) throws -> ReplayBuffer {
    let environment = WorkOrFail()
    let teleoperator = SimulatedTeleoperator(
      expert: TabularActor([[0, 1], [0, 1]], seed: 1), gate: MistakenGate(falsePositives), graceSteps: 1,
      jitter: OnsetJitter(seconds: 0, stepSeconds: 0.04))
    let loop = InterventionLoop(
      environment: environment, policy: TabularActor([[0.2, 0.8], [0.2, 0.8]], seed: 2), teleoperator: teleoperator,
      configuration: .init(), rewardSource: .intervention, random: RandomStream(seed: 3))
    var replay = ReplayBuffer(capacity: 20_000, observationDimension: 1, actionDimension: 1)
    for step in 0..<20_000 {
      if !loop.isRunning { try loop.beginEpisode(seed: UInt64(step)) }
      _ = try loop.tick(into: &replay)
    }
    loop.interrupt(into: &replay)
    return replay
  }

  @Test("working is worth more than failing at once, however often the observer is wrong", arguments: [0, 0.05, 0.3])
  func workingWins(falsePositives: Double) throws {
    let model = EmpiricalModel(try collect(falsePositives: falsePositives), states: 2, actions: 2)
    let q = model.optimalActionValues(discount: discount)[0]
    // One state whose every step leads back to it: V = r(keep) / (1 − γ), and failing costs one −1 more than waiting.
    let work = model.rewards[0][1] / (1 - discount)
    #expect(abs(q[1] - work) < 1e-6 && abs(q[0] - (-1 + discount * work)) < 1e-6)
    #expect(q[1] > q[0])
    #expect(model.counts[1] == [0, 0])
  }

  @Test("stored as a terminal step, with 0 or with −1, failing would be optimal: the test has teeth")
  func invertedByTerminals() throws {
    let model = EmpiricalModel(try collect(falsePositives: 0.05), states: 2, actions: 2)
    for reward in [0.0, -1] {
      var naive = model
      naive.rewards[0][0] = reward
      naive.next[0][0] = [0, 0]
      let q = naive.optimalActionValues(discount: discount)[0]
      #expect(q[0] > q[1])
    }
  }

  @Test("a time limit keeps its future: no step of this task has mask 0")
  func timeLimitBootstraps() throws {
    let replay = try collect(falsePositives: 0.05)
    var terminated = 0
    for index in 0..<replay.count where replay.label(at: index).terminated { terminated += 1 }
    #expect(terminated == 0 && replay.count == 20_000)
  }
}
