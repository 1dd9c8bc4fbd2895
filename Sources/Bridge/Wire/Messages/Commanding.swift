public import Vocabulary

/// What the robot shall do now. From a teleop to the hub, and from the hub to the robot.
public struct Command: Equatable, Sendable {
  /// Of the lease, or of the grant to the policy.
  public var epoch: UInt64
  /// Never `.none`.
  public var authority: Authority
  /// Number of the observation that it answers; 0 for none.
  public var observation: UInt64
  /// Of the weights that made it; 0 from an expert.
  public var policyVersion: UInt64
  /// a, shape [action dimension], each in [-1, 1].
  public var action: [Float]

  public init(epoch: UInt64, authority: Authority, observation: UInt64 = 0, policyVersion: UInt64 = 0, action: [Float])
  {
    self.epoch = epoch
    self.authority = authority
    self.observation = observation
    self.policyVersion = policyVersion
    self.action = action
  }
}

/// Asks for control.
public struct LeaseRequest: Equatable, Sendable {
  /// 0 to 100; a higher one takes the lease from a lower one.
  public var priority: UInt32
  /// Shorter than the hub's on request; 0 for the hub's.
  public var deadmanMilliseconds: UInt32
  /// For people.
  public var purpose: String

  public init(priority: UInt32 = 0, deadmanMilliseconds: UInt32 = 0, purpose: String = "") {
    self.priority = priority
    self.deadmanMilliseconds = deadmanMilliseconds
    self.purpose = purpose
  }
}

/// To everybody: this session commands from now on.
public struct LeaseGrant: Equatable, Sendable {
  /// Higher than any before; commands with a lower one are refused.
  public var epoch: UInt64
  /// Session; 0 where the policy commands.
  public var holder: UInt64
  public var holderName: String
  public var authority: Authority
  /// The holder must renew more often than that.
  public var deadmanMilliseconds: UInt32

  public init(
    epoch: UInt64, holder: UInt64, holderName: String, authority: Authority, deadmanMilliseconds: UInt32
  ) {
    self.epoch = epoch
    self.holder = holder
    self.holderName = holderName
    self.authority = authority
    self.deadmanMilliseconds = deadmanMilliseconds
  }
}

/// The holder is alive and its enabling key is held down; sent at least three times per deadman time.
public struct LeaseRenewal: Equatable, Sendable {
  public var epoch: UInt64
  public init(epoch: UInt64) { self.epoch = epoch }
}

/// The holder lets go.
public struct LeaseRelease: Equatable, Sendable {
  public var epoch: UInt64
  public init(epoch: UInt64) { self.epoch = epoch }
}

/// To everybody: nobody commands under this epoch any more.
public struct LeaseRevocation: Equatable, Sendable {
  /// The raw values are those on the wire.
  public enum Reason: UInt8, Sendable, CaseIterable {
    case released = 1
    /// No renewal within the deadman time.
    case silent = 2
    /// Somebody with a higher priority asked.
    case outranked = 3
    case disconnected = 4
    /// By an operator or a guard.
    case stopped = 5
  }

  public var epoch: UInt64
  public var reason: Reason
  public var text: String

  public init(epoch: UInt64, reason: Reason, text: String = "") {
    self.epoch = epoch
    self.reason = reason
    self.text = text
  }
}

/// To who asked: somebody else commands.
public struct LeaseDenial: Equatable, Sendable {
  public var holder: UInt64
  public var holderName: String
  public var text: String

  public init(holder: UInt64, holderName: String, text: String) {
    self.holder = holder
    self.holderName = holderName
    self.text = text
  }
}

/// Something that happened at one moment.
public struct Event: Equatable, Sendable {
  /// The raw values are those on the wire.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// The first step whose executed action is the expert's.
    case takeover = 1
    /// The first step whose executed action is the policy's again.
    case handback = 2
    case success = 3
    case failure = 4
    /// Go to the task's start.
    case reset = 5
    /// Hold position, end the episode.
    case stop = 6
    /// The next episode may start.
    case ready = 7
    case arm = 8
    case disarm = 9
    /// Leave LATCHED.
    case clear = 10
    /// The robot's guard stopped it.
    case guardTrip = 11
  }

  public var kind: Kind
  /// The monotonic clock of the session `origin`, when it happened.
  public var atNanoseconds: UInt64
  /// Session that it comes from: the sender's own, but for the hub, which passes events on.
  public var origin: UInt64
  public var originRole: Role
  public var episode: UInt64
  public var step: UInt32
  public var text: String

  public init(
    kind: Kind, atNanoseconds: UInt64, origin: UInt64, originRole: Role, episode: UInt64 = 0, step: UInt32 = 0,
    text: String = ""
  ) {
    self.kind = kind
    self.atNanoseconds = atNanoseconds
    self.origin = origin
    self.originRole = originRole
    self.episode = episode
    self.step = step
    self.text = text
  }
}
