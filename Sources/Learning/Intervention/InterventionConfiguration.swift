public import Vocabulary

/// Which simulated observer decides when to take over.
public enum GateKind: String, Codable, Sendable, CaseIterable {
  /// Stalled progress: `ProgressGate`.
  case progress
  /// The policy's action is worse than a yardstick: `ValueGate`.
  case value
  /// The policy's action is far from the expert's: `ActionGate`.
  case action
  /// Chance alone: `RandomGate`.
  case random
  /// Nobody ever takes over.
  case never
}

/// Whose action the policy's is compared with in `ValueGate`.
public enum Yardstick: String, Codable, Sendable, CaseIterable {
  /// pi_ref(s), what the judge would do: RLIF's released code, the stronger bar.
  case judge
  /// pi_exp(s), what the acting expert would do: RLIF's eq. 5.1.
  case expert
}

/// What the learner is told when an episode ends in success.
public enum SuccessMeaning: String, Codable, Sendable, CaseIterable {
  /// r = 0 and mask 0, as an operator's success button says. With rewards ≤ 0 this is the best value there is, so every
  /// report names it.
  case terminal
  /// The episode ends, the value of o' still counts (mask 1).
  case truncated
  /// Success changes nothing; the episode goes on until time is up, in tasks that end at success, too.
  case `continue`
}

/// Which of the expert's steps are stored, with reward 0.
public enum ExpertStorage: String, Codable, Sendable, CaseIterable {
  /// Every one: RLIF, fig. 1.
  case all
  /// The last of each intervention: RLIF's released code.
  case last
  case none
}

/// How interventions are simulated and what they mean to the learner; the keys under `intervention:` of a launch file.
public struct InterventionConfiguration: Codable, Equatable, Sendable {
  /// Who decides when to take over; outcome gates beat action gates on manipulation tasks.
  public var gate = GateKind.progress
  /// Policy steps before a takeover that get −1; 1 is the paper's (arXiv:2311.12996, fig. 1).
  public var window = 1
  /// Steps the expert keeps control: n = 4 of RLIF's released code. The random gate draws its own.
  public var holdSteps = 4
  /// Policy steps after a handback in which the gate is not asked; RLIF's released code has 1. More keeps an imperfect
  /// expert from hogging control under a strict value gate.
  public var graceSteps = 1
  /// Probability of a takeover when the gate's condition holds: β of eq. 5.1, 0.95 in the released code.
  public var beta = 0.95
  /// Probability of a takeover when it does not; eq. 5.1 has 1 − β.
  public var epsilon = 0.02
  /// k: policy steps over which the progress gate looks back.
  public var progressSteps = 4
  /// d: what progress must fall per step, in the task's units (metres for manipulation).
  public var progressPerStepMeters = 0.004
  /// δ of eq. 5.1, in the judge's units, additive: the paper's factor α has no meaning for negative values.
  public var delta = 0.0
  /// λ: the threshold grows by this share of |Q_ref| of the yardstick; 1 − α of the released code (0.03 for pen, 0.01 for
  /// walker2d).
  public var deltaShare = 0.0
  public var yardstick = Yardstick.judge
  /// L1 distance of the policy's action from the expert's at which the action gate takes over; the release has 12 for
  /// the 24 elements of the pen's hand, half of each element's range.
  public var actionDistance = 1.0
  /// The action gate's 1 − β and ε are multiplied by exp(−this · episodes so far); the release: 0.1, none: 0.
  public var chanceDecayPerEpisode = 0.0
  /// Named rate of the random gate: 30, 50 or 85.
  public var randomRatePercent = 50
  /// The takeover comes this much later than the gate's decision, uniform in 0 to this.
  public var onsetJitterSeconds = 0.0
  public var onSuccess = SuccessMeaning.terminal
  public var storeExpert = ExpertStorage.all
  /// Whether a trip of the safety guard while the policy drives counts as a takeover of length 0.
  public var guardTrips = false

  public init() {}

  /// Checks every value; called once, at load.
  public func validated() throws(ConfigError) -> Self {
    try check("intervention.window", window, in: 1...1000)
    try check("intervention.holdSteps", holdSteps, in: 1...100_000)
    try check("intervention.graceSteps", graceSteps, in: 1...100_000)
    try check("intervention.beta", beta, in: 0...1)
    try check("intervention.epsilon", epsilon, in: 0...1)
    try check("intervention.progressSteps", progressSteps, in: 1...1000)
    try check("intervention.progressPerStepMeters", progressPerStepMeters, in: 0...1000)
    try check("intervention.delta", delta, in: 0...1e9)
    try check("intervention.deltaShare", deltaShare, in: 0...1)
    try check("intervention.actionDistance", actionDistance, in: 0...1000)
    try check("intervention.chanceDecayPerEpisode", chanceDecayPerEpisode, in: 0...100)
    try check("intervention.onsetJitterSeconds", onsetJitterSeconds, in: 0...60)
    if RandomGate.Rate(rawValue: randomRatePercent) == nil {
      throw .outOfRange(key: "intervention.randomRatePercent", value: "\(randomRatePercent)", allowed: "30, 50 or 85")
    }
    return self
  }
}
