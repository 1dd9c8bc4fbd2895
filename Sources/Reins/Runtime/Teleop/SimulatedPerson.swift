import Intervention
import Teleoperation
import Vocabulary
import Wire

/// A simulated person at the other end of a line: the task's scripted expert, and a gate that says when to take over.
///
/// What `SimulatedTeleoperator` is in the training loop, with a network between: between the decision and the first command
/// lies the lease, so the steps of a takeover are counted by the commands that were sent.
final class SimulatedPerson {
  private enum Phase {
    case watching
    /// The gate has decided; the lease is asked for once the onset jitter is over.
    case wanting(delaySteps: Int, holdSteps: Int)
    /// Commands to send.
    case driving(stepsLeft: Int)
    /// Policy steps in which the gate is not asked.
    case grace(stepsLeft: Int)
  }

  private let expert: any Expert
  private let gate: any Gate
  private let left: (Span<Float>) -> Double
  private let graceSteps: Int
  private let jitter: OnsetJitter
  private let seed: RandomStream
  private var random: RandomStream
  private var phase = Phase.watching
  private var episodes = 0
  private var episode: UInt64?
  private(set) var action: [Float]

  /// - Parameters:
  ///   - left: what is left to do, seen in an observation.
  ///   - seed: where everything that is chance comes from.
  init(
    expert: any Expert, gate: any Gate, left: @escaping (Span<Float>) -> Double, graceSteps: Int, jitter: OnsetJitter,
    actionDimension: Int, seed: RandomStream
  ) {
    self.expert = expert
    self.gate = gate
    self.left = left
    self.graceSteps = graceSteps
    self.jitter = jitter
    self.seed = seed
    random = seed
    action = Array(repeating: 0, count: actionDimension)
  }

  /// Whether the enabling key is held down.
  var takesOver: Bool {
    switch phase {
    case .wanting(let delay, _): delay == 0
    case .driving: true
    case .watching, .grace: false
    }
  }

  func observe(_ observation: ObservationMessage, stage: TeleopPilot.Stage, authority: Authority?) {
    if observation.episode != episode || observation.step == 0 { begin(observation.episode) }
    let seen = observation.values
    var wish = action.mutableSpan
    expert.act(observation: seen.span, action: &wish)
    // A script may ask for more than the box of actions holds.
    for place in action.indices { action[place] = max(-1, min(1, action[place])) }
    switch phase {
    case .driving(let stepsLeft):
      if stepsLeft == 0 || stage != .holding { handBack() }
      return
    case .wanting(let delay, let holdSteps):
      if case .barred = stage { return handBack() }
      if delay > 0 { phase = .wanting(delaySteps: delay - 1, holdSteps: holdSteps) }
      return
    case .watching, .grace: break
    }
    // Only a policy is judged: not somebody else who drives, nor a robot that is held or on its way to the start.
    guard authority == nil || authority == .policy else { return gate.begin(random: &random) }
    gate.observe(progress: left(seen.span))
    if case .grace(let stepsLeft) = phase {
      phase = stepsLeft > 1 ? .grace(stepsLeft: stepsLeft - 1) : .watching
      return
    }
    // The gates that this person may have do not look at the policy's proposal.
    guard
      case .takeOver(let holdSteps) = gate.decide(
        observation: seen.span, proposal: action.span, expertAction: action.span, random: &random)
    else { return }
    phase = .wanting(delaySteps: jitter.delaySteps(random: &random), holdSteps: holdSteps)
  }

  func commanded() {
    switch phase {
    case .wanting(_, let holdSteps): phase = .driving(stepsLeft: holdSteps - 1)
    case .driving(let stepsLeft): phase = .driving(stepsLeft: max(0, stepsLeft - 1))
    case .watching, .grace: break
    }
  }

  /// A new session: nothing of the one before holds.
  func forget() { episode = nil }

  private func begin(_ episode: UInt64) {
    self.episode = episode
    let chance = seed.derived("episode", index: UInt64(episodes))
    var expertRandom = chance.derived("expert")
    expert.beginEpisode(random: &expertRandom)
    random = chance.derived("gate")
    phase = .watching
    gate.beginEpisode(index: episodes)
    gate.begin(random: &random)
    episodes += 1
  }

  private func handBack() {
    phase = .grace(stepsLeft: graceSteps)
    gate.begin(random: &random)
  }
}
