import Vocabulary

/// What a hub counts of a run.
public struct PilotCounts: Equatable, Sendable {
  /// Steps that somebody commanded and the robot obeyed.
  public var steps = 0
  public var expertSteps = 0
  public var takeovers = 0
  public var episodes = 0
  public var successes = 0

  public init() {}

  mutating func count(_ authority: Authority, takeover: Bool) {
    steps += 1
    if authority == .expert { expertSteps += 1 }
    if takeover { takeovers += 1 }
  }

  /// For a checkpoint's identity.
  public var named: [String: UInt64] {
    [
      "steps": UInt64(steps), "expertSteps": UInt64(expertSteps), "takeovers": UInt64(takeovers),
      "episodes": UInt64(episodes), "successes": UInt64(successes),
    ]
  }

  /// Counts that are missing are 0.
  public init(named counts: [String: UInt64]) {
    func count(_ name: String) -> Int { Int(clamping: counts[name] ?? 0) }
    (steps, expertSteps, takeovers) = (count("steps"), count("expertSteps"), count("takeovers"))
    (episodes, successes) = (count("episodes"), count("successes"))
  }

  static func + (one: Self, other: Self) -> Self {
    var sum = one
    sum.steps += other.steps
    sum.expertSteps += other.expertSteps
    sum.takeovers += other.takeovers
    sum.episodes += other.episodes
    sum.successes += other.successes
    return sum
  }
}
