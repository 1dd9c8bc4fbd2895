import Foundation
import Intervention
import Testing
import Vocabulary

@Suite("Value gate")
struct ValueGateTests {
  private func verdict(
    _ judge: ParabolaJudge, _ yardstick: Yardstick, delta: Double, share: Double = 0, proposal: Float, expert: Float
  ) -> GateVerdict {
    var random = RandomStream(seed: 1)
    let gate = ValueGate(
      judge: judge, actionDimension: 1, yardstick: yardstick, delta: delta, deltaShare: share, beta: 1, epsilon: 0,
      holdSteps: 4)
    gate.begin(random: &random)
    return gate.decide(
      observation: [0].span, proposal: [proposal].span, expertAction: [expert].span, random: &random)
  }

  @Test("without chance it takes over exactly when Q(yardstick) > Q(proposal) + δ, also for negative values")
  func condition() {
    for offset in [-100.0, 0, 100] {
      let judge = ParabolaJudge(best: 0.5, own: 0.5, offset: offset)
      // Q falls short of the best by 0.25 at a = 0 and a = 1.
      #expect(verdict(judge, .judge, delta: 0, proposal: 0, expert: -1) == .takeOver(steps: 4))
      #expect(verdict(judge, .judge, delta: 0.2, proposal: 1, expert: -1) == .takeOver(steps: 4))
      #expect(verdict(judge, .judge, delta: 0.3, proposal: 0, expert: -1) == .leave)
      #expect(verdict(judge, .judge, delta: 0, proposal: 0.5, expert: -1) == .leave)
    }
  }

  @Test("a share of |Q| is the released factor for positive values, and as lenient for negative ones")
  func relative() {
    // Q of the best is 10 or -10, of the proposal 0.25 less.
    for offset in [10.0, -10] {
      let judge = ParabolaJudge(best: 0.5, own: 0.5, offset: offset)
      #expect(verdict(judge, .judge, delta: 0, share: 0.024, proposal: 0, expert: -1) == .takeOver(steps: 4))
      #expect(verdict(judge, .judge, delta: 0, share: 0.026, proposal: 0, expert: -1) == .leave)
      #expect(verdict(judge, .judge, delta: 0.2, share: 0.006, proposal: 0, expert: -1) == .leave)
    }
  }

  @Test("the expert as yardstick is a weaker bar than the judge when the expert is poor")
  func yardsticks() {
    let judge = ParabolaJudge(best: 0.5, own: 0.5)
    #expect(verdict(judge, .judge, delta: 0, proposal: 0, expert: -1) == .takeOver(steps: 4))
    #expect(verdict(judge, .expert, delta: 0, proposal: 0, expert: -1) == .leave)
    #expect(verdict(judge, .expert, delta: 0, proposal: 0, expert: 0.4) == .takeOver(steps: 4))
  }

  // Per cycle the expert drives n = 4 steps and the policy 1/p, p the chance of a takeover per question (the step of the
  // handback included, because it takes the place of the first question that was answered with yes).
  @Test(
    "realises the rates of the released loop: 0.166, 0.667, 0.792 of all steps",
    arguments: [(0.0, 0.166), (0.5, 0.667), (1.0, 0.792)])
  func rates(shareOfBadActions: Double, published: Double) {
    let p = shareOfBadActions * 0.95 + (1 - shareOfBadActions) * 0.05
    let expected = 4 / (4 + 1 / p)
    #expect(abs(expected - published) < 0.001)
    let gate = ValueGate(
      judge: ParabolaJudge(best: 1, own: 1), actionDimension: 1, yardstick: .judge, delta: 0, beta: 0.95,
      epsilon: 0.05, holdSteps: 4)
    let teleoperator = SimulatedTeleoperator(
      expert: ConstantExpert(0), gate: gate, graceSteps: 1, jitter: immediate)
    teleoperator.beginEpisode(random: RandomStream(seed: 2))
    var chance = RandomStream(seed: 3)
    let bad = (0..<400_000).map { _ in chance.bernoulli(shareOfBadActions) }
    let trace = control(teleoperator, steps: bad.count) { bad[$0] ? 0 : 1 }
    #expect(abs(Double(trace.count { $0 == "E" }) / Double(bad.count) - expected) < 0.006)
  }
}

