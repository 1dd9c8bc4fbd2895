import Physics
import Vocabulary

extension InsertionEnvironment {
  /// What the task keeps beside its world.
  private struct Memory: Sendable {
    var record: EpisodeRecord
    var episode: InsertionEpisode
    var wrench: Wrench
  }

  public func snapshot() throws(TaskError) -> EnvironmentSnapshot {
    EnvironmentSnapshot(
      task: specification.id,
      world: try worldSnapshot(of: specification.id) { () throws(PhysicsError) in try scene.world.snapshot() },
      memory: Memory(record: record, episode: episode, wrench: scene.wrench))
  }

  public func restore(_ snapshot: EnvironmentSnapshot) throws(TaskError) {
    let memory = try snapshot.memory(of: specification.id, as: Memory.self)
    scene.world.restore(snapshot.world)
    (record, episode, scene.wrench) = (memory.record, memory.episode, memory.wrench)
  }
}
