public import Vocabulary

/// Open above the object, go down over it, close, carry it to the goal.
public struct PickAndPlaceScript: ExpertScript {
  /// Fingers that are nearer to each other than this have closed on the object (or on nothing).
  private let heldWidth: Double
  /// Fingers that are nearer than this hold nothing.
  private let emptyWidth: Double
  /// Half the object's height, metres.
  private let half: Double

  public init(_ definition: TaskDefinition, _ robot: RobotDescription) {
    // Across the diagonal a square is wider by the root of 2; the grip turns it within one step.
    heldWidth = definition.object.sizeMeters.y * 1.375
    emptyWidth = definition.object.sizeMeters.y / 2
    half = definition.object.sizeMeters.z / 2
  }

  public func command(_ situation: Situation) -> ToolCommand {
    let way = situation.object - situation.tool
    let across = (way.x * way.x + way.y * way.y).squareRoot()
    let closed = situation.width < heldWidth
    if closed && situation.width > emptyWidth && across < 0.035 && abs(way.z) < 0.03 {
      return ToolCommand(meters: situation.goal - situation.object, gripper: -1)
    }
    if !closed && across < 0.015 && abs(way.z) < 0.02 { return ToolCommand(meters: way, gripper: -1) }
    if across < 0.02 || (across < 0.03 && way.z > -0.03) { return ToolCommand(meters: 0.7 * way, gripper: 1) }
    // Above the object first: sideways only as far as the fingers stay clear of it while they are low.
    let rise = SIMD3(0, 0, way.z + half + 0.04)
    let room = way.z > -half - 0.025 ? max(0, across - 0.07) : across
    return ToolCommand(meters: SIMD3(way.x, way.y, 0) * (room / max(across, 1e-9)) + rise, gripper: 1)
  }
}
