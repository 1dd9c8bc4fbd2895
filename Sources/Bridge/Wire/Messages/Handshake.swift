/// The first message of every client.
public struct Hello: Equatable, Sendable {
  public var role: Role
  /// For people; never empty.
  public var name: String
  /// For people, for example `my driver 1.2`.
  public var software: String
  /// Empty: whatever the hub runs.
  public var task: String
  /// A robot must say what it is.
  public var robot: RobotIdentity?
  /// A robot must say what it senses and takes; anybody else may, to be refused early.
  public var spaces: Spaces?
  /// Rate of the robot's control loop, Hz; 0 where there is none.
  public var controlHertz: Double
  /// How often the robot wants a command, Hz; 0 where there is none.
  public var policyHertz: Double
  /// Identity of the spool that transitions come from, drawn once when it was created; 0 where none are sent.
  public var spool: UInt64
  /// A robot: the highest epoch that it has ever obeyed. A hub starts above it.
  public var highestEpoch: UInt64

  public init(
    role: Role, name: String, software: String = "", task: String = "", robot: RobotIdentity? = nil,
    spaces: Spaces? = nil, controlHertz: Double = 0, policyHertz: Double = 0, spool: UInt64 = 0,
    highestEpoch: UInt64 = 0
  ) {
    self.role = role
    self.name = name
    self.software = software
    self.task = task
    self.robot = robot
    self.spaces = spaces
    self.controlHertz = controlHertz
    self.policyHertz = policyHertz
    self.spool = spool
    self.highestEpoch = highestEpoch
  }
}

/// What the robot does when a lease's holder falls silent. The raw values are those on the wire.
public enum SilencePolicy: UInt8, Sendable, CaseIterable {
  /// Hold position until somebody commands.
  case hold = 1
  /// Hold position, then the policy goes on.
  case policy = 2
  /// End the episode.
  case stop = 3
}

/// What whoever runs the policy against a robot makes of its steps: the part of the run's configuration that labels depend on.
public struct Labelling: Equatable, Sendable {
  /// What success means to the learner. The raw values are those on the wire.
  public enum Success: UInt8, Sendable, CaseIterable {
    /// Nothing comes after the last step.
    case terminal = 1
    /// The episode ends, the value of o' still counts.
    case truncated = 2
    /// The episode goes on until its time is up.
    case `continue` = 3
  }

  /// Which of the expert's steps are sent. The raw values are those on the wire.
  public enum ExpertStorage: UInt8, Sendable, CaseIterable {
    case all = 1
    /// Of each intervention.
    case last = 2
    case none = 3
  }

  /// Policy steps before a takeover that get -1; 1 to 1,000.
  public var window: UInt32
  public var onSuccess: Success
  public var storeExpert: ExpertStorage
  /// A trip of the guard while the policy drives counts as a takeover of length 0.
  public var guardTrips: Bool

  public init(window: UInt32, onSuccess: Success, storeExpert: ExpertStorage, guardTrips: Bool) {
    self.window = window
    self.onSuccess = onSuccess
    self.storeExpert = storeExpert
    self.guardTrips = guardTrips
  }
}

/// The hub's answer to a hello that it accepts.
public struct Welcome: Equatable, Sendable {
  /// As granted.
  public var role: Role
  public var name: String
  public var software: String
  public var task: String
  public var robot: RobotIdentity?
  /// Hold for the whole session.
  public var spaces: Spaces
  /// 0 where no robot has said its rate yet.
  public var controlHertz: Double
  public var policyHertz: Double
  /// A holder that is silent for so long loses its lease.
  public var deadmanMilliseconds: UInt32
  public var onSilence: SilencePolicy
  /// From the hello's envelope: with the next and the envelope's time a first reading of the clocks' offset.
  public var helloMonotonicNanoseconds: UInt64
  /// The hub's monotonic clock, when the hello came in.
  public var receivedMonotonicNanoseconds: UInt64
  /// Of the hello's spool: transitions up to this number are on the hub's disk.
  public var durableThrough: UInt64
  /// Transitions that may be on their way unacknowledged.
  public var transitionCredit: UInt32
  public var maximumMessagesPerSecond: UInt32
  /// The lowest that commands may carry now.
  public var epoch: UInt64
  /// Of the transitions of a robot that runs the policy itself; nil where none are wanted.
  public var labelling: Labelling?

  public init(
    role: Role, name: String, software: String = "", task: String, robot: RobotIdentity?, spaces: Spaces,
    controlHertz: Double = 0, policyHertz: Double, deadmanMilliseconds: UInt32, onSilence: SilencePolicy,
    helloMonotonicNanoseconds: UInt64, receivedMonotonicNanoseconds: UInt64, durableThrough: UInt64 = 0,
    transitionCredit: UInt32, maximumMessagesPerSecond: UInt32, epoch: UInt64, labelling: Labelling? = nil
  ) {
    self.role = role
    self.name = name
    self.software = software
    self.task = task
    self.robot = robot
    self.spaces = spaces
    self.controlHertz = controlHertz
    self.policyHertz = policyHertz
    self.deadmanMilliseconds = deadmanMilliseconds
    self.onSilence = onSilence
    self.helloMonotonicNanoseconds = helloMonotonicNanoseconds
    self.receivedMonotonicNanoseconds = receivedMonotonicNanoseconds
    self.durableThrough = durableThrough
    self.transitionCredit = transitionCredit
    self.maximumMessagesPerSecond = maximumMessagesPerSecond
    self.epoch = epoch
    self.labelling = labelling
  }
}

/// The hub's answer to a hello that it does not accept. Also an error on the client's side.
public struct Refusal: Error, Equatable, Sendable, CustomStringConvertible {
  /// The raw values are those on the wire.
  public enum Reason: UInt8, Sendable, CaseIterable {
    case version = 1
    case role = 2
    case robot = 3
    case task = 4
    case spaces = 5
    case rates = 6
    /// The session is in use, or there is a robot already.
    case duplicate = 7
    case full = 8
    /// The hello itself was rejected.
    case malformed = 9
  }

  public var reason: Reason
  /// Both values and the remedy.
  public var text: String
  public var hub: WireVersion
  public var client: WireVersion

  public init(reason: Reason, text: String, hub: WireVersion = .current, client: WireVersion) {
    self.reason = reason
    self.text = text
    self.hub = hub
    self.client = client
  }

  public var description: String { "the hub refuses this client (\(reason)): \(text)" }
}

/// The sender ends its session on purpose.
public struct Farewell: Equatable, Sendable {
  public var text: String
  public init(text: String = "") { self.text = text }
}

/// A message was refused; for people and logs. Is never answered.
public struct RejectionNotice: Equatable, Sendable {
  /// Of the refused message; 0 when it could not be read.
  public var session: UInt64
  public var sequence: UInt64
  public var reason: RejectionReason
  public var text: String

  public init(session: UInt64, sequence: UInt64, reason: RejectionReason, text: String) {
    self.session = session
    self.sequence = sequence
    self.reason = reason
    self.text = text
  }
}
