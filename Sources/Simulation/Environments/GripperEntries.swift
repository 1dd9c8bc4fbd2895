import Vocabulary

/// The ids of a task that moves the tool, with something between the fingers: sparse and dense for each robot that has
/// fingers.
func gripperEntries(
  _ task: String, version: Int, robots: [RobotModel],
  specification: (_ id: String, _ reward: RewardForm, _ robot: RobotModel) -> TaskSpecification,
  make:
    @escaping @Sendable (
      _ specification: TaskSpecification, _ reward: RewardForm, _ robot: RobotModel
    ) throws(TaskError) -> any SimulatedEnvironment
) -> [TaskEntry] {
  var entries: [TaskEntry] = []
  for robot in robots where !robot.description.gripper.joints.isEmpty {
    for reward in RewardForm.allCases {
      let id = TaskIdentifier(
        robot: robot.idPrefix, task: task, form: .tool, reward: reward, version: robot.taskVersion(version))
      let specification = specification(id.description, reward, robot)
      entries.append(
        TaskEntry(specification: specification) { () throws(TaskError) in try make(specification, reward, robot) })
    }
  }
  return entries
}

/// Reads a task no further when its file is wrong, and says which task it is.
func checkDefinition(of task: String, _ validate: () throws(ConfigError) -> Void) throws(TaskError) {
  do throws(ConfigError) { try validate() } catch { throw .invalidDefinition(task: task, reason: error) }
}
