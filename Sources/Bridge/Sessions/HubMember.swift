public import Wire

/// One client of a hub, from its hello on.
public struct HubMember: Sendable {
  public internal(set) var hello: Hello
  /// Peer's monotonic clock minus the hub's.
  public internal(set) var clock = ClockEstimate()
  public internal(set) var roundTrips = Durations()
  /// From the peer to the hub: of messages whose sender's clock is known.
  public internal(set) var oneWays = Durations()
  var gate: Gatekeeper
  var writer: FrameWriter
  /// By the hub's clock.
  var lastHeard: UInt64
  var nextPing: UInt64
  /// It is gone when it has sent nothing for so long.
  var patience = Beats.silenceNanoseconds
  var pings: UInt64 = 0
  /// Rejections are told to their sender, so many a second.
  var notices = Allowance(perSecond: 10)

  public var session: UInt64 { gate.session ?? 0 }
  public var role: Role { hello.role }
  public var name: String { hello.name }

  public var status: PeerStatus {
    PeerStatus(
      session: session, role: role, name: name, clockOffsetNanoseconds: clock.best?.offsetNanoseconds ?? 0,
      roundTrip: roundTrips.percentiles, oneWay: oneWays.percentiles, received: gate.accepted,
      lost: gate.sequence.missing, rejected: gate.rejected)
  }

  mutating func learnClock(_ sample: ClockSample?) {
    guard let sample else { return }
    clock.add(sample)
    roundTrips.add(sample.roundTripNanoseconds)
    gate.clockOffset = clock.best
  }

  /// How long a message was on its way by the clocks' best reading; nil while there is none.
  func age(of sent: SendTime, at now: UInt64) -> UInt64? {
    guard let best = clock.best else { return nil }
    let age = Int128(now) - (Int128(sent.monotonicNanoseconds) - Int128(best.offsetNanoseconds))
    return UInt64(clamping: max(0, age))
  }
}

/// Something that may be done so often a second, a second's worth at once.
struct Allowance: Sendable {
  private let perSecond: Double
  private var budget: Double
  private var last: UInt64?

  init(perSecond: Double) { (self.perSecond, budget) = (perSecond, perSecond) }

  mutating func take(at now: UInt64) -> Bool {
    if let last, now > last { budget = min(perSecond, budget + Double(now - last) * 1e-9 * perSecond) }
    last = max(last ?? now, now)
    guard budget >= 1 else { return false }
    budget -= 1
    return true
  }
}
