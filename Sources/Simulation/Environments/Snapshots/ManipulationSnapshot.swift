import Physics
import Vocabulary

extension ManipulationEnvironment {
  /// What the task keeps beside its world.
  private struct Memory: Sendable {
    var record: EpisodeRecord
    var episode: Episode
    var delay: ActionDelay
  }

  public func snapshot() throws(TaskError) -> EnvironmentSnapshot {
    EnvironmentSnapshot(
      task: specification.id,
      world: try worldSnapshot(of: specification.id) { () throws(PhysicsError) in try scene.world.snapshot() },
      memory: Memory(record: record, episode: episode, delay: delay))
  }

  public func restore(_ snapshot: EnvironmentSnapshot) throws(TaskError) {
    let memory = try snapshot.memory(of: specification.id, as: Memory.self)
    // Masses, sizes and gains that the episode drew are no state of the world, but what it is made of.
    if memory.record.phase != .fresh { scene.reset(memory.episode) }
    scene.world.restore(snapshot.world)
    (record, episode, delay) = (memory.record, memory.episode, memory.delay)
  }
}
