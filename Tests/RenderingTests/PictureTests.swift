import Foundation
import Physics
import Rendering
import Testing
import Vocabulary

@Suite("Pictures", .needsRenderer)
struct PictureTests {
  let camera = Camera(at: SIMD3(0.9, -0.7, 0.8), lookingAt: SIMD3(0, 0, 0.1))

  @Test("the same scene gives the same bytes, from any renderer and after any other picture")
  func same() throws {
    let scenery = try BoxOnFloor()
    var one = try Renderer()
    var other = try Renderer()
    let channels: FrameChannels = [.rgb, .depth, .segmentation]
    let first = try one.render(scenery.world, from: camera, width: 96, height: 64, channels: channels)
    _ = try one.render(scenery.world, from: Camera(at: SIMD3(0, 1, 1), lookingAt: .zero), width: 40, height: 30)
    #expect(try one.render(scenery.world, from: camera, width: 96, height: 64, channels: channels) == first)
    #expect(try other.render(scenery.world, from: camera, width: 96, height: 64, channels: channels) == first)
    #expect(Set(first.rgb).count > 20)
  }

  @Test("a shadow darkens the floor behind the box, seen from the light, and nothing before it")
  func shadow() throws {
    let scenery = try BoxOnFloor()
    var renderer = try Renderer()
    // Seen from above: the sun stands at -x -y, so shadows fall towards +x +y.
    let above = Camera(at: SIMD3(0, 0, 2), lookingAt: .zero)
    var scene = Scene()
    scene.towardsLight = SIMD3(-0.35, -0.5, 1)
    scene.add(scenery.world)
    var (lit, plain) = (Frame(width: 200, height: 200), Frame(width: 200, height: 200))
    try renderer.render(&scene, from: above, into: &lit)
    renderer.quality.shadowPixels = 0
    try renderer.render(&scene, from: above, into: &plain)
    func pixel(_ x: Double, _ y: Double) -> (Int, Int) {
      let p = pinhole(SIMD3(x, y, 0), above, width: 200, height: 200)
      return (Int(p.x), Int(p.y))
    }
    // The box ends at 0.1; its top edge's shadow reaches to 0.1 + 0.2 * 0.35 along x.
    let (shaded, free) = (pixel(0.13, 0.0), pixel(-0.2, 0.0))
    let dark = lit.color(column: shaded.0, row: shaded.1)
    let light = plain.color(column: shaded.0, row: shaded.1)
    for channel in 0..<3 { #expect(dark[channel] < light[channel] - 30) }
    #expect(lit.color(column: free.0, row: free.1) == plain.color(column: free.0, row: free.1))
    // Along y the sun stands lower: 0.1 + 0.2 * 0.5.
    let (inside, beyond) = (pixel(0.05, 0.17), pixel(0.05, 0.25))
    #expect(lit.color(column: inside.0, row: inside.1)[1] < plain.color(column: inside.0, row: inside.1)[1] - 30)
    #expect(lit.color(column: beyond.0, row: beyond.1) == plain.color(column: beyond.0, row: beyond.1))
  }

  @Test("antialiasing gives edges shades between; without it there are two")
  func edges() throws {
    var scene = Scene()
    scene.background = Color(0, 0, 0)
    // A square that faces away from the sun has one shade all over.
    scene.add(
      .box(halfExtents: SIMD3(0.3, 0.01, 0.3)),
      at: Pose(position: .zero, orientation: Quaternion(axis: SIMD3(0, 1, 0), radians: 0.3)), color: .orange)
    let camera = Camera(at: SIMD3(0, 2, 0), lookingAt: .zero)
    var shades: [Int] = []
    for samples in [1, 4] {
      var renderer = try Renderer(Renderer.Quality(samples: samples, shadowPixels: 0))
      var frame = Frame(width: 100, height: 100)
      try renderer.render(&scene, from: camera, into: &frame)
      shades.append(Set((0..<10_000).map { frame.rgb[3 * $0] }).count)
    }
    #expect(shades[0] == 2 && shades[1] > 2)
  }

  @Test("a translucent marker is seen and seen through, and has neither depth nor label")
  func marker() throws {
    let scenery = try BoxOnFloor()
    var renderer = try Renderer()
    let without = try renderer.render(
      scenery.world, from: camera, width: 64, height: 48, channels: [.rgb, .depth, .segmentation])
    var (scene, frame) = (Scene(), Frame(width: 64, height: 48, channels: [.rgb, .depth, .segmentation]))
    scene.add(scenery.world)
    scene.add(
      .sphere(radius: 0.1), at: Pose(position: SIMD3(0.3, -0.25, 0.35)), color: Color.green.withOpacity(0.5))
    try renderer.render(&scene, from: camera, into: &frame)
    #expect(frame.depth == without.depth && frame.bodies == without.bodies)
    let changed = (0..<64 * 48).filter { frame.rgb[3 * $0] != without.rgb[3 * $0] }
    #expect(changed.count > 100 && changed.count < 64 * 48 / 2)
    #expect(changed.contains { frame.bodies[$0] == 1 } && changed.contains { frame.bodies[$0] == 0 })
  }

  @Test("a sheet is seen from both sides, paler from behind, and follows its vertices")
  func sheet() throws {
    let corners = [SIMD3(-0.3, -0.3, 0), SIMD3(0.3, -0.3, 0), SIMD3(0.3, 0.3, 0), SIMD3(-0.3, 0.3, 0.0)]
    var mesh = TriangleMesh(positions: corners, triangles: [SIMD3(0, 1, 2), SIMD3(0, 2, 3)])
    var renderer = try Renderer(Renderer.Quality(samples: 1, shadowPixels: 0))
    var (scene, frame) = (Scene(), Frame(width: 65, height: 65, channels: [.rgb, .depth]))
    func middle(_ eye: SIMD3<Double>) throws -> ([Int], Float) {
      scene.clear()
      scene.add(mesh, color: .blue)
      try renderer.render(&scene, from: Camera(at: eye, lookingAt: SIMD3(0, 0, eye.z / 2)), into: &frame)
      return (frame.color(column: 32, row: 32), frame.depth[frame.place(column: 32, row: 32)])
    }
    let (front, near) = try middle(SIMD3(0, 0, 1))
    let (back, far) = try middle(SIMD3(0, 0, -1))
    #expect(back[0] > front[0] && abs(near - 1) < 1e-6 && abs(far - 1) < 1e-6)
    mesh.move(to: corners.map { $0 + SIMD3(0, 0, 0.25) })
    #expect(abs(try middle(SIMD3(0, 0, 1)).1 - 0.75) < 1e-6)
    mesh.move(to: corners.map { $0 + SIMD3(2, 0, 0) })
    #expect(try middle(SIMD3(0, 0, 1)).1 == 100)
  }

  @Test("a robot without colours has two greys, a body a colour of its own, a given colour wins")
  func colors() throws {
    var world = try World()
    _ = try world.addBox(halfExtents: SIMD3(0.2, 0.2, 0.2), massKilograms: 1, pose: .identity)
    var renderer = try Renderer()
    var (scene, frame) = (Scene(), Frame(width: 32, height: 32))
    var seen: [[Int]] = []
    for color in [nil, Color.blue, Color.yellow] {
      scene.clear()
      scene.add(world, world.body(at: 0), color: color)
      try renderer.render(&scene, from: camera, into: &frame)
      seen.append(frame.color(column: 16, row: 16))
    }
    #expect(seen[0][0] > seen[0][2] && seen[1][2] > seen[1][0] && seen[2][1] > seen[2][2])
  }

  @Test("renderers on several threads draw what one alone draws")
  func threads() async throws {
    let camera = camera
    let expected = try await Self.draw(camera)
    try await withThrowingTaskGroup { group in
      for _ in 0..<4 { group.addTask { try await Self.draw(camera) } }
      for try await frame in group { #expect(frame == expected) }
    }
  }

  private static func draw(_ camera: Camera) async throws -> Frame {
    let scenery = try BoxOnFloor()
    var renderer = try Renderer()
    return try renderer.render(scenery.world, from: camera, width: 64, height: 48)
  }
}
