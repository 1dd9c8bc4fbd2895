public import Vocabulary

/// The lower object to its place, then the upper one onto it; what has fallen is picked up again.
public struct StackScript: ExpertScript {
  private let heldWidth: Double
  private let emptyWidth: Double
  /// Half an object's height, metres.
  private let half: Double

  public init(_ definition: TaskDefinition, _ robot: RobotDescription) {
    heldWidth = definition.object.sizeMeters.y * 1.375
    emptyWidth = definition.object.sizeMeters.y / 2
    half = definition.object.sizeMeters.z / 2
  }

  public func command(_ situation: Situation) -> ToolCommand {
    let isLowerPlaced = length(situation.goal - situation.object) < 0.025
    let upperGoal = isLowerPlaced ? situation.secondGoal : aside(situation)
    if isHeld(situation.second, situation) { return carry(situation.second, to: upperGoal) }
    if isHeld(situation.object, situation) { return carry(situation.object, to: situation.goal) }
    if isLowerPlaced || blocks(situation) { return fetch(situation.second, beside: situation.object, situation) }
    return fetch(situation.object, beside: situation.second, situation)
  }

  /// The upper object lies where the lower one must go, or on top of it.
  private func blocks(_ situation: Situation) -> Bool {
    across(situation.second - situation.goal) < 0.08 || across(situation.second - situation.object) < 0.045
  }

  /// On the table, away from the goal, towards the middle of the table.
  private func aside(_ situation: Situation) -> SIMD3<Double> {
    var place = situation.goal
    place.y += situation.goal.y > 0 ? -0.13 : 0.13
    if across(place - situation.object) < 0.1 { place.x += situation.goal.x > 0 ? -0.13 : 0.13 }
    return place
  }

  private func isHeld(_ object: SIMD3<Double>, _ situation: Situation) -> Bool {
    let way = object - situation.tool
    return situation.width < heldWidth && situation.width > emptyWidth && across(way) < 0.035 && abs(way.z) < 0.03
  }

  private func carry(_ object: SIMD3<Double>, to goal: SIMD3<Double>) -> ToolCommand {
    let left = goal - object
    let distance = across(left)
    // An object that hangs askew stands on its edge before it is down.
    if distance < 0.015 && left.z > -0.012 { return ToolCommand(meters: .zero, gripper: 1) }
    // A funnel over the goal: high until the object is above it, and first up where it would meet what stands there.
    let height = goal.z + min(3 * half, max(0, 3 * (distance - 0.012)))
    let up = height - object.z
    // Half the way at the end: the object swings on between the fingers when the arm stops at once.
    let share = min(1, max(0, 1.5 - up / half)) * (distance < 0.06 ? 0.5 : 1)
    return ToolCommand(meters: SIMD3(left.x * share, left.y * share, min(0.05, max(-0.025, up))), gripper: -1)
  }

  private func fetch(_ object: SIMD3<Double>, beside other: SIMD3<Double>, _ situation: Situation) -> ToolCommand {
    let tool = situation.tool
    let way = object - tool
    let isOpen = situation.width >= heldWidth
    if isOpen && across(way) < 0.015 && abs(way.z) < 0.015 { return ToolCommand(meters: way, gripper: -1) }
    // Away from the other object upwards first: open fingers would drag it along.
    if across(other - tool) < 0.06 && tool.z < other.z + half + 0.03 && across(way) > 0.02 {
      return ToolCommand(meters: SIMD3(0, 0, 0.05), gripper: 1)
    }
    if across(way) < 0.02 || (across(way) < 0.03 && way.z > -0.03) { return ToolCommand(meters: 0.7 * way, gripper: 1) }
    let rise = SIMD3(0, 0, way.z + half + 0.04)
    let room = way.z > -half - 0.025 ? max(0, across(way) - 0.07) : across(way)
    return ToolCommand(meters: SIMD3(way.x, way.y, 0) * (room / max(across(way), 1e-9)) + rise, gripper: 1)
  }
}

/// Horizontal length.
func across(_ v: SIMD3<Double>) -> Double { (v.x * v.x + v.y * v.y).squareRoot() }
