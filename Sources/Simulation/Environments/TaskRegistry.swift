public import Vocabulary

/// Every task id that the given files define: each task for each robot, with tool and joint actions, sparse and dense.
public struct TaskRegistry: Sendable {
  private struct Entry {
    var definition: TaskDefinition
    var robot: RobotModel
    var identifier: TaskIdentifier
  }

  private var entries: [String: Entry] = [:]
  /// In the order of the definitions; sparse before dense, tool before joints.
  public private(set) var ids: [String] = []

  public init(definitions: [TaskDefinition], robots: [RobotModel]) throws(TaskError) {
    for definition in definitions {
      do throws(ConfigError) { _ = try definition.validated() } catch {
        throw .invalidDefinition(task: definition.name, reason: error)
      }
      // A task that moves the fingers is not offered for an arm without them.
      for robot in robots where Self.suits(definition, robot) { try add(definition, robot) }
    }
  }

  /// Whether the robot has what the task uses.
  private static func suits(_ definition: TaskDefinition, _ robot: RobotModel) -> Bool {
    let needsFingers = definition.control.gripper == .free || definition.observation.contains(.fingerWidth)
    return !needsFingers || !robot.description.gripper.joints.isEmpty
  }

  private mutating func add(_ definition: TaskDefinition, _ robot: RobotModel) throws(TaskError) {
    for form in ActionForm.allCases {
      for reward in RewardForm.allCases {
        let identifier = TaskIdentifier(
          robot: robot.idPrefix, task: definition.name, form: form, reward: reward, version: definition.version)
        let id = identifier.description
        if entries[id] != nil { throw .duplicateTask(id: id) }
        entries[id] = Entry(definition: definition, robot: robot, identifier: identifier)
        ids.append(id)
      }
    }
  }

  private func entry(_ id: String) throws(TaskError) -> Entry {
    if let entry = entries[id] { return entry }
    throw .unknownTask(id: id, closest: closestName(to: id, among: ids))
  }

  /// The definition behind an id.
  public func definition(of id: String) throws(TaskError) -> TaskDefinition { try entry(id).definition }

  /// The robot of an id.
  public func robot(of id: String) throws(TaskError) -> RobotModel { try entry(id).robot }

  /// What there is to know about a task, without building its world.
  public func specification(of id: String) throws(TaskError) -> TaskSpecification {
    let entry = try entry(id)
    return TaskSpecification(entry.identifier, entry.definition, robot: entry.robot.description)
  }

  /// A new world of the task. Environments share nothing.
  public func makeEnvironment(_ id: String) throws(TaskError) -> ManipulationEnvironment {
    let entry = try entry(id)
    return try ManipulationEnvironment(entry.identifier, entry.definition, robot: entry.robot)
  }
}
