import Foundation
import Physics
import Rendering
import Testing
import Vocabulary

extension Trait where Self == ConditionTrait {
  /// Skips, with a message, where no driver draws without a window.
  static var needsRenderer: Self {
    .enabled(if: Renderer.isAvailable, "no EGL driver gives an OpenGL 4.5 context here: see launch/setup")
  }
}

/// Where a pinhole camera shows a point: column and row in pixels from the top left corner, and metres along its axis.
func pinhole(_ point: SIMD3<Double>, _ camera: Camera, width: Int, height: Int) -> SIMD3<Double> {
  let p = camera.worldFromCamera.inverse * point
  let focal = Double(height) / (2 * tan(camera.fieldOfViewRadians / 2))
  return SIMD3(Double(width) / 2 + focal * p.x / p.z, Double(height) / 2 + focal * p.y / p.z, p.z)
}

extension Frame {
  func color(column: Int, row: Int) -> [Int] {
    let start = 3 * place(column: column, row: row)
    return rgb[start..<start + 3].map(Int.init)
  }
}

/// A world with a floor and a box of 0.2 m on it.
struct BoxOnFloor: ~Copyable {
  var world: World
  let floor: BodyID
  let box: BodyID

  init() throws {
    var world = try World()
    let floor = try world.addPlane()
    let box = try world.addBox(
      halfExtents: SIMD3(0.1, 0.1, 0.1), massKilograms: 1, pose: Pose(position: SIMD3(0, 0, 0.1)))
    self.world = world
    (self.floor, self.box) = (floor, box)
  }
}
