import Physics
import Vocabulary

extension InsertionEnvironment {
  /// What the task keeps beside its world.
  private struct Memory: Sendable {
    var observation: [Float]
    var episode: InsertionEpisode
    var wrench: Wrench
    var phase: Phase
    var steps: Int
    var lastProgress: Double
  }

  public func snapshot() throws(TaskError) -> EnvironmentSnapshot {
    EnvironmentSnapshot(
      task: specification.id,
      world: try worldSnapshot(of: specification.id) { () throws(PhysicsError) in try scene.world.snapshot() },
      memory: Memory(
        observation: observation, episode: episode, wrench: scene.wrench, phase: phase, steps: steps,
        lastProgress: lastProgress))
  }

  public func restore(_ snapshot: EnvironmentSnapshot) throws(TaskError) {
    let memory = try snapshot.memory(of: specification.id, as: Memory.self)
    scene.world.restore(snapshot.world)
    (observation, episode, scene.wrench) = (memory.observation, memory.episode, memory.wrench)
    (phase, steps, lastProgress) = (memory.phase, memory.steps, memory.lastProgress)
  }
}
