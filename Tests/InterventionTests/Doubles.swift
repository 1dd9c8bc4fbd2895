import Intervention
import Vocabulary

/// Acts with a constant and keeps the word that chance gave it at the start of the episode.
final class ConstantExpert: Expert {
  let value: Float
  var mistakes: UInt64 = 0
  var calls = 0
  init(_ value: Float) { self.value = value }
  func beginEpisode(random: inout RandomStream) { mistakes = random.next() }
  func act(observation: Span<Float>, action: inout MutableSpan<Float>) {
    calls += 1
    for place in action.indices { action[place] = value }
  }
}

/// Q(s, a) = offset − (a₀ − best)²; would itself do `own`.
final class ParabolaJudge: Judge {
  let best: Float
  let own: Float
  let offset: Double
  init(best: Float, own: Float, offset: Double = 0) { (self.best, self.own, self.offset) = (best, own, offset) }
  func value(observation: Span<Float>, action: Span<Float>) -> Double {
    offset - Double((action[0] - best) * (action[0] - best))
  }
  func act(observation: Span<Float>, action: inout MutableSpan<Float>) { action[0] = own }
}

/// Wants to take over at the given questions, counted over the whole life, for `holdSteps` steps.
final class ScriptedGate: Gate {
  let wants: (Int) -> Bool
  let holdSteps: Int
  var questions = 0
  var begun = 0
  var observed: [Double] = []
  init(holdSteps: Int, wants: @escaping (Int) -> Bool) { (self.holdSteps, self.wants) = (holdSteps, wants) }
  func begin(random: inout RandomStream) { begun += 1 }
  func observe(progress: Double) { observed.append(progress) }
  func decide(
    observation: Span<Float>, proposal: Span<Float>, expertAction: Span<Float>, random: inout RandomStream
  ) -> GateVerdict {
    questions += 1
    return wants(questions - 1) ? .takeOver(steps: holdSteps) : .leave
  }
}

/// Who drives over `steps` steps: P the policy, E the expert. `proposal` and `progress` are given per step.
func control(
  _ teleoperator: SimulatedTeleoperator, steps: Int, proposal: (Int) -> Float = { _ in 0 },
  progress: (Int) -> Double = { _ in 0 }
) -> String {
  var trace = ""
  var expertAction: [Float] = [0]
  for step in 0..<steps {
    let proposed = [proposal(step)]
    var answer = expertAction.mutableSpan
    let drives = teleoperator.decide(
      observation: [0].span, proposal: proposed.span, progress: progress(step), expertAction: &answer)
    trace += drives ? "E" : "P"
  }
  return trace
}

let immediate = OnsetJitter(seconds: 0, stepSeconds: 0.04)
