import Vocabulary

/// What a session's messages are measured by: the result of its handshake.
public struct Agreement: Equatable, Sendable {
  /// `Spaces.schemaHash`.
  public let schemaHash: UInt64
  public let observationDimension: Int
  public let actionDimension: Int
  /// Bytes of every image of an observation.
  public let imageBytes: [Int]
  public let joints: Int
  public let task: String
  /// Nil where the session has no robot.
  public let robot: SHA256Digest?
  /// That the peer's transitions carry; 0: it sends none.
  public var spool: UInt64
  /// Of a simulated task.
  public var copies: Int
  public var maximumMessagesPerSecond: UInt32

  public init(
    spaces: Spaces, task: String, robot: RobotIdentity?, spool: UInt64 = 0, copies: Int = 1,
    maximumMessagesPerSecond: UInt32
  ) {
    schemaHash = spaces.schemaHash
    observationDimension = spaces.observation.dimension
    actionDimension = spaces.action.dimension
    imageBytes = spaces.images.map(\.byteCount)
    joints = robot?.joints.count ?? 0
    self.task = task
    self.robot = robot?.digest
    self.spool = spool
    self.copies = copies
    self.maximumMessagesPerSecond = maximumMessagesPerSecond
  }

  /// Of a client, which measures the hub. It takes what it is sent: the limit on messages is the hub's.
  public init(_ welcome: Welcome) {
    self.init(
      spaces: welcome.spaces, task: welcome.task, robot: welcome.robot, maximumMessagesPerSecond: .max)
  }

  /// Of a client whose simulated task has been opened.
  public init(_ opened: SimulationOpened) {
    self.init(
      spaces: opened.spaces, task: opened.task, robot: nil, copies: Int(opened.copies),
      maximumMessagesPerSecond: .max)
  }
}
