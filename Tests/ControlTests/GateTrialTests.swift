import Control
import Intervention
import Testing
import Vocabulary

@Suite("Gate trial")
struct GateTrialTests {
  @Test("a well set progress gate tells a perfect driver from a random one: at most 0.1 against at least 0.6")
  func progressGate() throws {
    var configuration = InterventionConfiguration()
    configuration.progressPerStepMeters = 0.03
    let gate = try configuration.withoutChance.makeGate(judge: nil, actionDimension: 2)
    let trial = try GateTrial.run(
      environment: PointReach(), expert: StraightExpert(), gate: gate, checks: 2000, random: RandomStream(seed: 1))
    #expect(trial.perfect.checks == 2000 && trial.random.checks == 2000)
    #expect(trial.perfect.rate <= 0.1 && trial.random.rate >= 0.6)
  }

  /// Objects to every proposal whose first element is above 0.6.
  private final class ThresholdGate: Gate {
    func begin(random: inout RandomStream) {}
    func observe(progress: Double) {}
    func decide(
      observation: Span<Float>, proposal: Span<Float>, expertAction: Span<Float>, random: inout RandomStream
    ) -> GateVerdict { proposal[0] > 0.6 ? .takeOver(steps: 4) : .leave }
  }

  @Test("a random driver's actions are uniform, and every step counts: a gate that objects above 0.6 trips in a fifth")
  func uniformDriver() throws {
    let trial = try GateTrial.run(
      environment: PointReach(), expert: StraightExpert(), gate: ThresholdGate(), checks: 20_000,
      random: RandomStream(seed: 2))
    #expect(abs(trial.random.rate - 0.2) < 0.015)
  }

  @Test("a random gate cannot tell them apart; a gate that never trips has rate 0; too short episodes have none")
  func blindGates() throws {
    let random = try GateTrial.run(
      environment: PointReach(), expert: StraightExpert(), gate: RandomGate(rate: .fifty), checks: 4000,
      random: RandomStream(seed: 1))
    #expect(abs(random.perfect.rate - random.random.rate) < 0.05)
    let never = try GateTrial.run(
      environment: PointReach(), expert: StraightExpert(), gate: NeverGate(), checks: 100,
      random: RandomStream(seed: 1))
    #expect(never.perfect.rate == 0 && never.random.rate == 0)
    let short = try GateTrial.run(
      environment: PointReach(maximumSteps: 3), expert: StraightExpert(),
      gate: ProgressGate(steps: 4, perStep: 1, beta: 1, epsilon: 0, holdSteps: 1), checks: 10,
      random: RandomStream(seed: 1))
    #expect(short.perfect.checks == 0 && short.perfect.rate.isNaN)
  }
}
