public import Vocabulary

/// Takes the corner that lies farthest from its place, carries it there low over the sheet and lets go.
///
/// It keeps no memory. Its mistakes are those of every scripted expert: it lays the corner down beside its place.
public final class ClothExpert: Expert {
  public let quality: ExpertQuality
  private let definition: ClothDefinition
  private let layout: ClothLayout
  private var goalError: SIMD3<Double>
  /// How far the crease lies from a folded corner's place, as far as one knows beforehand.
  private let creaseMeters: Double

  init(_ definition: ClothDefinition, _ space: ObservationSpace, quality: ExpertQuality) {
    self.quality = quality
    self.definition = definition
    layout = ClothLayout(space)
    goalError = quality.biasMeters
    creaseMeters = (definition.fold.depthLowMeters + definition.fold.depthHighMeters) / 2
  }

  public func beginEpisode(random: inout RandomStream) {
    goalError = quality.drawGoalError(&random)
  }

  public func act(observation: Span<Float>, action: inout MutableSpan<Float>) {
    let command = command(layout.read(observation))
    let step = shortened(command.meters, to: definition.control.toolMeters)
    for axis in 0..<3 { action[axis] = Float(step[axis] / definition.control.toolMeters) }
    action[3] = Float(command.gripper)
  }

  private func command(_ view: ClothView) -> ToolCommand {
    let chosen = view.isHeld ? view.nearestCorner : view.worstCorner
    let (corner, place) = (view.corners[chosen], view.flatCorners[chosen] + goalError)
    func across(_ way: SIMD3<Double>) -> Double { (way.x * way.x + way.y * way.y).squareRoot() }
    // Height of the tool above the table while it takes hold of cloth, and while it travels.
    let (low, high) = (0.012, 0.06)
    if view.isHeld {
      // The corner is what has to arrive, and the tool stands beside it by as much as the grip was off.
      let way = place - corner
      if across(way) < 0.015 {
        let down = view.tool.z < low + 0.012
        return ToolCommand(meters: SIMD3(way.x, way.y, low - view.tool.z), gripper: down ? 1 : -1)
      }
      // A flattened half circle about the crease, which lies halfway: higher, the sheet would be dragged along. The arm
      // lags behind its targets, so the way down begins a centimetre early.
      let (radius, left) = (creaseMeters, across(way) - 0.01)
      let height = 0.85 * max(0, radius * radius - (left - radius) * (left - radius)).squareRoot()
      let next = SIMD3(way.x, way.y, 0) * min(1, 0.02 / across(way))
      return ToolCommand(meters: next + SIMD3(0, 0, max(low, height) - view.tool.z), gripper: -1)
    }
    var way = corner - view.tool
    let open = definition.grip.widthMeters * 2
    if across(way) < 0.02 {
      way.z = low - view.tool.z
      let ready = view.tool.z < low + 0.008
      return ToolCommand(meters: way, gripper: ready && view.width > definition.grip.widthMeters ? -1 : 1)
    }
    let above = (view.tool.z < high - 0.02 && across(way) > 0.03) || view.width < open
    way.z = high - view.tool.z
    return ToolCommand(meters: above && view.tool.z < high - 0.02 ? SIMD3(0, 0, way.z) : way, gripper: 1)
  }
}
