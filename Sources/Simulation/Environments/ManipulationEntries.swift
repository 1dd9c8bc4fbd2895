import Vocabulary

extension TaskDefinition {
  /// Every id of this task: for each robot that has what it uses, with tool and joint actions, sparse and dense.
  ///
  /// - Parameter assets: folder of the furniture files, `sim/assets`.
  public func entries(robots: [RobotModel], assets: String = "") throws(TaskError) -> [TaskEntry] {
    try checkDefinition(of: name) { () throws(ConfigError) in _ = try validated() }
    var entries: [TaskEntry] = []
    for robot in robots where suits(robot) {
      try checkReach(robot, assets: assets)
      for form in ActionForm.allCases {
        for reward in RewardForm.allCases {
          let identifier = TaskIdentifier(
            robot: robot.idPrefix, task: name, form: form, reward: reward, version: robot.taskVersion(version))
          entries.append(entry(identifier, robot, assets))
        }
      }
    }
    return entries
  }

  private func entry(_ identifier: TaskIdentifier, _ robot: RobotModel, _ assets: String) -> TaskEntry {
    TaskEntry(specification: TaskSpecification(identifier, self, robot: robot.description)) {
      () throws(TaskError) in try ManipulationEnvironment(identifier, self, robot: robot, assets: assets)
    }
  }

  /// A task that moves the fingers is not offered for an arm without them.
  private func suits(_ robot: RobotModel) -> Bool {
    let needsFingers = control.gripper == .free || observation.contains(.fingerWidth)
    return !needsFingers || !robot.description.gripper.joints.isEmpty
  }
}
