/// At most so many messages in a second, with one second's worth at once.
struct RateLimit: Equatable, Sendable {
  private var budget: Double
  private var last: UInt64?

  /// - Parameter budget: messages that may come at once at the start.
  init(budget: UInt32) { self.budget = Double(budget) }

  /// - Parameter now: our monotonic clock, nanoseconds; one that goes back adds nothing.
  mutating func take(perSecond: UInt32, at now: UInt64) throws(Rejection) {
    if let last, now > last { budget += Double(now - last) * 1e-9 * Double(perSecond) }
    last = max(last ?? now, now)
    budget = min(budget, Double(perSecond))
    guard budget >= 1 else { throw .rate(perSecond: perSecond) }
    budget -= 1
  }
}
