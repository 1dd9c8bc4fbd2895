/// A task id, `<Robot><Task>[Joints][Dense]-vN`, for example `PandaPickAndPlaceJointsDense-v3`.
public struct TaskIdentifier: Hashable, Sendable, CustomStringConvertible {
  /// As the ids write it, for example `Panda`.
  public var robot: String
  public var task: String
  public var form: ActionForm
  public var reward: RewardForm
  public var version: Int

  public init(robot: String, task: String, form: ActionForm, reward: RewardForm, version: Int) {
    self.robot = robot
    self.task = task
    self.form = form
    self.reward = reward
    self.version = version
  }

  public var description: String {
    "\(robot)\(task)\(form == .joints ? "Joints" : "")\(reward == .dense ? "Dense" : "")-v\(version)"
  }
}
