import Vocabulary

/// Slows the joints down while the newest good command grows old: the stage before the stop.
///
/// Share of speed: 1 up to the slow age, then falling linearly to 0.05 at the age that stops. It does not rise with the next
/// command, so that a policy that is always a little late does not make the robot pulse: the smallest share stays until
/// `freshCommands` commands in a row came while none was older than `hysteresisShare` of the slow age.
struct AgeSlowdown: Sendable {
  let slowNanoseconds: UInt64
  let stopNanoseconds: UInt64
  let promptNanoseconds: UInt64
  let promptCommands: Int

  private(set) var share = 1.0
  /// Good commands since the newest was last older than `promptNanoseconds`.
  private var promptRun = 0
  private var seenCommands: UInt64 = 0

  /// - Parameters:
  ///   - policyPeriod: seconds; the slow age is half way from it to the stop unless the limits name one.
  ///   - stopNanoseconds: how long a command is obeyed.
  init(_ limits: SafetyLimits, policyPeriod: Double, stopNanoseconds: UInt64) throws(SafetyError) {
    let stop = Double(stopNanoseconds)
    let middle = (policyPeriod * 1e9 + stop) / 2
    let slow = limits.ageSlowMilliseconds > 0 ? limits.ageSlowMilliseconds * 1e6 : middle
    guard limits.ageSlowMilliseconds < stop * 1e-6 else {
      throw .badSlowAge(milliseconds: limits.ageSlowMilliseconds, stopMilliseconds: stop * 1e-6)
    }
    slowNanoseconds = UInt64(slow.rounded())
    promptNanoseconds = UInt64((limits.hysteresisShare * slow).rounded())
    self.stopNanoseconds = stopNanoseconds
    promptCommands = limits.freshCommands
  }

  /// One tick in which commands matter.
  ///
  /// - Parameters:
  ///   - age: of the last good command, nanoseconds.
  ///   - goodCommands: so far, rising.
  mutating func see(age: UInt64, goodCommands: UInt64) {
    promptRun += Int(goodCommands - seenCommands)
    seenCommands = goodCommands
    if age > promptNanoseconds { promptRun = 0 }
    if promptRun >= promptCommands { share = 1 }
    share = min(share, ageSpeedShare(age: age))
  }

  /// One tick in which they do not, or a new beginning.
  mutating func forget(goodCommands: UInt64) { (share, promptRun, seenCommands) = (1, 0, goodCommands) }

  private func ageSpeedShare(age: UInt64) -> Double {
    if age <= slowNanoseconds { return 1 }
    return speedShare(Double(age), slow: Double(slowNanoseconds), stop: Double(stopNanoseconds))
  }
}
