public import Physics
import Vocabulary

extension Scene {
  /// Adds everything that can be seen of a body, where it is now.
  ///
  /// - Parameter color: nil for the colours of the robot's file; a robot without any is drawn in two greys, one link
  ///   that is seen so, the next so, and another body in a colour of its own.
  public mutating func add(
    _ world: borrowing World, _ body: BodyID, color: Color? = nil, pattern: Pattern = .plain
  ) {
    let linkCount = world.links(of: body).count
    var seen = 0
    for index in -1..<linkCount {
      let link = world.link(at: index, of: body)
      let count = world.visualShapeCount(of: link)
      if count == 0 { continue }
      let worldFromLink = world.pose(of: link)
      let spare = linkCount > 0 ? Self.greys[seen % 2] : Self.color(of: body)
      // Links that follow each other share surfaces where they meet.
      let isLifted = seen % 2 == 1
      seen += 1
      for place in 0..<count {
        let shape = world.visualShape(place, of: link)
        let own = shape.color.map { Color($0.x, $0.y, $0.z, opacity: $0.w) }
        let paint = color ?? own ?? (shape.geometry.isPlane ? .ground : spare)
        let worldFromShape = worldFromLink * shape.linkFromShape
        if case .mesh(let number) = shape.geometry {
          guard let mesh = triangles(number, world, place, link) else { continue }
          add(mesh, at: worldFromShape, color: paint, pattern: pattern, link: link)
        } else {
          add(
            shape.geometry, at: worldFromShape, color: paint, pattern: pattern, body: body.index, link: Int32(index),
            isLifted: isLifted)
        }
      }
    }
  }

  private mutating func triangles(
    _ number: Int32, _ world: borrowing World, _ place: Int, _ link: LinkID
  ) -> TriangleMesh? {
    if let known = files[number] { return known }
    do throws(PhysicsError) {
      let mesh = try world.visualMesh(place, of: link)
      files[number] = .some(TriangleMesh(positions: mesh.vertices, triangles: mesh.triangles))
    } catch {
      unreadable.append(error)
      files[number] = .some(nil)
    }
    return files[number] ?? nil
  }

  /// Adds every body of a world.
  public mutating func add(_ world: borrowing World) {
    for index in 0..<world.bodyCount { add(world, world.body(at: index)) }
  }

  private static let greys = [Color(0.7, 0.72, 0.74), Color.shell]

  private static func color(of body: BodyID) -> Color { Color.objects[Int(body.index) % Color.objects.count] }
}

extension VisualShape.Geometry {
  fileprivate var isPlane: Bool { if case .plane = self { true } else { false } }
}
