import Physics

/// An episode as it stands: the world, contacts and motor commands included, and what the task keeps beside it.
///
/// What follows a `restore` is what followed the `snapshot`, bit for bit. Lives in memory, in this process.
public struct EnvironmentSnapshot: Sendable {
  /// Id of the task that it was taken of.
  public let task: String
  let world: WorldSnapshot
  /// The task's own memory: a type of its family.
  let memory: any Sendable

  /// The memory of a snapshot that was taken of `task`.
  func memory<Memory: Sendable>(of task: String, as type: Memory.Type) throws(TaskError) -> Memory {
    guard self.task == task, let memory = memory as? Memory else {
      throw .foreignSnapshot(task: task, of: self.task)
    }
    return memory
  }
}

/// Takes the snapshot of a world, naming the task when it cannot be taken.
func worldSnapshot(of task: String, _ take: () throws(PhysicsError) -> WorldSnapshot) throws(TaskError) -> WorldSnapshot
{
  do throws(PhysicsError) { return try take() } catch { throw .simulation(task: task, reason: error) }
}