@Suite("Random gate")
struct RandomGateTests {
  @Test(
    "realises 31.6, 55.6 and 84.8 % with one step of grace",
    arguments: [(RandomGate.Rate.thirty, 0.316), (.fifty, 0.556), (.eightyFive, 0.848)])
  func rates(rate: RandomGate.Rate, published: Double) {
    func mean(_ range: ClosedRange<Int>) -> Double { Double(range.lowerBound + range.upperBound) / 2 }
    let expected = mean(rate.length) / (1 + mean(rate.onset) + mean(rate.length))
    #expect(abs(expected - published) < 0.0006)
    let teleoperator = SimulatedTeleoperator(
      expert: ConstantExpert(0), gate: RandomGate(rate: rate), graceSteps: 1, jitter: immediate)
    teleoperator.beginEpisode(random: RandomStream(seed: 4))
    let steps = 400_000
    let trace = control(teleoperator, steps: steps)
    #expect(abs(Double(trace.count { $0 == "E" }) / Double(steps) - expected) < 0.005)
  }

  @Test("onset and length take every value of their ranges and no other", arguments: RandomGate.Rate.allCases)
  func ranges(rate: RandomGate.Rate) {
    let teleoperator = SimulatedTeleoperator(
      expert: ConstantExpert(0), gate: RandomGate(rate: rate), graceSteps: 1, jitter: immediate)
    teleoperator.beginEpisode(random: RandomStream(seed: 5))
    let trace = control(teleoperator, steps: 20_000)
    let lengths = Set(trace.split(separator: "P").dropLast().map(\.count))
    // One step of grace comes before the question; the very first turn has none.
    let waits = Set(trace.split(separator: "E").dropFirst().dropLast().map { $0.count - 1 })
    #expect(lengths == Set(rate.length) && waits == Set(rate.onset))
  }
}

@Suite("Progress gate")
struct ProgressGateTests {
  /// k = 3, d = 0.1: progress must fall by 0.3 in three steps.
  private func gate(beta: Double = 1, epsilon: Double = 0) -> ProgressGate {
    ProgressGate(steps: 3, perStep: 0.1, beta: beta, epsilon: epsilon, holdSteps: 2)
  }

  private func trace(_ progress: [Double], _ gate: ProgressGate) -> String {
    let teleoperator = SimulatedTeleoperator(expert: ConstantExpert(0), gate: gate, graceSteps: 1, jitter: immediate)
    teleoperator.beginEpisode(random: RandomStream(seed: 6))
    return control(teleoperator, steps: progress.count, progress: { progress[$0] })
  }

  @Test("never trips while progress falls fast enough")
  func falling() {
    #expect(trace((0..<20).map { 10 - 0.125 * Double($0) }, gate()) == String(repeating: "P", count: 20))
  }

  @Test("a stall trips after k policy steps, and k new ones follow each handback")
  func stalled() {
    #expect(trace(Array(repeating: 1, count: 17), gate()) == "PPPEEPPPEEPPPEEPP")
  }

  @Test("looks at the last k steps only: an early fall does not excuse a late stall")
  func lookBack() {
    //          0  1  2  3: fell 6  4: fell 4  5: fell 2  6: fell 0
    #expect(trace([8, 6, 4, 2, 2, 2, 2, 2], gate()) == "PPPPPPEE")
  }

  @Test("does not blame the policy for what the expert lost before the handback")
  func afterHandback() {
    // Stalls at step 3; the expert loses 11 in its two steps, then the policy gains 0.5 a step.
    #expect(trace([9, 9, 9, 9, 20, 20, 19.5, 19, 18.5, 18], gate()) == "PPPEEPPPPP")
  }

  @Test("where nothing is left to do, nobody waits for progress")
  func done() {
    #expect(trace([2, 1, 0, 0, 0, 0, 0, 0], gate()) == "PPPPPPPP")
  }

  @Test("rising progress and NaN are stalls")
  func worse() {
    #expect(trace([1, 2, 3, 4], gate()) == "PPPE")
    #expect(trace([1, 1, 1, .nan], gate()) == "PPPE")
  }

