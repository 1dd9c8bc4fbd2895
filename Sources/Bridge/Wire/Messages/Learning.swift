public import Vocabulary

/// One step of experience, labelled by the process that ran the policy.
public struct TransitionMessage: Equatable, Sendable {
  /// The sender's, as in its hello.
  public var spool: UInt64
  /// Per spool, from 1, rising by 1, across restarts: what makes it one transition however often it is sent.
  public var number: UInt64
  public var episode: UInt64
  public var step: UInt32
  /// Its observation is the next observation of `number - 1`.
  public var continues: Bool
  /// o, shape [observation dimension].
  public var observation: [Float]
  /// The executed a, shape [action dimension], in [-1, 1].
  public var action: [Float]
  /// What the policy proposed, same shape.
  public var proposal: [Float]
  /// o', shape [observation dimension].
  public var nextObservation: [Float]
  /// Who commanded the step; never `.none`.
  public var authority: Authority
  public var outcome: StepOutcome
  /// By the run's reward source.
  public var reward: Float
  /// A limit in joint space changed the command by more than 1e-3 of full scale.
  public var clipped: Bool
  /// The policy's last step before a takeover.
  public var onset: Bool
  public var policyVersion: UInt64
  public var epoch: UInt64
  /// The sender's monotonic clock, when o was sensed.
  public var sensedNanoseconds: UInt64
  /// The sender's monotonic clock, when a was first executed.
  public var executedNanoseconds: UInt64
  /// In the order in which they happened; at most 16.
  public var events: [Event]

  public init(
    spool: UInt64, number: UInt64, episode: UInt64, step: UInt32, continues: Bool, observation: [Float],
    action: [Float], proposal: [Float], nextObservation: [Float], authority: Authority, outcome: StepOutcome,
    reward: Float, clipped: Bool = false, onset: Bool = false, policyVersion: UInt64, epoch: UInt64,
    sensedNanoseconds: UInt64, executedNanoseconds: UInt64, events: [Event] = []
  ) {
    self.spool = spool
    self.number = number
    self.episode = episode
    self.step = step
    self.continues = continues
    self.observation = observation
    self.action = action
    self.proposal = proposal
    self.nextObservation = nextObservation
    self.authority = authority
    self.outcome = outcome
    self.reward = reward
    self.clipped = clipped
    self.onset = onset
    self.policyVersion = policyVersion
    self.epoch = epoch
    self.sensedNanoseconds = sensedNanoseconds
    self.executedNanoseconds = executedNanoseconds
    self.events = events
  }
}

/// Transitions of a spool up to a number are on disk: the sender may forget them.
public struct TransitionAcknowledgement: Equatable, Sendable {
  public var spool: UInt64
  public var durableThrough: UInt64

  public init(spool: UInt64, durableThrough: UInt64) {
    self.spool = spool
    self.durableThrough = durableThrough
  }
}

/// A policy that travels.
public struct PolicyWeights: Equatable, Sendable {
  /// `Policy.version`, rising.
  public var version: UInt64
  public var task: String
  /// Description of the robot that it drives.
  public var robot: SHA256Digest
  /// Over `safetensors`.
  public var digest: SHA256Digest
  /// A file as `reins export --safetensors` writes it.
  public var safetensors: [UInt8]

  public init(version: UInt64, task: String, robot: SHA256Digest, safetensors: [UInt8]) {
    self.init(
      version: version, task: task, robot: robot, digest: SHA256Digest(hashing: safetensors), safetensors: safetensors)
  }

  /// - Parameter digest: what the sender says it is.
  public init(version: UInt64, task: String, robot: SHA256Digest, digest: SHA256Digest, safetensors: [UInt8]) {
    self.version = version
    self.task = task
    self.robot = robot
    self.digest = digest
    self.safetensors = safetensors
  }
}

/// Asks for weights newer than these.
public struct WeightsRequest: Equatable, Sendable {
  /// 0 for none.
  public var haveVersion: UInt64
  public init(haveVersion: UInt64 = 0) { self.haveVersion = haveVersion }
}
