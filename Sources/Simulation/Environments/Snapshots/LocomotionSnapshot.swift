import Physics
import Vocabulary

extension LocomotionEnvironment {
  /// What the task keeps beside its world.
  private struct Memory: Sendable {
    var record: EpisodeRecord
    var contacts: [Bool]
    var referenceHeight: Double
    var distance: Double
    var pitch: Double
  }

  public func snapshot() throws(TaskError) -> EnvironmentSnapshot {
    EnvironmentSnapshot(
      task: specification.id,
      world: try worldSnapshot(of: specification.id) { () throws(PhysicsError) in try scene.world.snapshot() },
      memory: Memory(
        record: record, contacts: contacts, referenceHeight: referenceHeight, distance: distance, pitch: pitch))
  }

  public func restore(_ snapshot: EnvironmentSnapshot) throws(TaskError) {
    let memory = try snapshot.memory(of: specification.id, as: Memory.self)
    scene.world.restore(snapshot.world)
    (record, contacts, referenceHeight) = (memory.record, memory.contacts, memory.referenceHeight)
    (distance, pitch) = (memory.distance, memory.pitch)
  }
}
