/// Everything a user, a learner or a remote client must know about a task before the first step.
public struct TaskSpecification: Codable, Equatable, Sendable {
  /// `<Robot><Task>[Joints][Dense]-vN`, for example `PandaReach-v3`.
  public var id: String
  public var robot: String
  public var observation: ObservationSpace
  public var action: ActionSpace
  /// Steps after which an episode is truncated.
  public var maximumSteps: Int
  /// Seconds between two actions.
  public var stepSeconds: Double
  /// Physics steps in one environment step.
  public var substeps: Int
  /// One sentence each, for people.
  public var rewardText: String
  public var successText: String
  public var progressText: String
  public var source: String
  /// Where the task departs from its source, a clause each.
  public var differences: [String]
  /// How the flat observation becomes the input of a network.
  public var policyInput: PolicyInput
  /// Names of the cameras from which the task can be looked at.
  public var cameras: [String]
  /// Pictures that an observation holds beside its flat vector.
  public var images: [ImageComponent] = []
  /// What else differs from episode to episode; nil where start and goal are all.
  public var randomizationText: String?

  public init(
    id: String, robot: String, observation: ObservationSpace, action: ActionSpace, maximumSteps: Int,
    stepSeconds: Double, substeps: Int, rewardText: String, successText: String, progressText: String, source: String,
    differences: [String] = [], policyInput: PolicyInput, cameras: [String] = []
  ) {
    self.id = id
    self.robot = robot
    self.observation = observation
    self.action = action
    self.maximumSteps = maximumSteps
    self.stepSeconds = stepSeconds
    self.substeps = substeps
    self.rewardText = rewardText
    self.successText = successText
    self.progressText = progressText
    self.source = source
    self.differences = differences
    self.policyInput = policyInput
    self.cameras = cameras
  }
}
