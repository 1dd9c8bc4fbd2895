import Foundation
import Physics
import Rendering
import Testing
import Vocabulary

@Suite("Cameras")
struct CameraTests {
  @Test("a camera looks along z, with x to the right and y down")
  func axes() {
    // Looking north (+y) from the south: east is right.
    let pose = Camera(at: SIMD3(0, -2, 1), lookingAt: SIMD3(0, 0, 1)).worldFromCamera
    for (axis, expected) in [(SIMD3(1.0, 0, 0), SIMD3(1.0, 0, 0)), ([0, 1, 0], [0, 0, -1]), ([0, 0, 1], [0, 1, 0])] {
      let error = pose.orientation.rotate(axis) - expected
      #expect((error * error).sum() < 1e-24)
    }
    #expect(pose.position == SIMD3(0, -2, 1))
  }

  @Test("any eye, target and up give a rotation that sees the target in the middle and up above it")
  func lookingAt() {
    var random = RandomStream(seed: 4)
    func vector() -> SIMD3<Double> {
      SIMD3(random.uniform(-2, 2), random.uniform(-2, 2), random.uniform(-2, 2))
    }
    for _ in 0..<200 {
      let (eye, target, up) = (vector(), vector(), vector())
      let camera = Camera(at: eye, lookingAt: target, up: up)
      let q = camera.worldFromCamera.orientation
      #expect(abs(q.x * q.x + q.y * q.y + q.z * q.z + q.w * q.w - 1) < 1e-12)
      let seen = camera.worldFromCamera.inverse * target
      #expect(abs(seen.x) < 1e-12 && abs(seen.y) < 1e-12 && seen.z > 0)
      let above = q.conjugate.rotate(up)
      #expect(abs(above.x) < 1e-12 && above.y < 0)
    }
  }

  @Test("straight down has x upwards")
  func straightDown() {
    let camera = Camera(at: SIMD3(0, 0, 1), lookingAt: .zero)
    let seen = camera.worldFromCamera.inverse * SIMD3(0.1, 0, 0)
    #expect(abs(seen.x) < 1e-12 && abs(seen.y + 0.1) < 1e-12 && abs(seen.z - 1) < 1e-12)
  }

  @Test("a camera that cannot be is a typed error", .needsRenderer)
  func wrong() throws {
    let scenery = try BoxOnFloor()
    var renderer = try Renderer()
    func refused(_ parameter: String, _ change: (inout Camera) -> Void) {
      var camera = Camera(at: SIMD3(0, 0, 1), lookingAt: .zero)
      change(&camera)
      do {
        _ = try renderer.render(scenery.world, from: camera, width: 8, height: 8)
        Issue.record("\(parameter) was accepted")
      } catch {
        #expect("\(error)".hasPrefix(parameter) && "\(error)".contains("allowed"))
      }
    }
    refused("fieldOfViewRadians") { $0.fieldOfViewRadians = 0 }
    refused("fieldOfViewRadians") { $0.fieldOfViewRadians = .nan }
    refused("nearMeters") { $0.nearMeters = 0 }
    refused("farMeters") { $0.farMeters = 0.001 }
    refused("camera position[1]") { $0.worldFromCamera.position.y = .infinity }
    refused("camera orientation") { $0.worldFromCamera.orientation.w = 3 }
    do {
      _ = try renderer.render(
        scenery.world, from: Camera(at: SIMD3(0, 0, 1), lookingAt: .zero), width: 1 << 20, height: 8)
      Issue.record("a picture of a million columns was accepted")
    } catch { #expect("\(error)".hasPrefix("width is 1048576")) }
  }
}
