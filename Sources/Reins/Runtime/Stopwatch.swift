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

  /// Of the running lap.
  var lapSeconds: Double { Double(lapNanoseconds) * 1e-9 }

  /// Goes on where another process stopped.
  ///
  /// - Parameter updates: at the end of the lap before.
  mutating func goOn(seconds: Double, lapSeconds: Double, updates: UInt64) {
    totalSeconds = max(0, seconds)
    lapNanoseconds = UInt64(min(1e9, max(0, lapSeconds)) * 1e9)
    updatesBefore = updates
  }

  /// Rates since the last lap; those of that lap itself while no time has gone by.
  func rates(steps: Int, updates: UInt64) -> Rates {
    if lapNanoseconds == 0 { return lastRates }
    let seconds = max(1e-9, Double(lapNanoseconds) * 1e-9)
    return Rates(
      stepsPerSecond: Double(steps) / seconds,
      updatesPerSecond: Double(updates >= updatesBefore ? updates - updatesBefore : 0) / seconds)
  }

  /// Ends a lap: its rates, and the time since the start.
  mutating func lap(steps: Int, updates: UInt64) -> TrainingMetrics.Speed {
    let rates = rates(steps: steps, updates: updates)
    totalSeconds += lapSeconds
    lapNanoseconds = 0
    updatesBefore = updates
    lastRates = rates
    return .init(
      stepsPerSecond: rates.stepsPerSecond, updatesPerSecond: rates.updatesPerSecond, seconds: totalSeconds)
  }
}
