import Vocabulary

/// Time that training took, without evaluations and saving.
struct Stopwatch {
  struct Rates {
    var stepsPerSecond: Double
    var updatesPerSecond: Double
  }

  private let time: any TimeSource
  private var startedAt: UInt64 = 0
  private var lapNanoseconds: UInt64 = 0
  private(set) var totalSeconds = 0.0
  private var updatesBefore: UInt64 = 0
  /// Of the last lap; what is shown until the next one has begun.
  private var lastRates = Rates(stepsPerSecond: 0, updatesPerSecond: 0)

  init(time: any TimeSource) { self.time = time }

  mutating func start() { startedAt = time.nanoseconds }
  mutating func stop() { lapNanoseconds += time.nanoseconds - startedAt }

  /// Rates since the last lap; those of that lap itself while no time has gone by.
  func rates(steps: Int, updates: UInt64) -> Rates {
    if lapNanoseconds == 0 { return lastRates }
    let seconds = max(1e-9, Double(lapNanoseconds) * 1e-9)
    return Rates(
      stepsPerSecond: Double(steps) / seconds,
      updatesPerSecond: Double(updates >= updatesBefore ? updates - updatesBefore : 0) / seconds)
  }

  /// Ends a lap: its rates, and its own length in seconds.
  mutating func lap(steps: Int, updates: UInt64) -> (speed: TrainingMetrics.Speed, lapSeconds: Double) {
    let rates = rates(steps: steps, updates: updates)
    let seconds = Double(lapNanoseconds) * 1e-9
    totalSeconds += seconds
    lapNanoseconds = 0
    updatesBefore = updates
    lastRates = rates
    return (
      .init(stepsPerSecond: rates.stepsPerSecond, updatesPerSecond: rates.updatesPerSecond, seconds: totalSeconds),
      seconds
    )
  }
}
