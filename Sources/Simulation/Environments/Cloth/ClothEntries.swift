import Vocabulary

extension ClothDefinition {
  /// Every id of this task: sparse and dense for each robot that has fingers.
  public func entries(robots: [RobotModel]) throws(TaskError) -> [TaskEntry] {
    try checkDefinition(of: name) { () throws(ConfigError) in _ = try validated() }
    return gripperEntries(
      name, version: version, robots: robots,
      specification: { TaskSpecification($0, self, reward: $1, robot: $2.description) },
      make: { (specification, reward, robot) throws(TaskError) in
        try ClothEnvironment(specification, self, reward: reward, robot: robot)
      })
  }
}
