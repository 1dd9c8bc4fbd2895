public import Vocabulary

/// An expert with an observer's mind: decides when to take over, keeps control for a while, hands back.
///
/// watching → (decision) → reacting for the onset jitter → driving for n steps → grace, in which the gate is not asked
/// → watching. The control flow is that of RLIF's released loop (jitter 0, grace 1): no decision is revised while the
/// expert drives, the step of the handback is the policy's, and the end of an episode ends everything.
public final class SimulatedTeleoperator {
  private enum Phase {
    case watching
    /// The takeover comes in `steps` steps.
    case reacting(steps: Int, holdSteps: Int)
    case driving(stepsLeft: Int)
    case grace(stepsLeft: Int)
  }

  private let expert: any Expert
  private let gate: any Gate
  private let graceSteps: Int
  private let jitter: OnsetJitter
  private var phase = Phase.watching
  private var random = RandomStream(seed: 0)

  /// - Parameter graceSteps: policy steps after a handback without a check, at least 1: the step of the handback itself.
  public init(expert: any Expert, gate: any Gate, graceSteps: Int, jitter: OnsetJitter) {
    precondition(graceSteps >= 1, "the step of the handback is the policy's")
    self.expert = expert
    self.gate = gate
    self.graceSteps = graceSteps
    self.jitter = jitter
  }

  /// Call after the environment's reset; everything that is chance in this episode comes from `random`.
  ///
  /// - Parameter index: episodes of the run so far.
  public func beginEpisode(random: RandomStream, index: Int = 0) {
    var expertRandom = random.derived("expert")
    expert.beginEpisode(random: &expertRandom)
    self.random = random.derived("gate")
    phase = .watching
    gate.beginEpisode(index: index)
    gate.begin(random: &self.random)
  }

  /// Whether the expert drives the coming step; call once per step, before it is executed.
  ///
  /// - Parameters:
  ///   - observation: o, flat.
  ///   - proposal: what the policy would execute.
  ///   - progress: `Environment.progress`.
  ///   - expertAction: receives what the expert would do, at every step: an observer follows the task all the time.
  public func decide(
    observation: Span<Float>, proposal: Span<Float>, progress: Double, expertAction: inout MutableSpan<Float>
  ) -> Bool {
    expert.act(observation: observation, action: &expertAction)
    if case .driving(let stepsLeft) = phase {
      if stepsLeft > 0 {
        phase = .driving(stepsLeft: stepsLeft - 1)
        return true
      }
      phase = .grace(stepsLeft: graceSteps)
      gate.begin(random: &random)
    }
    gate.observe(progress: progress)
    if case .grace(let stepsLeft) = phase {
      phase = stepsLeft > 1 ? .grace(stepsLeft: stepsLeft - 1) : .watching
      return false
    }
    if case .watching = phase {
      let verdict = gate.decide(
        observation: observation, proposal: proposal, expertAction: expertAction.span, random: &random)
      guard case .takeOver(let holdSteps) = verdict else { return false }
      phase = .reacting(steps: jitter.delaySteps(random: &random), holdSteps: holdSteps)
    }
    guard case .reacting(let steps, let holdSteps) = phase else { return false }
    phase = steps > 0 ? .reacting(steps: steps - 1, holdSteps: holdSteps) : .driving(stepsLeft: holdSteps - 1)
    return steps == 0
  }
}
