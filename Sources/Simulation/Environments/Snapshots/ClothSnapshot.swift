import Physics
import Vocabulary

extension ClothEnvironment {
  /// What the task keeps beside its world: the sheet, first of all.
  private struct Memory: Sendable {
    var sheet: ClothSnapshot
    var positions: [SIMD3<Double>]
    var grip: ClothGrip
    var start: FoldedStart
    var record: EpisodeRecord
    var covered: Double
  }

  public func snapshot() throws(TaskError) -> EnvironmentSnapshot {
    EnvironmentSnapshot(
      task: specification.id,
      world: try worldSnapshot(of: specification.id) { () throws(PhysicsError) in try scene.world.snapshot() },
      memory: Memory(
        sheet: sheet.snapshot(), positions: positions, grip: grip, start: start, record: record, covered: covered))
  }

  public func restore(_ snapshot: EnvironmentSnapshot) throws(TaskError) {
    let memory = try snapshot.memory(of: specification.id, as: Memory.self)
    scene.world.restore(snapshot.world)
    sheet.restore(memory.sheet)
    (positions, grip, start) = (memory.positions, memory.grip, memory.start)
    (record, covered) = (memory.record, memory.covered)
  }
}
