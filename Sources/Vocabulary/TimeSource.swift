/// Where a component reads the time; passed in, so that tests and training move it by hand.
public protocol TimeSource: Sendable {
  /// Monotonic nanoseconds from an arbitrary start.
  var nanoseconds: UInt64 { get }
}

/// The machine's monotonic clock.
public struct SystemTime: TimeSource {
  public init() {}
  private static let start = ContinuousClock.now

  public var nanoseconds: UInt64 {
    // Read first: the start is set when it is asked for, and a time before it would be negative.
    let start = Self.start
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }
}

extension TimeSource {
  /// Seconds from the same start as `nanoseconds`.
  public var seconds: Double { Double(nanoseconds) * 1e-9 }
}
