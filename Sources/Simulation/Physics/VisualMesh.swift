import CBullet

/// Triangles of a shape that can be seen.
public struct VisualMesh: Equatable, Sendable {
  /// Metres, shape frame.
  public var vertices: [SIMD3<Double>]
  /// Indices of vertices, counter-clockwise seen from outside as far as the file keeps to it.
  public var triangles: [SIMD3<Int32>]

  public init(vertices: [SIMD3<Double>], triangles: [SIMD3<Int32>]) {
    self.vertices = vertices
    self.triangles = triangles
  }
}

extension World {
  /// The triangles of one of `visualShapes(of:)` whose geometry is a mesh; the first call for a visual mesh reads its
  /// file.
  public func visualMesh(_ index: Int, of link: LinkID) throws(PhysicsError) -> VisualMesh {
    guard case .mesh = visualShape(index, of: link).geometry else { preconditionFailure("this shape is no mesh") }
    let (body, place, number) = (link.body.index, Int32(link.index), Int32(index))
    var counts = [Int32](repeating: 0, count: 2)
    let status = unsafe cb_load_visual_mesh(handle, body, place, number, &counts)
    guard status == CB_OK else { throw fileError(status, baseName(of: link.body)) }
    var vertices = [Double](repeating: 0, count: 3 * Int(counts[0]))
    var triangles = [Int32](repeating: 0, count: 3 * Int(counts[1]))
    unsafe cb_copy_visual_mesh(handle, body, place, number, &vertices, &triangles)
    return VisualMesh(
      vertices: stride(from: 0, to: vertices.count, by: 3).map {
        SIMD3(vertices[$0], vertices[$0 + 1], vertices[$0 + 2])
      },
      triangles: stride(from: 0, to: triangles.count, by: 3).map {
        SIMD3(triangles[$0], triangles[$0 + 1], triangles[$0 + 2])
      })
  }
}
