public import Vocabulary

/// State of the robot's guard. The raw values are those on the wire.
public enum RobotMode: UInt8, Sendable, CaseIterable {
  case disarmed = 1
  case armed = 2
  case policy = 3
  case expert = 4
  case hold = 5
  case latched = 6
  case reset = 7
}

/// How the robot is: at least twice a second, and at once when its mode changes.
public struct RobotStatus: Equatable, Sendable {
  public var mode: RobotMode
  /// Why it stopped; empty while it moves.
  public var reason: String
  /// What an operator can do about it.
  public var wayOut: String
  /// The highest that it has obeyed.
  public var epoch: UInt64
  public var policyVersion: UInt64
  /// Of the control loop, since its start.
  public var ticks: UInt64
  public var lateTicks: UInt64
  public var clippedTicks: UInt64
  /// From the sensing of an observation to the execution of the command that answers it, nanoseconds.
  public var commandAge: Percentiles
  /// Nothing moves.
  public var dryRun: Bool
  /// rad or m, in the order of the robot's joints; empty, or one per joint.
  public var jointPositions: [Double]

  public init(
    mode: RobotMode, reason: String = "", wayOut: String = "", epoch: UInt64, policyVersion: UInt64 = 0,
    ticks: UInt64, lateTicks: UInt64 = 0, clippedTicks: UInt64 = 0, commandAge: Percentiles = Percentiles(),
    dryRun: Bool = false, jointPositions: [Double] = []
  ) {
    self.mode = mode
    self.reason = reason
    self.wayOut = wayOut
    self.epoch = epoch
    self.policyVersion = policyVersion
    self.ticks = ticks
    self.lateTicks = lateTicks
    self.clippedTicks = clippedTicks
    self.commandAge = commandAge
    self.dryRun = dryRun
    self.jointPositions = jointPositions
  }
}

/// Of a duration, nanoseconds; 0 where nothing was measured.
public struct Percentiles: Equatable, Sendable {
  public var median: UInt64
  public var p99: UInt64

  public init(median: UInt64 = 0, p99: UInt64 = 0) {
    self.median = median
    self.p99 = p99
  }
}

/// The hub, about once a second.
public struct HubStatus: Equatable, Sendable {
  public var task: String
  public var mode: RobotMode
  public var authority: Authority
  public var epoch: UInt64
  /// Session; 0 where nobody holds the lease.
  public var holder: UInt64
  public var holderName: String
  public var episode: UInt64
  public var step: UInt32
  public var successes: UInt64
  public var takeovers: UInt64
  /// Share of recent steps that an expert commanded, in [0, 1].
  public var interventionRate: Double
  public var durableTransitions: UInt64
  /// Of the learner.
  public var updates: UInt64
  public var policyVersion: UInt64
  public var peers: [PeerStatus]
  public var text: String

  public init(
    task: String, mode: RobotMode, authority: Authority, epoch: UInt64, holder: UInt64 = 0, holderName: String = "",
    episode: UInt64 = 0, step: UInt32 = 0, successes: UInt64 = 0, takeovers: UInt64 = 0, interventionRate: Double = 0,
    durableTransitions: UInt64 = 0, updates: UInt64 = 0, policyVersion: UInt64 = 0, peers: [PeerStatus] = [],
    text: String = ""
  ) {
    self.task = task
    self.mode = mode
    self.authority = authority
    self.epoch = epoch
    self.holder = holder
    self.holderName = holderName
    self.episode = episode
    self.step = step
    self.successes = successes
    self.takeovers = takeovers
    self.interventionRate = interventionRate
    self.durableTransitions = durableTransitions
    self.updates = updates
    self.policyVersion = policyVersion
    self.peers = peers
    self.text = text
  }
}

/// How a connection of the hub is.
public struct PeerStatus: Equatable, Sendable {
  public var session: UInt64
  public var role: Role
  public var name: String
  /// The peer's monotonic clock minus the hub's.
  public var clockOffsetNanoseconds: Int64
  public var roundTrip: Percentiles
  /// From the peer to the hub.
  public var oneWay: Percentiles
  /// Messages accepted.
  public var received: UInt64
  /// Gaps in its sequence numbers.
  public var lost: UInt64
  public var rejected: RejectionCounts

  public init(
    session: UInt64, role: Role, name: String, clockOffsetNanoseconds: Int64 = 0,
    roundTrip: Percentiles = Percentiles(), oneWay: Percentiles = Percentiles(), received: UInt64 = 0,
    lost: UInt64 = 0, rejected: RejectionCounts = RejectionCounts()
  ) {
    self.session = session
    self.role = role
    self.name = name
    self.clockOffsetNanoseconds = clockOffsetNanoseconds
    self.roundTrip = roundTrip
    self.oneWay = oneWay
    self.received = received
    self.lost = lost
    self.rejected = rejected
  }
}
