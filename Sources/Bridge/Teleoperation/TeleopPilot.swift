import Vocabulary
public import Wire

/// What a teleop asks the hub for, from what hands do: the lease, commands, renewals, the release. Pure; time is passed in.
///
/// | stage | hands | hub | becomes |
/// |---|---|---|---|
/// | watching | enable | | asking: `lease_request` |
/// | asking | | grants | holding: commands, renewals |
/// | asking, holding | let go | | watching: `lease_release` |
/// | asking | | denies | barred |
/// | holding | | revokes, grants somebody else, session lost | barred |
/// | barred | let go | | watching |
///
/// Barred hands must let go and press anew: nobody comes back into control because a key happened to be down.
public struct TeleopPilot: Sendable {
  public enum Stage: Equatable, Sendable {
    case watching
    case asking
    case holding
    /// Why; for people.
    case barred(String)
  }

  /// A message that the hub shall get.
  public struct Wish: Equatable, Sendable {
    public var body: MessageBody
    public var validForMilliseconds: UInt32

    public init(_ body: MessageBody, validForMilliseconds: UInt32 = 0) {
      (self.body, self.validForMilliseconds) = (body, validForMilliseconds)
    }
  }

  /// Between two requests that were not answered.
  static let requestNanoseconds: UInt64 = 500_000_000
  /// Renewals in one deadman time; docs/wire.md asks for three.
  static let renewals: UInt64 = 4

  public private(set) var stage = Stage.watching
  /// Of the lease that we hold; 0 otherwise.
  public private(set) var epoch: UInt64 = 0
  /// Times that control was got.
  public private(set) var takeovers: UInt64 = 0
  public private(set) var commands: UInt64 = 0
  /// Whether latching holds control without a key.
  public private(set) var isLatched = false

  private let priority: UInt32
  private let latches: Bool
  private let purpose: String
  private var session: UInt64 = 0
  private var periodNanoseconds: UInt64 = 0
  private var deadmanNanoseconds: UInt64 = 0
  private var observation = Seen()
  private var answered: UInt64 = 0
  private var nextRequest: UInt64 = 0
  private var nextRenewal: UInt64 = 0
  private var lastCommand: UInt64?

  /// The newest observation, as events and commands name it.
  private struct Seen {
    var number: UInt64 = 0
    var episode: UInt64 = 0
    var step: UInt32 = 0
    var at: UInt64 = 0
  }

  /// - Parameters:
  ///   - priority: 0 to 100.
  ///   - latches: a press of the takeover key takes over, another one hands back; keys of motion take over nothing.
  public init(priority: UInt32 = 0, latches: Bool = false, purpose: String = "") {
    (self.priority, self.latches, self.purpose) = (priority, latches, purpose)
  }

  public var isInControl: Bool { stage == .holding }

  /// A session begins.
  public mutating func begin(_ welcome: Welcome, session: UInt64) {
    bar("the session is new: let go and press anew")
    self.session = session
    // A hub that says no rate runs no policy; ten a second show that.
    periodNanoseconds = UInt64(1e9 / (welcome.policyHertz > 0 ? welcome.policyHertz : 10))
    deadmanNanoseconds = UInt64(welcome.deadmanMilliseconds) * 1_000_000
    (observation, answered, lastCommand) = (Seen(), 0, nil)
  }

  /// The session is over.
  public mutating func end() {
    bar("the connection was lost: let go and press anew")
    session = 0
  }

