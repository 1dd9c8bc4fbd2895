import Foundation
public import Vocabulary

/// Comes down on the place where the hole should be, tries beside it in a spiral while something pushes back, and goes in.
///
/// It keeps no memory: where the tip is and whether something pushes back says what to do next. Its mistakes are those of every scripted expert: it takes another place for the hole.
public final class InsertionExpert: Expert {
  public let quality: ExpertQuality
  private let definition: InsertionDefinition
  private let achieved: Int
  private let desired: Int
  private let force: Int
  /// How far below the tool the target lies while it touches: pressed harder, the arm slips sideways and tilts.
  private let gentle = 0.004
  /// Radius of the search: as far as the hole can be from where it is sensed.
  private let searchMeters: Double
  private var goalError: SIMD3<Double>

  init(_ definition: InsertionDefinition, _ space: ObservationSpace, quality: ExpertQuality) {
    self.quality = quality
    self.definition = definition
    achieved = space.range(of: "achievedGoal")?.lowerBound ?? 0
    desired = space.range(of: "desiredGoal")?.lowerBound ?? 0
    force = space.range(of: "force")?.lowerBound ?? 0
    searchMeters = 1.5 * definition.hole.sensedErrorMeters + definition.hole.clearanceMeters / 2
    goalError = quality.biasMeters
  }

  public func beginEpisode(random: inout RandomStream) { goalError = quality.drawGoalError(&random) }

  public func act(observation: Span<Float>, action: inout MutableSpan<Float>) {
    func way(_ start: Int) -> SIMD3<Double> {
      var way = SIMD3<Double>.zero
      for axis in 0..<3 {
        way[axis] = Double(observation[desired + start + axis]) - Double(observation[achieved + start + axis])
      }
      return way
    }
    var (move, turn) = (way(0) + goalError, way(3))
    let across = SIMD3(move.x, move.y, 0)
    // Of the peg's end over the block's top.
    let above = -move.z - definition.hole.depthMeters
    let isStraight = length(turn) * definition.peg.widthMeters < 0.3 * definition.hole.clearanceMeters
    // The tool's z axis points down: what stops the peg pushes along minus z.
    let pushed = -Double(observation[force + 2])
    if above < -0.002 {
      // Inside, where the walls guide.
      move = SIMD3(0, 0, move.z)
    } else if above > 0.003 || !isStraight {
      // A few millimetres over the block, until the peg stands over the place.
      let isOver = length(across) < 0.3 * definition.hole.clearanceMeters && isStraight
      if above < 0.03 { move.z = isOver ? -gentle : 0.005 - above }
    } else if length(across) > searchMeters {
      move = SIMD3(0, 0, 0.01)
    } else {
      move = pushed > 0.2 ? hop(from: -across) : SIMD3(0, 0, -gentle)
    }
    let step = shortened(move, to: definition.control.toolMeters)
    turn = shortened(turn, to: definition.control.toolRadians)
    for axis in 0..<3 {
      action[axis] = Float(step[axis] / definition.control.toolMeters)
      action[3 + axis] = Float(turn[axis] / definition.control.toolRadians)
    }
  }

  /// From one try to the next: a little up, and on along a spiral about the place, less than the clearance at a time.
  private func hop(from offset: SIMD3<Double>) -> SIMD3<Double> {
    let clearance = definition.hole.clearanceMeters
    let radius = length(offset)
    let outward = radius > 1e-6 ? offset / radius : SIMD3(1, 0, 0)
    let along = SIMD3(-outward.y, outward.x, 0)
    let turned = min(2, 0.8 * clearance / max(radius, 1e-6))
    let next = max(0.5 * clearance, radius + 0.8 * clearance * turned / (2 * .pi))
    // In one step and the stop after it the arm goes a little more than half the way to its target.
    return 1.8 * (next * (cos(turned) * outward + sin(turned) * along) - offset) + SIMD3(0, 0, 0.003)
  }
}
