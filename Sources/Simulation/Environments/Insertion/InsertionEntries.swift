import Vocabulary

extension InsertionDefinition {
  /// Every id of this task: sparse and dense for each robot that can hold a peg.
  public func entries(robots: [RobotModel]) throws(TaskError) -> [TaskEntry] {
    do throws(ConfigError) { _ = try validated() } catch { throw .invalidDefinition(task: name, reason: error) }
    var entries: [TaskEntry] = []
    for robot in robots where !robot.description.gripper.joints.isEmpty {
      for reward in RewardForm.allCases {
        let id = TaskIdentifier(
          robot: robot.idPrefix, task: name, form: .tool, reward: reward, version: robot.taskVersion(version)
        ).description
        let specification = TaskSpecification(id, self, reward: reward, robot: robot.description)
        entries.append(
          TaskEntry(specification: specification) { () throws(TaskError) in
            try InsertionEnvironment(specification, self, reward: reward, robot: robot)
          })
      }
    }
    return entries
  }
}
