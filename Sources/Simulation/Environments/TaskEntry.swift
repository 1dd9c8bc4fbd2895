public import Vocabulary

/// One id of the registry: what there is to know about it, and how to make it.
///
/// Every family of tasks (manipulation, locomotion, ...) makes its own entries from its own files.
public struct TaskEntry: Sendable {
  public var specification: TaskSpecification
  /// A new world of the task. Environments share nothing.
  public var make: @Sendable () throws(TaskError) -> any SimulatedEnvironment

  public var id: String { specification.id }

  public init(
    specification: TaskSpecification, make: @escaping @Sendable () throws(TaskError) -> any SimulatedEnvironment
  ) {
    self.specification = specification
    self.make = make
  }
}
