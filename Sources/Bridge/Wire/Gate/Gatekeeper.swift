/// Decides which frames of one peer may be acted on: everything that a receiver checks is checked here and nowhere else.
///
/// One per peer's session and socket, or topic. In this order, and the first fault is the reason: rate, size and form of the frame,
/// version, session, order, who may send it and when, spaces, age, contents, epoch. Every rejection is counted by its
/// reason; nothing that was refused has any effect but on the counts and, where its session and order were right, on the
/// sequence (it was sent and did arrive).
public struct Gatekeeper: Sendable {
  /// What the gate has to do with.
  public enum Stance: Sendable {
    /// We are the hub: the peer says hello first, and we `agree`.
    case hub
    /// We are a client: the hub's welcome (and a simulated task that it opens) is agreed on when it is admitted.
    case client
    /// We are a client that has subscribed to a topic: the agreement comes from the session, no handshake happens here.
    case subscriber(Agreement, Topic)
  }

  /// Messages of a client before the handshake is over.
  static let greetings: UInt32 = 16

  private let weAreTheHub: Bool
  /// What we have subscribed to; nil on a session's socket.
  private let topic: Topic?
  public let limits: WireLimits
  /// The peer's, once a message of a right form has come at its right time; nil before.
  public private(set) var session: UInt64?
  /// The peer's; nil before the hello.
  public private(set) var role: Role?
  public private(set) var agreement: Agreement?
  /// Lowest epoch that commands, grants, renewals and releases may carry. Rises with what is admitted; the hub raises it when
  /// it grants a lease.
  public private(set) var lowestEpoch: UInt64 = 0
  /// The peer's monotonic clock minus ours; nil while it is not known, and messages are not too old then.
  public var clockOffset: ClockSample?
  public private(set) var sequence = SequenceTracker()
  public private(set) var accepted: UInt64 = 0
  public private(set) var rejected = RejectionCounts()
  private var rate = RateLimit(budget: greetings)

  public init(_ stance: Stance, limits: WireLimits = WireLimits()) {
    self.limits = limits
    switch stance {
    case .hub: (weAreTheHub, topic) = (true, nil)
    case .client: (weAreTheHub, topic, role) = (false, nil, .hub)
    case .subscriber(let agreement, let topic):
      (weAreTheHub, self.topic, role) = (false, topic, .hub)
      self.agreement = agreement
      sequence = SequenceTracker(startsAnywhere: true)
    }
    if !weAreTheHub { rate = RateLimit(budget: .max) }
  }

  /// The hub has sent its welcome, or opened a simulated task for the peer.
  public mutating func agree(_ agreement: Agreement) {
    precondition(role != nil, "a hub agrees with a peer that has said hello")
    if self.agreement == nil { rate = RateLimit(budget: agreement.maximumMessagesPerSecond) }
    self.agreement = agreement
  }

  /// Commands under a lower epoch are over.
  public mutating func raiseEpoch(to epoch: UInt64) { lowestEpoch = max(lowestEpoch, epoch) }

  /// What a frame says, if it may be acted on.
  ///
  /// - Parameter now: our monotonic clock, nanoseconds.
  public mutating func admit(_ frame: [UInt8], at now: UInt64) throws(Rejection) -> Envelope {
    do {
      let envelope = try judge(frame, at: now)
      accepted += 1
      return envelope
    } catch {
      rejected[error.reason] += 1
      throw error
    }
  }

  private mutating func judge(_ frame: [UInt8], at now: UInt64) throws(Rejection) -> Envelope {
    if weAreTheHub {
      try rate.take(perSecond: agreement?.maximumMessagesPerSecond ?? Self.greetings, at: now)
    }
    let envelope = try FrameCodec.decode(frame, limits: limits)
    guard envelope.session != 0, envelope.session == session ?? envelope.session else {
      throw .session(found: envelope.session, expected: session ?? 0)
    }
    guard envelope.topic == topic else {
      throw .topic(found: envelope.topic, expected: topic)
    }
    try checkStage(envelope.body.kind)
    try sequence.take(envelope.sequence)
    session = envelope.session
    let sender = try checkSender(envelope)
    try checkAge(envelope, at: now)
    try BodyCheck(agreement: agreement, session: envelope.session, role: sender).check(envelope.body)
    try checkEpoch(envelope.body)
    adopt(envelope.body)
    return envelope
  }

