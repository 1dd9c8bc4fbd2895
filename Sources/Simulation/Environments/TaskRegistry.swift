public import Vocabulary

/// Every task id that the given files define.
public struct TaskRegistry: Sendable {
  private var entries: [String: TaskEntry] = [:]
  /// In the order of the entries.
  public private(set) var ids: [String] = []

  public init(_ entries: [TaskEntry]) throws(TaskError) {
    for entry in entries {
      if self.entries[entry.id] != nil { throw .duplicateTask(id: entry.id) }
      self.entries[entry.id] = entry
      ids.append(entry.id)
    }
  }

  private func entry(_ id: String) throws(TaskError) -> TaskEntry {
    if let entry = entries[id] { return entry }
    throw .unknownTask(id: id, closest: closestName(to: id, among: ids))
  }

  /// What there is to know about a task, without building its world.
  public func specification(of id: String) throws(TaskError) -> TaskSpecification { try entry(id).specification }

  /// A new world of the task. Environments share nothing.
  public func makeEnvironment(_ id: String) throws(TaskError) -> any SimulatedEnvironment { try entry(id).make() }
}
