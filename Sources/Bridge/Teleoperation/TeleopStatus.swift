public import Vocabulary
public import Wire

/// What a person at a teleop must know at a glance, gathered from what the hub says.
public struct TeleopStatus: Equatable, Sendable {
  public var hub = ""
  public var task = ""
  /// Nil before a session, or after it: then `link` says why.
  public var session: UInt64?
  public var link = "connecting"
  public var mode: RobotMode?
  /// Why the robot stopped, and what helps.
  public var reason = ""
  public var wayOut = ""
  /// Nil until the hub has said it.
  public var authority: Authority?
  public var holder: UInt64 = 0
  public var holderName = ""
  public var epoch: UInt64 = 0
  public var episode: UInt64 = 0
  public var step: UInt32 = 0
  /// Nil until the hub's status came.
  public var counts: Counts?
  public var roundTrip = Percentiles()
  /// Gaps in the hub's sequence numbers; its messages that we refused; ours that it refused.
  public var lost: UInt64 = 0
  public var rejected: UInt64 = 0
  public var refused: UInt64 = 0
  /// The newest observation, and how it is said.
  public var values: [Float] = []
  public var sensed = SensedText()
  /// The last thing that happened; for people.
  public var note = ""

  /// From the hub's status.
  public struct Counts: Equatable, Sendable {
    public var successes: UInt64
    public var takeovers: UInt64
    public var interventionRate: Double
    public var updates: UInt64
    public var policyVersion: UInt64
  }

  public init() {}

  public mutating func begin(_ welcome: Welcome, session: UInt64) {
    let kept = note
    self = TeleopStatus()
    (hub, task, self.session, link, note) = (welcome.name, welcome.task, session, "", kept)
    sensed = SensedText(welcome.spaces.observation)
  }

  public mutating func end(_ reason: String) {
    (session, link, authority) = (nil, reason, nil)
  }

  public mutating func hear(_ body: MessageBody) {
    switch body {
    case .observation(let seen): (episode, step, values) = (seen.episode, seen.step, seen.values)
    case .robotStatus(let status): (mode, reason, wayOut) = (status.mode, status.reason, status.wayOut)
    case .leaseGrant(let grant):
      (authority, holder, holderName, epoch) = (grant.authority, grant.holder, grant.holderName, grant.epoch)
    case .leaseRevocation(let revocation):
      guard revocation.epoch >= epoch else { return }
      (authority, holder, holderName) = (Authority.none, 0, "")
      note = "control ended: \(revocation.text)"
    case .leaseDenial(let denial): note = "denied: \(denial.text)"
    case .event(let event): note = "\(event.kind)" + (event.text.isEmpty ? "" : ": \(event.text)")
    case .rejection(let notice):
      refused += 1
      note = "the hub refused a message: \(notice.text)"
    case .hubStatus(let status):
      // Grants and revocations are newer than a status that was made before them.
      if status.epoch >= epoch {
        (authority, holder, holderName, epoch) = (status.authority, status.holder, status.holderName, status.epoch)
      }
      // Where no robot's own status comes, the hub's word counts.
      if mode == nil { mode = status.mode }
      counts = Counts(
        successes: status.successes, takeovers: status.takeovers, interventionRate: status.interventionRate,
        updates: status.updates, policyVersion: status.policyVersion)
    default: break
    }
  }

  /// Whether we command.
  public var isOurs: Bool { authority == .expert && session != nil && holder == session }
}