  /// Whether this kind may come at this stage of the session.
  private func checkStage(_ kind: MessageKind) throws(Rejection) {
    switch kind {
    case .hello where weAreTheHub: if role != nil { throw .secondHandshake(kind: kind) }
    case .welcome where !weAreTheHub, .refusal where !weAreTheHub:
      if agreement != nil { throw .secondHandshake(kind: kind) }
    case .rejection where !weAreTheHub: break
    default: if agreement == nil { throw .beforeHandshake(kind: kind) }
    }
  }

  private func checkSender(_ envelope: Envelope) throws(Rejection) -> Role {
    let kind = envelope.body.kind
    let sender: Role
    if let role {
      sender = role
    } else if case .hello(let hello) = envelope.body {
      sender = hello.role
    } else {
      throw .beforeHandshake(kind: kind)
    }
    guard kind.senders.contains(sender) else { throw .role(sender, kind: kind) }
    switch envelope.body {
    case .hello, .refusal, .rejection: break
    case .welcome(let welcome): try checkSchema(envelope, welcome.spaces.schemaHash)
    case .simulationOpened(let opened): try checkSchema(envelope, opened.spaces.schemaHash)
    default: if let agreement { try checkSchema(envelope, agreement.schemaHash) }
    }
    return sender
  }

  private func checkSchema(_ envelope: Envelope, _ expected: UInt64) throws(Rejection) {
    guard envelope.schemaHash == expected else { throw .schema(found: envelope.schemaHash, expected: expected) }
  }

  private func checkAge(_ envelope: Envelope, at now: UInt64) throws(Rejection) {
    guard let clockOffset, envelope.validForMilliseconds > 0 else { return }
    // Wide, because every number of it may be anything.
    let age =
      Int128(now) - (Int128(envelope.sent.monotonicNanoseconds) - Int128(clockOffset.offsetNanoseconds))
    let doubt = Int128(clockOffset.roundTripNanoseconds / 2)
    let limit = Int128(envelope.validForMilliseconds) * 1_000_000
    // A second ahead is more than clocks drift apart between two pings.
    guard age - doubt <= limit, age + doubt >= -1_000_000_000 else {
      throw .stale(ageMilliseconds: Int(clamping: age / 1_000_000), limit: Int(envelope.validForMilliseconds))
    }
  }

  private func checkEpoch(_ body: MessageBody) throws(Rejection) {
    let epoch: UInt64
    switch body {
    case .command(let command): epoch = command.epoch
    case .leaseGrant(let grant): epoch = grant.epoch
    case .leaseRenewal(let renewal): epoch = renewal.epoch
    case .leaseRelease(let release): epoch = release.epoch
    default: return
    }
    guard epoch >= lowestEpoch else { throw .epoch(found: epoch, lowest: lowestEpoch) }
  }

  private mutating func adopt(_ body: MessageBody) {
    switch body {
    case .hello(let hello): role = hello.role
    case .welcome(let welcome):
      agreement = Agreement(welcome)
      raiseEpoch(to: welcome.epoch)
    case .simulationOpened(let opened): agreement = Agreement(opened)
    case .leaseGrant(let grant): raiseEpoch(to: grant.epoch)
    case .leaseRevocation(let revocation): if revocation.epoch < .max { raiseEpoch(to: revocation.epoch + 1) }
    case .command(let command): if !weAreTheHub { raiseEpoch(to: command.epoch) }
    default: break
    }
  }
}
