public import Vocabulary

/// Opens copies of a task that the hub simulates; the session's spaces are then the task's.
public struct SimulationOpen: Equatable, Sendable {
  /// An id that `reins tasks` lists.
  public var task: String
  public var copies: UInt32

  public init(task: String, copies: UInt32 = 1) {
    self.task = task
    self.copies = copies
  }
}

/// The task that was opened.
public struct SimulationOpened: Equatable, Sendable {
  public var task: String
  public var robot: String
  public var copies: UInt32
  public var spaces: Spaces
  /// An episode is truncated after so many.
  public var maximumSteps: UInt32
  /// Seconds between two actions.
  public var stepSeconds: Double
  public var rewardText: String
  public var successText: String
  public var cameras: [String]
  /// Sequence of the `SimulationOpen`.
  public var answers: UInt64

  public init(
    task: String, robot: String, copies: UInt32, spaces: Spaces, maximumSteps: UInt32, stepSeconds: Double,
    rewardText: String, successText: String, cameras: [String], answers: UInt64
  ) {
    self.task = task
    self.robot = robot
    self.copies = copies
    self.spaces = spaces
    self.maximumSteps = maximumSteps
    self.stepSeconds = stepSeconds
    self.rewardText = rewardText
    self.successText = successText
    self.cameras = cameras
    self.answers = answers
  }
}

/// Starts episodes; answered by `SimulationState`.
public struct SimulationReset: Equatable, Sendable {
  /// Which, rising; empty for all.
  public var copies: [UInt32]
  /// One per copy named.
  public var seeds: [UInt64]

  public init(copies: [UInt32] = [], seeds: [UInt64]) {
    self.copies = copies
    self.seeds = seeds
  }
}

/// Steps every copy; answered by `SimulationState`. A copy whose episode has ended stays as it is until it is reset.
public struct SimulationStep: Equatable, Sendable {
  /// Shape [copies, action dimension], each in [-1, 1].
  public var actions: [Float]
  public init(actions: [Float]) { self.actions = actions }
}

/// All copies, after a reset or a step.
public struct SimulationState: Equatable, Sendable {
  /// Shape [copies, observation dimension].
  public var observations: [Float]
  /// Shape [copies], the task's own; 0 after a reset.
  public var rewards: [Double]
  /// Shape [copies]: `StepResult.progress`.
  public var progress: [Double]
  /// Shape [copies].
  public var outcomes: [StepOutcome]
  /// Shape [copies].
  public var successes: [Bool]
  /// Shape [copies]: why the episode ended; empty while it runs.
  public var causes: [String]
  /// Copy by copy, one per image of the spaces.
  public var images: [[UInt8]]
  /// Sequence of the request.
  public var answers: UInt64

  public init(
    observations: [Float], rewards: [Double], progress: [Double], outcomes: [StepOutcome], successes: [Bool],
    causes: [String], images: [[UInt8]] = [], answers: UInt64
  ) {
    self.observations = observations
    self.rewards = rewards
    self.progress = progress
    self.outcomes = outcomes
    self.successes = successes
    self.causes = causes
    self.images = images
    self.answers = answers
  }
}

/// Asks for a picture of one copy; answered by `SimulationPicture`.
public struct SimulationRender: Equatable, Sendable {
  public var copy: UInt32
  public var camera: String
  /// Pixels.
  public var height: UInt32
  public var width: UInt32

  public init(copy: UInt32, camera: String, height: UInt32, width: UInt32) {
    self.copy = copy
    self.camera = camera
    self.height = height
    self.width = width
  }
}

/// A picture of one copy.
public struct SimulationPicture: Equatable, Sendable {
  /// Pixels.
  public var height: UInt32
  public var width: UInt32
  /// Rows from the top, red green blue, a byte each.
  public var rgb: [UInt8]
  /// Sequence of the `SimulationRender`.
  public var answers: UInt64

  public init(height: UInt32, width: UInt32, rgb: [UInt8], answers: UInt64) {
    self.height = height
    self.width = width
    self.rgb = rgb
    self.answers = answers
  }
}
