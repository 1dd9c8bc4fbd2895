import Intervention
import Testing
import Vocabulary

@Suite("Simulated teleoperator")
struct SimulatedTeleoperatorTests {
  private func teleoperator(
    _ gate: any Gate, grace: Int = 1, jitter: OnsetJitter = immediate
  ) -> SimulatedTeleoperator {
    let teleoperator = SimulatedTeleoperator(expert: ConstantExpert(0.3), gate: gate, graceSteps: grace, jitter: jitter)
    teleoperator.beginEpisode(random: RandomStream(seed: 8))
    return teleoperator
  }

  @Test("one want at step 2 with n = 4 gives the control of the released loop: PP EEEE PPPP")
  func oneTakeover() {
    let gate = ScriptedGate(holdSteps: 4) { $0 == 2 }
    #expect(control(teleoperator(gate), steps: 10) == "PPEEEEPPPP")
    #expect(gate.questions == 6)  // at steps 0, 1, 2, 7, 8 and 9: not while the expert drives, not at the handback
  }

  @Test("wanting always gives EEEEP EEEEP: the step of the handback is the policy's, unasked")
  func alwaysWant() {
    let gate = ScriptedGate(holdSteps: 4) { _ in true }
    #expect(control(teleoperator(gate), steps: 10) == "EEEEPEEEEP")
    #expect(gate.questions == 2 && gate.begun == 3)
  }

  @Test("never and always mean what they say, from the first step on")
  func neverAndAlways() {
    #expect(control(teleoperator(NeverGate()), steps: 200) == String(repeating: "P", count: 200))
    #expect(control(teleoperator(AlwaysGate()), steps: 200) == String(repeating: "E", count: 200))
  }

  @Test("grace keeps an expert that always wants from hogging control", arguments: 1...5)
  func grace(steps: Int) {
    let trace = control(teleoperator(ScriptedGate(holdSteps: 2) { _ in true }, grace: steps), steps: 2 + steps + 2)
    #expect(trace == "EE" + String(repeating: "P", count: steps) + "EE")
  }

  @Test("the gate sees progress at every policy step, asked or not, and never at the expert's")
  func observed() {
    let gate = ScriptedGate(holdSteps: 2) { $0 == 1 }
    _ = control(teleoperator(gate, grace: 2), steps: 8, progress: { Double($0) })
    #expect(gate.observed == [0, 1, 3, 4, 5, 6, 7])
  }

  @Test("a jitter of up to one step delays every takeover by exactly one step")
  func oneStepLate() {
    let jitter = OnsetJitter(seconds: 0.04, stepSeconds: 0.04)
    let gate = ScriptedGate(holdSteps: 2) { $0 == 1 }
    #expect(control(teleoperator(gate, jitter: jitter), steps: 8) == "PPEEPPPP")
  }

  @Test("jitter is uniform over the steps that its seconds reach, and no draw is later")
  func jitterRange() {
    var random = RandomStream(seed: 9)
    let jitter = OnsetJitter(seconds: 0.2, stepSeconds: 0.04)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<50_000 { counts[jitter.delaySteps(random: &random)] += 1 }
    #expect(counts[0] == 0 && counts[6] == 0)
    for steps in 1...5 { #expect(abs(counts[steps] - 10_000) < 500) }
    #expect((0..<100).allSatisfy { _ in immediate.delaySteps(random: &random) == 0 })
  }

  @Test("the expert follows the task at every step, and its answer is there whoever drives")
  func expertIsAsked() {
    let expert = ConstantExpert(0.3)
    let teleoperator = SimulatedTeleoperator(
      expert: expert, gate: NeverGate(), graceSteps: 1, jitter: immediate)
    teleoperator.beginEpisode(random: RandomStream(seed: 1))
    var action: [Float] = [0]
    var answer = action.mutableSpan
    let drives = teleoperator.decide(
      observation: [0].span, proposal: [0].span, progress: 0, expertAction: &answer)
    #expect(!drives && action == [0.3] && expert.calls == 1)
  }

  @Test("the same stream gives the same episode, another one another; a new episode forgets the old one")
  func seeded() {
    let expert = ConstantExpert(0)
    let teleoperator = SimulatedTeleoperator(
      expert: expert, gate: RandomGate(rate: .thirty), graceSteps: 1, jitter: immediate)
    func episode(_ seed: UInt64) -> (String, UInt64) {
      teleoperator.beginEpisode(random: RandomStream(seed: seed))
      return (control(teleoperator, steps: 50), expert.mistakes)
    }
    let (first, other, again) = (episode(1), episode(2), episode(1))
    #expect(first == again && first.0 != other.0 && first.1 != other.1)
  }
}
