public import Vocabulary
public import Wire

/// A client's end of a session with a hub: hello, pings, clocks, and a new hello when the session is lost. Pure: frames in,
/// frames out, time passed in.
public struct ClientSession: Sendable {
  public enum Stage: Equatable, Sendable {
    /// Hello is said, or will be.
    case greeting
    case open
    /// By the hub. `duplicate` and `full` are tried again, everything else is final.
    case refused(Refusal)
    /// We said farewell.
    case ended
  }

  /// What a frame, or the passing of time, meant.
  public enum Input: Equatable, Sendable {
    case nothing
    /// A session begins; whatever the one before had agreed on is over.
    case welcomed(Welcome)
    case refused(Refusal)
    /// The session is over: why. A new hello follows by itself.
    case lost(String)
    case message(Envelope)
  }

  /// The next hello: a robot raises `highestEpoch`.
  public var hello: Hello
  public private(set) var stage = Stage.greeting
  /// Of the open session; nil otherwise.
  public private(set) var welcome: Welcome?
  /// The hub's monotonic clock minus ours.
  public private(set) var clock = ClockEstimate()
  public private(set) var roundTrips = Durations()
  /// Answers to our pings, over all sessions.
  public private(set) var pongs: UInt64 = 0
  /// Frames of the hub that were refused, over all sessions.
  public private(set) var rejected = RejectionCounts()
  /// Of the hub's sequence numbers, over all sessions.
  public private(set) var lost: UInt64 = 0
  /// Sessions that were opened.
  public private(set) var sessions: UInt64 = 0

  private let limits: WireLimits
  private var random: RandomStream
  private var writer: FrameWriter
  private var gate: Gatekeeper
  private var lastHeard: UInt64 = 0
  private var nextPing: UInt64 = 0
  private var nextHello: UInt64 = 0
  private var helloSent: UInt64 = 0
  private var pings: UInt64 = 0
  /// Frames of another hub in a row.
  private var foreignFrames = 0

  /// - Parameter random: where sessions are drawn from: another stream in each process.
  public init(hello: Hello, random: RandomStream, limits: WireLimits = WireLimits()) {
    self.hello = hello
    self.limits = limits
    self.random = random
    writer = FrameWriter(session: 1)
    gate = Gatekeeper(.client, limits: limits)
    begin()
  }

  /// Ours, as the hub's messages name it.
  public var session: UInt64 { writer.session }
  public var isOpen: Bool { stage == .open }
  /// How long the hub has said nothing, nanoseconds. While a session is open it pings twice a second.
  public func silence(at now: UInt64) -> UInt64 { now > lastHeard ? now - lastHeard : 0 }
  /// Says who commands: raised by grants and by commands.
  public var lowestEpoch: UInt64 { gate.lowestEpoch }

  /// To be called often: says hello, pings, and notices silence.
  ///
  /// - Parameter send: false where no connection takes the frame; a hello is sent again soon then.
  public mutating func poll(at now: SendTime, send: (consuming [UInt8]) throws -> Bool) rethrows -> Input {
    let time = now.monotonicNanoseconds
    switch stage {
    case .ended: return .nothing
    case .refused(let refusal) where refusal.reason != .duplicate && refusal.reason != .full: return .nothing
    case .greeting, .refused:
      guard time >= nextHello else { return .nothing }
      begin()
      helloSent = time
      let isSent = try send(writer.frame(.hello(hello), at: now))
      nextHello = time &+ (isSent ? Beats.helloNanoseconds : Beats.retryNanoseconds)
      return .nothing
    case .open:
      if time > lastHeard, time - lastHeard > Beats.silenceNanoseconds {
        return lose("the hub has said nothing for \((time - lastHeard) / 1_000_000) ms", at: time)
      }
      if time >= nextPing {
        pings += 1
        nextPing = time &+ Beats.pingNanoseconds
        _ = try send(writer.frame(.ping(Ping(number: pings)), at: now))
      }
      return .nothing
    }
  }

