public import Vocabulary

/// Everything a run counts; saved with each checkpoint, so that a resumed run goes on counting.
public struct TrainingCounters: Codable, Equatable, Sendable {
  public var steps = 0
  public var episodes = 0
  public var takeovers = 0
  /// Steps that cost the expert something: driven by it, labelled by it, and those of demonstrations.
  public var expertSteps = 0
  /// Steps of demonstrations, counted in `expertSteps` and not in `steps` (except by `bc`, which has no others).
  public var demonstrationSteps = 0
  /// Steps that the policy drove and the expert labelled afterwards, counted in `expertSteps`.
  public var labelledSteps = 0
  /// Training episodes that ended in success, whoever drove.
  public var successes = 0
  /// Training episodes that ended because the simulation broke.
  public var divergences = 0
  /// Environment steps and expert-driven steps per tenth of the run, for the first and last tenth of the report.
  public var stepsPerTenth = [Int](repeating: 0, count: 10)
  public var expertStepsPerTenth = [Int](repeating: 0, count: 10)

  public init() {}

  /// Counts one step of a run of `total` steps.
  public mutating func countStep(authority: Authority, takeoverStarted: Bool, total: Int) {
    let tenth = min(9, steps * 10 / max(1, total))
    steps += 1
    stepsPerTenth[tenth] += 1
    if authority == .expert {
      expertSteps += 1
      expertStepsPerTenth[tenth] += 1
    }
    if takeoverStarted { takeovers += 1 }
  }

  /// Counts demonstrations, before the first step.
  public mutating func addDemonstrations(steps: Int) {
    demonstrationSteps += steps
    expertSteps += steps
  }

  /// Counts steps that the policy drove and the expert labelled afterwards.
  public mutating func countLabels(_ labels: Int) {
    labelledSteps += labels
    expertSteps += labels
  }

  /// Share of the steps of one tenth that the expert drove; nil where there was none.
  public func interventionRate(tenth: Int) -> Double? {
    stepsPerTenth[tenth] == 0 ? nil : Double(expertStepsPerTenth[tenth]) / Double(stepsPerTenth[tenth])
  }

  /// For a checkpoint's identity: every count by name.
  public var named: [String: UInt64] { named(prefix: "") }

  func named(prefix: String) -> [String: UInt64] {
    var counts = [
      "steps": steps, "episodes": episodes, "takeovers": takeovers, "expertSteps": expertSteps, "successes": successes,
      "divergences": divergences, "demonstrationSteps": demonstrationSteps,
      "labelledSteps": labelledSteps,
    ]
    for tenth in 0..<10 {
      counts["steps.\(tenth)"] = stepsPerTenth[tenth]
      counts["expertSteps.\(tenth)"] = expertStepsPerTenth[tenth]
    }
    return Dictionary(uniqueKeysWithValues: counts.map { (prefix + $0, UInt64($1)) })
  }

  /// From a checkpoint's identity; nil when a count is missing or impossible.
  public init?(named counts: [String: UInt64]) { self.init(named: counts, prefix: "") }

  init?(named counts: [String: UInt64], prefix: String) {
    func count(_ name: String) -> Int? { counts[prefix + name].flatMap { Int(exactly: $0) } }
    guard let steps = count("steps"), let episodes = count("episodes"), let takeovers = count("takeovers"),
      let expertSteps = count("expertSteps"), let successes = count("successes")
    else { return nil }
    (self.steps, self.episodes, self.takeovers) = (steps, episodes, takeovers)
    (self.expertSteps, self.successes) = (expertSteps, successes)
    // Not in the checkpoints of the first runs.
    divergences = count("divergences") ?? 0
    demonstrationSteps = count("demonstrationSteps") ?? 0
    labelledSteps = count("labelledSteps") ?? 0
    for tenth in 0..<10 {
      guard let all = count("steps.\(tenth)"), let byExpert = count("expertSteps.\(tenth)") else { return nil }
      (stepsPerTenth[tenth], expertStepsPerTenth[tenth]) = (all, byExpert)
    }
  }
}
