import Foundation
import Vocabulary

/// Where an episode's sheet lies when it starts, and where it would lie flat.
struct FoldedStart: Equatable {
  /// Of every node, folded and flat.
  var positions: [SIMD3<Double>] = []
  var flat: [SIMD3<Double>] = []

  /// Before the first reset.
  static let none = FoldedStart()

  private init() {}

  /// - Parameters:
  ///   - sheet: nodes of the flat sheet about its middle.
  ///   - corners: nodes of the four corners.
  init(_ definition: ClothDefinition, sheet: [SIMD3<Double>], corners: [Int], seed: UInt64) {
    var random = RandomStream(seed: seed).derived("fold")
    let corner = sheet[corners[min(3, Int(random.uniform(0, 4)))]]
    let depth = random.uniform(definition.fold.depthLowMeters, definition.fold.depthHighMeters)
    let yaw = random.uniform(-definition.fold.yawRadians, definition.fold.yawRadians)
    let place = definition.fold.placeMeters
    let middle = SIMD3(
      definition.fold.middleMeters.x + random.uniform(-place, place),
      definition.fold.middleMeters.y + random.uniform(-place, place), 0)
    var inward = -corner
    inward.z = 0
    inward /= length(inward)
    let (cosine, sine) = (cos(yaw), sin(yaw))
    func placed(_ point: SIMD3<Double>) -> SIMD3<Double> {
      SIMD3(cosine * point.x - sine * point.y, sine * point.x + cosine * point.y, point.z) + middle
    }
    for point in sheet {
      flat.append(placed(point))
      // Mirrored at the crease, and laid on what is below.
      let beyond = depth - ((point - corner) * inward).sum()
      let lift = SIMD3(0, 0, 2 * definition.sheet.marginMeters)
      positions.append(placed(beyond > 0 ? point + 2 * beyond * inward + lift : point))
    }
  }
}