  /// Takes a frame of the hub.
  public mutating func receive(
    _ frame: [UInt8], at now: SendTime, send: (consuming [UInt8]) throws -> Bool
  ) rethrows -> Input {
    guard stage == .greeting || stage == .open else { return .nothing }
    let envelope: Envelope
    do throws(Rejection) {
      envelope = try gate.admit(frame, at: now.monotonicNanoseconds)
    } catch {
      rejected[error.reason] += 1
      // Another hub speaks where ours did: it was started anew. One such frame may be a damaged one.
      guard case .session = error, isOpen else { return .nothing }
      foreignFrames += 1
      return foreignFrames < 2 ? .nothing : lose("the hub was started anew", at: now.monotonicNanoseconds)
    }
    lastHeard = max(lastHeard, now.monotonicNanoseconds)
    foreignFrames = 0
    return try take(envelope, at: now, send: send)
  }

  /// The next frame of an open session; nil when there is none.
  public mutating func frame(
    _ body: MessageBody, at now: SendTime, validForMilliseconds: UInt32 = 0
  ) -> [UInt8]? {
    isOpen ? writer.frame(body, at: now, validForMilliseconds: validForMilliseconds) : nil
  }

  /// A ping out of turn; nil where no session is open.
  public mutating func ping(at now: SendTime) -> [UInt8]? {
    guard isOpen else { return nil }
    pings += 1
    nextPing = now.monotonicNanoseconds &+ Beats.pingNanoseconds
    return writer.frame(.ping(Ping(number: pings)), at: now)
  }

  /// Ends the session for good; the frame that says so, if anybody listens.
  public mutating func end(_ text: String, at now: SendTime) -> [UInt8]? {
    let frame = frame(.farewell(Farewell(text: text)), at: now)
    stage = .ended
    welcome = nil
    return frame
  }

  private mutating func take(
    _ envelope: Envelope, at now: SendTime, send: (consuming [UInt8]) throws -> Bool
  ) rethrows -> Input {
    let time = now.monotonicNanoseconds
    switch envelope.body {
    case .welcome(let welcome):
      // One that answers a hello before the last says nothing about this session.
      guard welcome.helloMonotonicNanoseconds == helloSent else {
        gate = Gatekeeper(.client, limits: limits)
        return .nothing
      }
      stage = .open
      sessions += 1
      self.welcome = welcome
      writer.schemaHash = welcome.spaces.schemaHash
      nextPing = time
      learnClock(
        ClockSample(
          sent: welcome.helloMonotonicNanoseconds, received: welcome.receivedMonotonicNanoseconds,
          answered: envelope.sent.monotonicNanoseconds, arrived: time))
      return .welcomed(welcome)
    case .refusal(let refusal):
      stage = .refused(refusal)
      nextHello = time &+ Beats.helloNanoseconds
      return .refused(refusal)
    case .ping(let ping):
      let pong = Pong(
        number: ping.number, pingMonotonicNanoseconds: envelope.sent.monotonicNanoseconds,
        receivedMonotonicNanoseconds: time)
      _ = try send(writer.frame(.pong(pong), at: now))
      return .nothing
    case .pong(let pong):
      pongs += 1
      learnClock(
        ClockSample(
          sent: pong.pingMonotonicNanoseconds, received: pong.receivedMonotonicNanoseconds,
          answered: envelope.sent.monotonicNanoseconds, arrived: time))
      return .nothing
    case .farewell(let farewell): return lose("the hub says farewell: \(farewell.text)", at: time)
    case .rejection(let notice):
      // The hub does not know this session: it was started anew, or has given us up.
      if isOpen, [.session, .handshake].contains(notice.reason) {
        return lose("the hub does not know this session: \(notice.text)", at: time)
      }
      return .message(envelope)
    case .simulationOpened(let opened):
      writer.schemaHash = opened.spaces.schemaHash
      return .message(envelope)
    default: return .message(envelope)
    }
  }

  private mutating func learnClock(_ sample: ClockSample?) {
    guard let sample else { return }
    clock.add(sample)
    roundTrips.add(sample.roundTripNanoseconds)
    gate.clockOffset = clock.best
  }

  private mutating func lose(_ reason: String, at time: UInt64) -> Input {
    stage = .greeting
    welcome = nil
    nextHello = time
    return .lost(reason)
  }

  /// A new session: nothing of the one before holds.
  private mutating func begin() {
    lost += gate.sequence.missing
    writer = FrameWriter(session: random.next() | 1)
    gate = Gatekeeper(.client, limits: limits)
    clock = ClockEstimate()
    foreignFrames = 0
    stage = .greeting
  }
}
