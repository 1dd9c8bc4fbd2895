/// Asks for the other's clock.
public struct Ping: Equatable, Sendable {
  public var number: UInt64
  public init(number: UInt64) { self.number = number }
}

/// Tells it. The envelope's monotonic time says when it left.
public struct Pong: Equatable, Sendable {
  /// The ping's.
  public var number: UInt64
  /// From the ping's envelope.
  public var pingMonotonicNanoseconds: UInt64
  /// The answerer's monotonic clock, when the ping came in.
  public var receivedMonotonicNanoseconds: UInt64

  public init(number: UInt64, pingMonotonicNanoseconds: UInt64, receivedMonotonicNanoseconds: UInt64) {
    self.number = number
    self.pingMonotonicNanoseconds = pingMonotonicNanoseconds
    self.receivedMonotonicNanoseconds = receivedMonotonicNanoseconds
  }
}

/// One reading of a peer's monotonic clock by a message and its answer (RFC 5905, section 8).
public struct ClockSample: Equatable, Sendable {
  /// The peer's clock minus ours, if both ways took as long; wrong by at most half the round trip.
  public var offsetNanoseconds: Int64
  /// On the network: the peer's own time is taken out.
  public var roundTripNanoseconds: UInt64

  /// Nil when no pair of running clocks reads so.
  ///
  /// - Parameters:
  ///   - sent: our clock, when the message left.
  ///   - received: the peer's, when it came in.
  ///   - answered: the peer's, when the answer left.
  ///   - arrived: ours, when that came in.
  public init?(sent: UInt64, received: UInt64, answered: UInt64, arrived: UInt64) {
    guard arrived >= sent, answered >= received, arrived - sent >= answered - received else { return nil }
    roundTripNanoseconds = (arrived - sent) - (answered - received)
    let twice = (Int128(received) - Int128(sent)) + (Int128(answered) - Int128(arrived))
    guard let offset = Int64(exactly: twice / 2) else { return nil }
    offsetNanoseconds = offset
  }
}

/// What is known of a peer's monotonic clock: the sample with the shortest round trip among the last ones.
public struct ClockEstimate: Equatable, Sendable {
  /// Samples that are kept: with two a second those of 8 s, in which clocks drift apart by less than a millisecond.
  static let window = 16

  private var samples: [ClockSample] = []
  /// Times that the clock stood where no earlier sample allowed it, and the samples before were forgotten.
  public private(set) var jumps: UInt64 = 0

  public init() {}

  public mutating func add(_ sample: ClockSample) {
    if let best {
      let apart = (Int128(sample.offsetNanoseconds) - Int128(best.offsetNanoseconds)).magnitude
      // Each is wrong by at most half its round trip; 1 ms more for the drift between them.
      let allowed = UInt128(sample.roundTripNanoseconds / 2) + UInt128(best.roundTripNanoseconds / 2) + 1_000_000
      if apart > allowed {
        samples.removeAll(keepingCapacity: true)
        jumps += 1
      }
    }
    if samples.count == Self.window { samples.removeFirst() }
    samples.append(sample)
  }

  /// Nil before the first sample.
  public var best: ClockSample? { samples.min { $0.roundTripNanoseconds < $1.roundTripNanoseconds } }
}
