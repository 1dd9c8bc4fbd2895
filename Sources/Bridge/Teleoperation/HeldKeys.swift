/// Which keys are held down, as far as a terminal lets anybody know.
///
/// A terminal with the keyboard protocol tells when a key goes up. Any other one sends a key when it goes down, again after
/// a first delay, and then in short periods as long as it is the last key that went down:
///
/// | | is |
/// |---|---|
/// | from a press on, two periods | down |
/// | then, until the first delay and two periods are over | maybe: nobody knows whether the finger is still there |
/// | from the first repeat on, until two periods pass without another | down |
///
/// Delay and period are the terminal's, so they are measured: the period is the longest of the last repeats, which takes in
/// what a network adds; the delay is the time from a press to its first repeat. Only the key that went down last repeats, so
/// without the protocol one key at a time is known to be held.
public struct HeldKeys: Sendable {
  public enum Hold: Equatable, Sendable {
    case up
    /// Pressed, and too early to have been repeated: keep control, move nothing.
    case maybe
    case down
  }

  /// Repeats come 25 to 40 times a second (X.org: 25, Linux' console and macOS: about 30).
  static let firstPeriodNanoseconds: UInt64 = 40_000_000
  /// The longest usual delay before the first repeat (X.org: 660 ms; Linux' console: 250; most desktops: 500).
  static let firstDelayNanoseconds: UInt64 = 660_000_000
  /// Nobody presses a key as often as every 120 ms: what comes sooner is a repeat.
  static let longestPeriodNanoseconds: UInt64 = 120_000_000
  static let longestDelayNanoseconds: UInt64 = 1_000_000_000
  /// Repeats that the period is taken from: half a second's.
  private static let window = 16

  /// Whether the terminal tells when a key goes up.
  public private(set) var knowsReleases = false
  /// Between two repeats.
  public private(set) var periodNanoseconds = firstPeriodNanoseconds
  /// From a press to its first repeat.
  public private(set) var delayNanoseconds = firstDelayNanoseconds

  private var isMeasured = false
  private var keys: [Key: Trace] = [:]
  private var gaps: [UInt64] = []

  private struct Trace {
    var pressed: UInt64
    var last: UInt64
    /// From the press to what came next; nil before, and what that was is known by what comes after it.
    var firstGap: UInt64?
    var hasRepeated = false
  }

  public init() {}

  /// From now on keys are held until the terminal says that they went up.
  public mutating func trustReleases() {
    knowsReleases = true
    keys.removeAll()
  }

  /// - Returns: whether the key went down: a repeat is none.
  @discardableResult
  public mutating func take(_ input: TerminalInput, at now: UInt64) -> Bool {
    switch input {
    case .knowsReleases: return false
    case .release(let key):
      // Shift may have gone up before.
      keys = keys.filter { $0.key.unshifted != key.unshifted }
      return false
    case .autoRepeat(let key):
      if keys[key] == nil { keys[key] = Trace(pressed: now, last: now) }
      return false
    case .press(let key):
      guard !knowsReleases else {
        let isNew = keys[key] == nil
        keys[key] = Trace(pressed: now, last: now)
        return isNew
      }
      return press(key, at: now)
    }
  }

  public func hold(_ key: Key, at now: UInt64) -> Hold {
    guard let trace = keys[key] else { return .up }
    if knowsReleases || now < trace.last &+ 2 &* periodNanoseconds { return .down }
    if trace.hasRepeated { return .up }
    return now < trace.pressed &+ delayNanoseconds &+ 2 &* periodNanoseconds ? .maybe : .up
  }

  /// The terminal was left: whatever was held is not known any more.
  public mutating func forget() { keys.removeAll() }

  private mutating func press(_ key: Key, at now: UInt64) -> Bool {
    // What went down later takes the repeats away from all others.
    for other in keys.keys where other != key && hold(other, at: now) != .down { keys[other] = nil }
    guard var trace = keys[key], now >= trace.last else {
      keys[key] = Trace(pressed: now, last: now)
      return true
    }
    let gap = now - trace.last
    if gap <= Self.longestPeriodNanoseconds {
      learn(period: gap)
      // Now it is known that what came before was a repeat, too, and no second press.
      if let first = trace.firstGap, !trace.hasRepeated { (delayNanoseconds, isMeasured) = (first, true) }
      trace.hasRepeated = true
    } else if trace.hasRepeated || trace.firstGap != nil || !mayBeFirstRepeat(gap) {
      keys[key] = Trace(pressed: now, last: now)
      return true
    } else if hold(key, at: now) == .up {
      // Pressed again, or a delay longer than we knew: what follows tells.
      keys[key] = Trace(pressed: now, last: now, firstGap: gap)
      return true
    } else {
      trace.firstGap = gap
    }
    trace.last = now
    keys[key] = trace
    return false
  }

  /// A second press in the time of a first repeat is taken for one; once the delay is measured, that is a narrow time.
  private func mayBeFirstRepeat(_ gap: UInt64) -> Bool {
    guard isMeasured else { return gap <= Self.longestDelayNanoseconds }
    return gap >= delayNanoseconds - delayNanoseconds / 4 && gap <= delayNanoseconds + delayNanoseconds / 4
  }

  private mutating func learn(period: UInt64) {
    if gaps.count == Self.window { gaps.removeFirst() }
    gaps.append(period)
    // Packets bunch up: a gap of nothing says nothing.
    periodNanoseconds = max(gaps.max() ?? 0, 20_000_000)
  }
}
