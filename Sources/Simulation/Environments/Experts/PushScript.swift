/// Behind the object, down, and along the line to the goal; over the object where it is in the way.
public struct PushScript: ExpertScript {
  /// Height at which the closed fingers pass over the object.
  private let travelHeight: Double

  public init(_ definition: TaskDefinition) {
    travelHeight = definition.object.sizeMeters.z + 0.06
  }

  public func command(_ situation: Situation) -> ToolCommand {
    let line = PushLine(object: situation.object, goal: situation.goal)
    let tool = situation.tool
    let (along, across) = line.coordinates(of: tool)
    let lower = SIMD3(0, 0, PushLine.pushHeightMeters - tool.z)
    if along < -0.02 && length(across) < PushLine.corridorMeters && tool.z < PushLine.pushHeightMeters + 0.03 {
      // Slower near the goal: a cube that is hit at full speed slides on for half a metre.
      let speed = min(0.03, max(0.02, line.distance / 2))
      return ToolCommand(meters: line.direction * speed - across + lower)
    }
    var way = line.start - tool
    way.z = 0
    if length(way) < 0.02 { return ToolCommand(meters: way + lower) }
    if line.clearance(from: tool) > PushLine.clearanceMeters { return ToolCommand(meters: way + lower) }
    let lift = SIMD3(0, 0, travelHeight - tool.z)
    return ToolCommand(meters: tool.z < travelHeight - 0.04 ? lift : way + lift)
  }
}