  /// What the hub says about leases and observations; anything else means nothing here.
  public mutating func hear(_ body: MessageBody, at now: UInt64) {
    switch body {
    case .observation(let seen):
      observation = Seen(number: seen.number, episode: seen.episode, step: seen.step, at: now)
    case .leaseGrant(let grant):
      if grant.holder == session && session != 0 {
        // Let go before it came: the next turn gives it back.
        if stage != .holding { takeovers += 1 }
        (stage, epoch) = (.holding, grant.epoch)
        deadmanNanoseconds = UInt64(grant.deadmanMilliseconds) * 1_000_000
        nextRenewal = now
      } else if stage == .holding {
        bar("\(grant.holderName) commands now: let go and press anew")
      }
    case .leaseRevocation(let revocation):
      guard stage == .holding, revocation.epoch >= epoch else { return }
      bar("the hub took control back (\(revocation.text)): let go and press anew")
    case .leaseDenial(let denial):
      guard stage == .asking else { return }
      bar("denied: \(denial.text)")
    default: break
    }
  }

  /// - Parameter deeds: what was done since the last turn; events become wishes, without a lease.
  public mutating func turn(_ hands: Hands, deeds: [Deed], at now: UInt64, wishes: inout [Wish]) {
    for deed in deeds { act(deed, at: now, &wishes) }
    guard session != 0 else { return }
    let enables = latches ? isLatched : hands.takesOver || hands.moves
    switch stage {
    case .barred: if !enables { stage = .watching }
    case .watching: if enables { ask(at: now, &wishes) }
    case .asking:
      if !enables {
        stage = .watching
      } else if now >= nextRequest {
        ask(at: now, &wishes)
      }
    case .holding:
      guard enables else {
        release(&wishes)
        stage = .watching
        return
      }
      if now >= nextRenewal {
        wishes.append(Wish(.leaseRenewal(LeaseRenewal(epoch: epoch))))
        nextRenewal = now &+ deadmanNanoseconds / Self.renewals
      }
      if isDue(at: now) { command(hands.action, at: now, &wishes) }
    }
  }

  /// Gives control back, and takes it no more until hands let go: for the program's end.
  public mutating func letGo(wishes: inout [Wish]) {
    if stage == .holding { release(&wishes) }
    bar("let go")
  }

  private mutating func act(_ deed: Deed, at now: UInt64, _ wishes: inout [Wish]) {
    switch deed {
    case .takeover: if latches { isLatched.toggle() }
    case .help, .quit: break
    case .event(let kind):
      guard session != 0 else { return }
      wishes.append(
        Wish(
          .event(
            Event(
              kind: kind, atNanoseconds: now, origin: session, originRole: .teleop, episode: observation.episode,
              step: observation.step))))
      // Who stops everything does not command it.
      guard kind == .stop else { return }
      if stage == .holding { release(&wishes) }
      bar("stopped: let go and press anew")
    }
  }

  private mutating func ask(at now: UInt64, _ wishes: inout [Wish]) {
    stage = .asking
    nextRequest = now &+ Self.requestNanoseconds
    wishes.append(Wish(.leaseRequest(LeaseRequest(priority: priority, purpose: purpose))))
  }

  private mutating func release(_ wishes: inout [Wish]) {
    wishes.append(Wish(.leaseRelease(LeaseRelease(epoch: epoch))))
    epoch = 0
  }

  private mutating func bar(_ reason: String) {
    stage = .barred(reason)
    epoch = 0
    isLatched = false
  }

  /// Commands answer observations, one each; where none come, they keep the policy's time.
  private func isDue(at now: UInt64) -> Bool {
    guard let lastCommand else { return true }
    let sees = observation.number > 0 && now < observation.at &+ 2 &* periodNanoseconds
    return sees
      ? observation.number > answered && now >= lastCommand &+ periodNanoseconds / 2
      : now >= lastCommand &+ periodNanoseconds
  }

  private mutating func command(_ action: [Float], at now: UInt64, _ wishes: inout [Wish]) {
    lastCommand = now
    answered = observation.number
    commands += 1
    wishes.append(
      Wish(
        .command(Command(epoch: epoch, authority: .expert, observation: observation.number, action: action)),
        validForMilliseconds: UInt32(clamping: max(1, 2 * periodNanoseconds / 1_000_000))))
  }
}
