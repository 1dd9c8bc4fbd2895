public import Vocabulary

/// What a number of episodes showed, without learning.
public struct EvaluationResult: Codable, Equatable, Sendable {
  public var episodes: Int
  public var successes: Int
  /// Mean and standard deviation of the undiscounted task return over episodes.
  public var returnMean: Double
  public var returnDeviation: Double
  /// Mean steps of an episode.
  public var lengthMean: Double

  public var successRate: Double { episodes == 0 ? 0 : Double(successes) / Double(episodes) }
}

/// One finished episode.
public struct EpisodeSummary: Codable, Equatable, Sendable {
  public var episode: Int
  public var seed: UInt64
  public var `return`: Double
  public var success: Bool
  public var length: Int
  public var stateHash: String
  /// Why it ended, in words; empty where the environment did not say.
  public var cause = ""
}

/// Who drives an episode outside training.
public enum Driver {
  /// A policy, by its mode or by samples.
  case policy(any Policy, ActionSelection)
  /// The task's scripted expert.
  case expert(any Expert)
  /// Uniform actions in [-1, 1].
  case random
}

/// Runs episodes of one environment; seeds are `firstSeed`, `firstSeed + 1`, ...: everybody who is compared sees the
/// same starts and goals.
public struct EpisodeRunner {
  private let environment: any Environment

  /// Sees every state: after a reset with nil, after a step with its result.
  public var watch: ((StepResult?) throws -> Void)?

  public init(environment: any Environment, watch: ((StepResult?) throws -> Void)? = nil) {
    self.environment = environment
    self.watch = watch
  }

  /// Runs one episode to its end; `afterStep` sees every step and may stop the episode by returning false.
  public func run(
    _ driver: Driver, episode: Int, seed: UInt64, afterStep: (StepResult) -> Bool = { _ in true }
  ) throws -> EpisodeSummary {
    var observation = [Float](repeating: 0, count: environment.specification.observation.dimension)
    var action = [Float](repeating: 0, count: environment.specification.action.dimension)
    try environment.reset(seed: seed)
    try watch?(nil)
    var random = RandomStream(seed: seed).derived("driver")
    if case .expert(let expert) = driver { expert.beginEpisode(random: &random) }
    var summary = EpisodeSummary(episode: episode, seed: seed, return: 0, success: false, length: 0, stateHash: "")
    while true {
      var observed = observation.mutableSpan
      environment.copyObservation(into: &observed)
      var chosen = action.mutableSpan
      switch driver {
      case .policy(let policy, let selection):
        policy.act(observation: observation.span, selection: selection, action: &chosen)
      case .expert(let expert): expert.act(observation: observation.span, action: &chosen)
      case .random: for place in chosen.indices { chosen[place] = Float(random.uniform(-1, 1)) }
      }
      let result = try environment.step(action.span)
      try watch?(result)
      summary.return += result.reward
      summary.length += 1
      summary.success = summary.success || result.success
      if let cause = result.cause { summary.cause = cause.description }
      if !afterStep(result) || result.outcome != .running { break }
    }
    summary.stateHash = hexadecimal(environment.stateHash)
    return summary
  }

  /// Runs `episodes` episodes and sums them up.
  public func evaluate(
    _ driver: Driver, episodes: Int, firstSeed: UInt64, afterEpisode: (EpisodeSummary) -> Bool = { _ in true }
  ) throws -> EvaluationResult {
    var (returns, lengths, successes) = ([Double](), 0, 0)
    for episode in 0..<episodes {
      let summary = try run(driver, episode: episode, seed: firstSeed &+ UInt64(episode))
      returns.append(summary.return)
      lengths += summary.length
      successes += summary.success ? 1 : 0
      if !afterEpisode(summary) { break }
    }
    let count = Double(max(1, returns.count))
    let mean = returns.reduce(0, +) / count
    let variance = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return EvaluationResult(
      episodes: returns.count, successes: successes, returnMean: mean, returnDeviation: variance.squareRoot(),
      lengthMean: Double(lengths) / count)
  }
}

/// Sixteen digits, as `stateHash` is printed everywhere.
func hexadecimal(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
