public import Vocabulary
public import Wire

/// Who commands: one holder at a time, under an epoch that only rises. Pure; time is passed in.
///
/// | from | asked or happened | to |
/// |---|---|---|
/// | nobody, policy | request | the requester, expert |
/// | a holder | request of a higher priority | the requester; the holder is outranked |
/// | a holder | request of the same or a lower priority | denied |
/// | a holder | release | the policy |
/// | a holder | silent for its deadman time, or disconnected | nobody, policy or nobody and the episode's end, by `onSilence` |
/// | anybody | stop | nobody, until `resume` |
public struct LeaseBook: Equatable, Sendable {
  /// A person who commands.
  public struct Holder: Equatable, Sendable {
    public var session: UInt64
    public var name: String
    public var priority: UInt32
    public var deadmanMilliseconds: UInt32
    /// By the hub's clock; nothing heard until then and the lease is over.
    var deadline: UInt64
  }

  /// What the hub must tell, in this order.
  public enum Notice: Equatable, Sendable {
    /// To everybody.
    case revoked(LeaseRevocation)
    /// To everybody.
    case granted(LeaseGrant)
    /// To who asked.
    case denied(LeaseDenial)
    /// The running episode ends here.
    case episodeEnds
  }

  public let deadmanMilliseconds: UInt32
  public let onSilence: SilencePolicy
  /// Of the newest grant or revocation; commands carry it.
  public private(set) var epoch: UInt64
  public private(set) var authority = Authority.none
  /// Nil while the policy or nobody commands.
  public private(set) var holder: Holder?

  /// - Parameter epoch: the highest that was ever used, 0 for none: what begins here is above it.
  public init(deadmanMilliseconds: UInt32, onSilence: SilencePolicy, epoch: UInt64 = 0) {
    self.deadmanMilliseconds = deadmanMilliseconds
    self.onSilence = onSilence
    self.epoch = epoch
  }

  /// A robot has obeyed this one: whatever comes is above it. The grant that holds is given anew where it is not.
  public mutating func rise(above other: UInt64, at now: UInt64) -> [Notice] {
    guard other >= epoch else { return [] }
    epoch = other
    switch authority {
    case .none: return []
    case .policy: return [grantToPolicy()]
    case .expert:
      guard let holder else { return [] }
      return [grant(to: holder, at: now)]
    }
  }

  /// The policy commands from now on, unless a person does.
  public mutating func resume() -> [Notice] { authority == .none ? [grantToPolicy()] : [] }

  public mutating func request(
    _ request: LeaseRequest, session: UInt64, name: String, at now: UInt64
  ) -> [Notice] {
    let asked = request.deadmanMilliseconds
    let deadman = asked == 0 ? deadmanMilliseconds : min(asked, deadmanMilliseconds)
    let claim = Holder(
      session: session, name: name, priority: request.priority, deadmanMilliseconds: deadman, deadline: now)
    guard let holder, holder.session != session else { return [grant(to: claim, at: now)] }
    guard request.priority > holder.priority else {
      return [
        .denied(
          LeaseDenial(
            holder: holder.session, holderName: holder.name,
            text: "\(holder.name) commands with priority \(holder.priority), you asked with \(request.priority): wait, "
              + "or ask with a higher one"))
      ]
    }
    let revoked = revocation(.outranked, "\(name) asked with priority \(request.priority)")
    return [revoked, grant(to: claim, at: now)]
  }

  /// Commands and renewals of the holder keep its lease; an older epoch keeps nothing.
  public mutating func renew(session: UInt64, epoch: UInt64, at now: UInt64) {
    guard let holder, holder.session == session, epoch == self.epoch else { return }
    self.holder?.deadline = now &+ UInt64(holder.deadmanMilliseconds) * 1_000_000
  }

  public mutating func release(session: UInt64, epoch: UInt64) -> [Notice] {
    guard let holder, holder.session == session, epoch == self.epoch else { return [] }
    let revoked = revocation(.released, "\(holder.name) lets go")
    return [revoked, grantToPolicy()]
  }

  public mutating func disconnect(session: UInt64) -> [Notice] {
    guard let holder, holder.session == session else { return [] }
    return fallSilent(.disconnected, "\(holder.name) is gone")
  }

  /// An operator or a guard stops everything.
  public mutating func stop(_ reason: String) -> [Notice] {
    guard authority != .none else { return [] }
    let revoked = revocation(.stopped, reason)
    return [revoked]
  }

  /// To be called often: ends the lease of a holder that has been silent.
  public mutating func poll(at now: UInt64) -> [Notice] {
    guard let holder, now >= holder.deadline else { return [] }
    return fallSilent(.silent, "nothing from \(holder.name) for \(holder.deadmanMilliseconds) ms")
  }

  private mutating func fallSilent(_ reason: LeaseRevocation.Reason, _ text: String) -> [Notice] {
    let revoked = revocation(reason, text)
    return switch onSilence {
    case .hold: [revoked]
    case .policy: [revoked, grantToPolicy()]
    case .stop: [revoked, .episodeEnds]
    }
  }

  private mutating func revocation(_ reason: LeaseRevocation.Reason, _ text: String) -> Notice {
    holder = nil
    authority = .none
    return .revoked(LeaseRevocation(epoch: epoch, reason: reason, text: text))
  }

  private mutating func grant(to claim: Holder, at now: UInt64) -> Notice {
    epoch += 1
    authority = .expert
    holder = claim
    holder?.deadline = now &+ UInt64(claim.deadmanMilliseconds) * 1_000_000
    return .granted(
      LeaseGrant(
        epoch: epoch, holder: claim.session, holderName: claim.name, authority: .expert,
        deadmanMilliseconds: claim.deadmanMilliseconds))
  }

  private mutating func grantToPolicy() -> Notice {
    epoch += 1
    authority = .policy
    holder = nil
    return .granted(
      LeaseGrant(
        epoch: epoch, holder: 0, holderName: "policy", authority: .policy, deadmanMilliseconds: deadmanMilliseconds))
  }
}
