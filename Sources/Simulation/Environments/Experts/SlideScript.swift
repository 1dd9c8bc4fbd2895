public import Vocabulary

/// Beside the puck, down, and a strike that sends it along the line to its goal.
///
/// A puck is round and slides on next to nothing: it goes where the normal of the first touch points. The fingers, shut
/// and not turned, are a block; its corner touches the puck in the point from which the puck's middle lies towards the
/// goal, and from there the tool moves that way.
public struct SlideScript: ExpertScript {
  /// Height at which the closed fingers pass over the puck.
  private let travelHeight: Double
  private let radius: Double
  /// Deceleration of the sliding puck, m/s².
  private let deceleration: Double
  private let stepSeconds: Double

  /// Where the closed fingertips' corner is from the tool, metres.
  private let fingers: SIMD3<Double>
  /// Where the strike begins, metres before the touch.
  private static let runUp = 0.02

  public init(_ definition: TaskDefinition, _ robot: RobotDescription) {
    travelHeight = definition.object.sizeMeters.z + 0.06
    let tip = robot.gripper.shutTipMeters
    fingers = SIMD3(tip.x / 2, tip.y / 2, 0)
    radius = definition.object.sizeMeters.x / 2
    deceleration = definition.object.friction * definition.scene.tableFriction * 9.81
    stepSeconds = definition.physics.stepSeconds * Double(definition.physics.substeps)
  }

  public func command(_ situation: Situation) -> ToolCommand {
    let line = PushLine(situation)
    let (tool, u) = (situation.tool, line.direction)
    let corner = SIMD3(u.x < 0 ? -fingers.x : fingers.x, u.y < 0 ? -fingers.y : fingers.y, 0)
    let touch = situation.object - radius * u - corner
    var offset = tool - touch
    offset.z = 0
    let along = (offset * u).sum()
    let beside = offset - along * u
    let lower = SIMD3(0, 0, line.pushHeightMeters - tool.z)
    let isLow = tool.z < line.pushHeightMeters + 0.01
    if isLow && along < 0.02 && along > -2 * Self.runUp && length(beside) < (along > -0.012 ? 0.008 : 0.0015) {
      // v² = 2 a d, and half as much again: to pass over the goal is success too.
      let speed = 1.5 * (2 * deceleration * line.distance).squareRoot() * stepSeconds
      // Not upright: with joint actions that would take more of the speed than a strike can spare.
      return ToolCommand(meters: u * min(0.05, max(0.015, speed)) - beside + lower)
    }
    var way = touch - Self.runUp * u - tool
    way.z = 0
    if length(way) < 0.03 { return ToolCommand(meters: way + lower, upright: true) }
    if line.clearance(from: tool) > radius + 0.03 && isLow { return ToolCommand(meters: way + lower, upright: true) }
    let lift = SIMD3(0, 0, travelHeight - tool.z)
    return ToolCommand(meters: tool.z < travelHeight - 0.04 ? lift : way + lift)
  }
}
