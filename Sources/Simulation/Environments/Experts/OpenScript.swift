public import Vocabulary

/// Open above the handle, go down around it, close, and pull the way the handle goes.
public struct OpenScript: ExpertScript {
  /// Fingers that are nearer to each other than this have closed on the handle (or on nothing).
  private let heldWidth: Double
  /// Fingers that are nearer than this hold nothing.
  private let emptyWidth: Double

  public init(_ definition: TaskDefinition, _ robot: RobotDescription) {
    heldWidth = definition.fixture.handleWidthMeters + 0.015
    emptyWidth = definition.fixture.handleWidthMeters / 2
  }

  public func command(_ situation: Situation) -> ToolCommand {
    let way = situation.handle - situation.tool
    let distance = across(way)
    let isClosed = situation.width < heldWidth
    if isClosed && situation.width > emptyWidth && distance < 0.03 && abs(way.z) < 0.03 {
      return ToolCommand(
        meters: situation.handleDirection * 0.035 + SIMD3(0, 0, way.z), gripper: -1, upright: true)
    }
    if !isClosed && distance < 0.012 && abs(way.z) < 0.015 {
      return ToolCommand(meters: way, gripper: -1, upright: true)
    }
    // The post must come between the fingers from below.
    if distance < 0.012 || (distance < 0.02 && way.z > -0.04) {
      return ToolCommand(meters: 0.7 * way, gripper: 1, upright: true)
    }
    let rise = SIMD3(0, 0, way.z + 0.07)
    let isLow = way.z > -0.045
    return ToolCommand(
      meters: isLow && distance > 0.03 ? rise : SIMD3(way.x, way.y, 0) + rise, gripper: 1, upright: true)
  }
}
