import Foundation
import Physics
import Rendering
import Testing
import Vocabulary

/// Pictures against the closed forms of a pinhole camera.
@Suite("Geometry of pictures", .needsRenderer)
struct GeometryTests {
  @Test(
    "a box seen face to face covers the pixels whose middles lie in its front face's projection, and no others",
    arguments: [(160, 120), (121, 97), (64, 200)])
  func face(width: Int, height: Int) throws {
    var world = try World()
    let box = try world.addBox(
      halfExtents: SIMD3(0.11, 0.17, 0.23), massKilograms: 1, pose: Pose(position: SIMD3(0.03, 0.02, 0.4)))
    // In front of the box's middle its sides are hidden behind the face.
    let camera = Camera(at: SIMD3(-1.2, 0.05, 0.45), lookingAt: SIMD3(0, 0.05, 0.45), fieldOfViewRadians: 0.7)
    var renderer = try Renderer()
    let frame = try renderer.render(world, from: camera, width: width, height: height, channels: .segmentation)
    let face = [(-0.17, 0.23), (0.17, -0.23)].map { y, z in
      pinhole(SIMD3(0.03 - 0.11, 0.02 + y, 0.4 + z), camera, width: width, height: height)
    }
    let (left, right) = (min(face[0].x, face[1].x), max(face[0].x, face[1].x))
    let (top, bottom) = (min(face[0].y, face[1].y), max(face[0].y, face[1].y))
    var seen = 0
    for row in 0..<height {
      for column in 0..<width {
        let (x, y) = (Double(column) + 0.5, Double(row) + 0.5)
        let isInside = left < x && x < right && top < y && y < bottom
        let place = frame.place(column: column, row: row)
        #expect(frame.bodies[place] == (isInside ? box.index : -1), "column \(column), row \(row)")
        seen += isInside ? 1 : 0
      }
    }
    #expect(seen > 300)
  }

  @Test("a ball appears where the pinhole projects its middle, at its distance")
  func ball() throws {
    var random = RandomStream(seed: 8)
    var renderer = try Renderer()
    for _ in 0..<20 {
      let middle = SIMD3(random.uniform(-0.4, 0.4), random.uniform(-0.4, 0.4), random.uniform(-0.3, 0.3))
      var world = try World()
      _ = try world.addSphere(radius: 0.02, massKilograms: 1, pose: Pose(position: middle))
      let camera = Camera(at: SIMD3(1.2, -0.9, 0.8), lookingAt: .zero)
      let frame = try renderer.render(world, from: camera, width: 320, height: 240, channels: [.depth, .segmentation])
      let seen = frame.bodies.indices.filter { frame.bodies[$0] == 0 }
      let count = Double(seen.count)
      let column = seen.reduce(0.0) { $0 + Double($1 % 320) + 0.5 } / count
      let row = seen.reduce(0.0) { $0 + Double($1 / 320) + 0.5 } / count
      let expected = pinhole(middle, camera, width: 320, height: 240)
      #expect(abs(column - expected.x) < 0.5 && abs(row - expected.y) < 0.5)
      let nearest = seen.map { Double(frame.depth[$0]) }.min() ?? 0
      #expect(abs(nearest - (expected.z - 0.02)) < 2e-3)
    }
  }

  @Test("the depth of a slanting floor is that of the ray through each pixel's middle, to 1e-3")
  func depth() throws {
    var world = try World()
    let floor = try world.addPlane(height: -0.3)
    let camera = Camera(at: SIMD3(0.4, -1.1, 0.6), lookingAt: SIMD3(0.1, 0.2, -0.3), fieldOfViewRadians: 0.9)
    var renderer = try Renderer()
    let (width, height) = (96, 64)
    let frame = try renderer.render(
      world, from: camera, width: width, height: height, channels: [.depth, .segmentation])
    let focal = Double(height) / (2 * tan(0.45))
    var seen = 0
    for row in 0..<height {
      for column in 0..<width {
        let ray = SIMD3(
          (Double(column) + 0.5 - Double(width) / 2) / focal, (Double(row) + 0.5 - Double(height) / 2) / focal, 1)
        let direction = camera.worldFromCamera.orientation.rotate(ray)
        let depth = (-0.3 - camera.worldFromCamera.position.z) / direction.z
        let place = frame.place(column: column, row: row)
        guard frame.bodies[place] == floor.index else {
          #expect(frame.depth[place] == Float(camera.farMeters))
          continue
        }
        seen += 1
        #expect(abs(Double(frame.depth[place]) - depth) < 1e-3)
      }
    }
    #expect(seen > width * height / 2)
  }

  @Test("a capsule is as long as its cylinder and two radii; a cylinder stands along z")
  func lengths() throws {
    var renderer = try Renderer()
    for (geometry, halfLength) in [
      (VisualShape.Geometry.capsule(radius: 0.05, halfLength: 0.2), 0.25),
      (.cylinder(radius: 0.05, halfLength: 0.2), 0.2),
    ] {
      var (scene, frame) = (Scene(), Frame(width: 401, height: 401, channels: .depth))
      // Lying along the picture's rows.
      scene.add(
        geometry, at: Pose(position: .zero, orientation: Quaternion(axis: SIMD3(0, 1, 0), radians: .pi / 2)),
        color: .orange)
      try renderer.render(&scene, from: Camera(at: SIMD3(0, -2, 0), lookingAt: .zero), into: &frame)
      let row = (0..<401).filter { frame.depth[frame.place(column: $0, row: 200)] < 50 }
      let focal = 401 / (2 * tan(0.4))
      #expect(abs(Double(row.count) - 2 * halfLength * focal / 2) < 2.5)
      let column = (0..<401).filter { frame.depth[frame.place(column: 200, row: $0)] < 50 }
      #expect(abs(Double(column.count) - 2 * 0.05 * focal / 2) < 2.5)
    }
  }

  @Test("labels are body and link; nothing is -1")
  func labels() throws {
    let scenery = try BoxOnFloor()
    let (floor, box) = (scenery.floor, scenery.box)
    var renderer = try Renderer()
    let camera = Camera(at: SIMD3(1, 0, 0.8), lookingAt: SIMD3(0, 0, 0.1))
    let frame = try renderer.render(scenery.world, from: camera, width: 64, height: 48, channels: .segmentation)
    #expect(frame.bodies[frame.place(column: 32, row: 24)] == box.index)
    #expect(frame.bodies[frame.place(column: 5, row: 43)] == floor.index)
    #expect(Set(frame.bodies) == [floor.index, box.index] && Set(frame.links) == [-1])
    let sky = Camera(at: SIMD3(1, 0, 0.8), lookingAt: SIMD3(1, 0, 3))
    let empty = try renderer.render(scenery.world, from: sky, width: 64, height: 48, channels: [.depth, .segmentation])
    #expect(Set(empty.bodies) == [-1] && Set(empty.depth) == [100] && empty.rgb.isEmpty)
  }
}
