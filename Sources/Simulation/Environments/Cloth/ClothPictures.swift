import Foundation
import Physics
public import Rendering
public import Vocabulary

extension ClothEnvironment: RenderableEnvironment {
  public var cameras: [CameraDefinition] { definition.cameras }

  public func draw(into scene: inout Scene) {
    self.scene.draw(into: &scene)
    surface.move(to: positions)
    scene.add(surface, color: .blue)
    // Where the sheet belongs.
    let (a, b, c) = (flatCorners[0], flatCorners[1], flatCorners[2])
    let yaw = atan2(b.y - a.y, b.x - a.x)
    let half = definition.sheet.sideMeters / 2
    var middle = (a + c) / 2
    middle.z = 0.001
    scene.add(
      .box(halfExtents: SIMD3(half.x, half.y, 0.001)),
      at: Pose(position: middle, orientation: Quaternion(axis: SIMD3(0, 0, 1), radians: yaw)),
      color: Color.green.withOpacity(0.5))
  }

  public func pose(ofLink name: String) -> Pose? { scene.pose(ofLink: name) }
}