  @Test("β and ε are the chances of a takeover with and without a stall", arguments: [(0.95, 0.02), (0.6, 0.3)])
  func chances(beta: Double, epsilon: Double) {
    var random = RandomStream(seed: 7)
    func rate(step: Double) -> Double {
      let gate = gate(beta: beta, epsilon: epsilon)
      gate.begin(random: &random)
      for place in 0..<3 { gate.observe(progress: 9000 - step * Double(place)) }
      var trips = 0
      for place in 3..<20_003 {
        gate.observe(progress: 9000 - step * Double(place))
        let verdict = gate.decide(
          observation: [0].span, proposal: [0].span, expertAction: [0].span, random: &random)
        if verdict == .takeOver(steps: 2) { trips += 1 }
      }
      return Double(trips) / 20_000
    }
    #expect(abs(rate(step: 0) - beta) < 0.02 && abs(rate(step: 0.125) - epsilon) < 0.02)
  }
}

@Suite("Action gate")
struct ActionGateTests {
  private func rate(_ gate: ActionGate, proposal: [Float], expert: [Float], episode: Int) -> Double {
    var random = RandomStream(seed: 5)
    gate.beginEpisode(index: episode)
    let questions = 20_000
    let trips = (0..<questions).count { _ in
      gate.decide(observation: [0].span, proposal: proposal.span, expertAction: expert.span, random: &random) != .leave
    }
    return Double(trips) / Double(questions)
  }

  @Test("without chance it takes over exactly when the L1 distance reaches the threshold")
  func condition() {
    let gate = ActionGate(threshold: 1, beta: 1, epsilon: 0, holdSteps: 4)
    #expect(rate(gate, proposal: [0, 0], expert: [0.5, -0.5], episode: 0) == 1)
    #expect(rate(gate, proposal: [0, 0], expert: [0.5, -0.49], episode: 0) == 0)
    #expect(rate(gate, proposal: [1, 1], expert: [1, 1], episode: 3) == 0)
    // What would be executed counts: 5 is 1 in the action box.
    #expect(rate(gate, proposal: [0.5, 0], expert: [5, 0.2], episode: 0) == 0)
    #expect(rate(gate, proposal: [0, .nan], expert: [0, 0], episode: 0) == 1)
  }

  // Released code: ε = 0.05 exp(−0.1 k) both ways.
  @Test("1 − β and ε decay with the episodes; without a decay they stay", arguments: [0, 5, 30])
  func decay(episode: Int) {
    let chance = 0.05 * exp(-0.1 * Double(episode))
    let decaying = ActionGate(threshold: 1, beta: 0.95, epsilon: 0.05, decayPerEpisode: 0.1, holdSteps: 4)
    #expect(abs(rate(decaying, proposal: [0], expert: [0], episode: episode) - chance) < 0.006)
    #expect(abs(rate(decaying, proposal: [-1], expert: [1], episode: episode) - (1 - chance)) < 0.006)
    let steady = ActionGate(threshold: 1, beta: 0.95, epsilon: 0.05, holdSteps: 4)
    #expect(abs(rate(steady, proposal: [0], expert: [0], episode: episode) - 0.05) < 0.006)
  }

  @Test("is what `gate: action` makes, and a teleoperator tells it which episode begins")
  func configured() throws {
    var configuration = InterventionConfiguration()
    (configuration.gate, configuration.actionDistance) = (.action, 0.5)
    (configuration.beta, configuration.epsilon, configuration.chanceDecayPerEpisode) = (0.5, 0.5, 1)
    let gate = try configuration.makeGate(judge: nil, actionDimension: 1)
    let teleoperator = SimulatedTeleoperator(
      expert: ConstantExpert(0.5), gate: gate, graceSteps: 1, jitter: OnsetJitter(seconds: 0, stepSeconds: 0.04))
    teleoperator.beginEpisode(random: RandomStream(seed: 2), index: 40)
    var random = RandomStream(seed: 1)
    // Chance has died out, so both answers are certain.
    for _ in 0..<100 {
      #expect(
        gate.decide(observation: [0].span, proposal: [0].span, expertAction: [0.5].span, random: &random)
          == .takeOver(steps: 4))
      #expect(
        gate.decide(observation: [0].span, proposal: [0].span, expertAction: [0.4].span, random: &random) == .leave)
    }
  }
}
