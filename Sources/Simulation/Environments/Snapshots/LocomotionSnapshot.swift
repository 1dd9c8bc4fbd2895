import Physics
import Vocabulary

extension LocomotionEnvironment {
  /// What the task keeps beside its world.
  private struct Memory: Sendable {
    var observation: [Float]
    var contacts: [Bool]
    var referenceHeight: Double
    var distance: Double
    var pitch: Double
    var phase: Phase
    var steps: Int
  }

  public func snapshot() throws(TaskError) -> EnvironmentSnapshot {
    EnvironmentSnapshot(
      task: specification.id,
      world: try worldSnapshot(of: specification.id) { () throws(PhysicsError) in try scene.world.snapshot() },
      memory: Memory(
        observation: observation, contacts: contacts, referenceHeight: referenceHeight, distance: distance,
        pitch: pitch, phase: phase, steps: steps))
  }

  public func restore(_ snapshot: EnvironmentSnapshot) throws(TaskError) {
    let memory = try snapshot.memory(of: specification.id, as: Memory.self)
    scene.world.restore(snapshot.world)
    (observation, contacts, referenceHeight) = (memory.observation, memory.contacts, memory.referenceHeight)
    (distance, pitch, phase, steps) = (memory.distance, memory.pitch, memory.phase, memory.steps)
  }
}
