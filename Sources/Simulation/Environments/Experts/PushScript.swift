public import Vocabulary

/// Behind the object, down, and along the line to the goal; over the object where it is in the way.
public struct PushScript: ExpertScript {
  /// Height at which the closed fingers pass over the object.
  private let travelHeight: Double

  public init(_ definition: TaskDefinition, _ robot: RobotDescription) {
    travelHeight = definition.object.sizeMeters.z + 0.06
  }

  public func command(_ situation: Situation) -> ToolCommand {
    let line = PushLine(situation)
    let tool = situation.tool
    let (along, across) = line.coordinates(of: tool)
    let lower = SIMD3(0, 0, line.pushHeightMeters - tool.z)
    if along < 0.005 - line.contactMeters && tool.z < line.pushHeightMeters + 0.03 {
      if length(across) < PushLine.corridorMeters {
        // Slow near the goal: a cube that is hit hard slides on by v² / (2 μ g), 4 cm at 0.45 m/s. Slow off the line:
        // a push beside the middle turns the cube and sends it away from the line.
        let centred = 1 - length(across) / PushLine.corridorMeters
        let speed = min(0.04, max(0.015, 0.2 * line.distance)) * max(0.3, centred)
        return ToolCommand(meters: line.direction * speed - 1.5 * across + lower, upright: true)
      }
      // Behind the object but beside the line: back off its face, then sideways; nothing is in the way.
      let back = min(0, 0.01 - line.standOffMeters - along)
      return ToolCommand(meters: line.direction * back - across + lower, upright: true)
    }
    var way = line.start - tool
    way.z = 0
    if length(way) < 0.02 { return ToolCommand(meters: way + lower, upright: true) }
    if line.clearance(from: tool) > line.clearanceMeters { return ToolCommand(meters: way + lower) }
    let lift = SIMD3(0, 0, travelHeight - tool.z)
    return ToolCommand(meters: tool.z < travelHeight - 0.04 ? lift : way + lift)
  }
}
