import Physics
import Vocabulary

extension ManipulationEnvironment {
  /// What the task keeps beside its world.
  private struct Memory: Sendable {
    var observation: [Float]
    var lastObservation: [Float]
    var episode: Episode
    var delay: ActionDelay
    var phase: Phase
    var steps: Int
    var lastProgress: Double
  }

  public func snapshot() throws(TaskError) -> EnvironmentSnapshot {
    EnvironmentSnapshot(
      task: specification.id,
      world: try worldSnapshot(of: specification.id) { () throws(PhysicsError) in try scene.world.snapshot() },
      memory: Memory(
        observation: observation, lastObservation: lastObservation, episode: episode, delay: delay, phase: phase,
        steps: steps,
        lastProgress: lastProgress))
  }

  public func restore(_ snapshot: EnvironmentSnapshot) throws(TaskError) {
    let memory = try snapshot.memory(of: specification.id, as: Memory.self)
    // Masses, sizes and gains that the episode drew are no state of the world, but what it is made of.
    if memory.phase != .fresh { scene.reset(memory.episode) }
    scene.world.restore(snapshot.world)
    delay = memory.delay
    (observation, lastObservation, episode) = (memory.observation, memory.lastObservation, memory.episode)
    (phase, steps, lastProgress) = (memory.phase, memory.steps, memory.lastProgress)
  }
}
