import Synchronization
import Vocabulary

/// Triangles with smooth normals: cloth, or what a mesh file holds. Metres.
public struct TriangleMesh: Sendable {
  /// Unique in the process: a renderer keeps what it knows.
  let number: Int32
  /// Counts changes.
  private(set) var revision = 0
  /// Position and normal, 6 per vertex.
  private(set) var vertices: [Float]
  let indices: [Int32]
  private(set) var low = SIMD3<Double>.zero
  private(set) var high = SIMD3<Double>.zero

  private static let made = Atomic<Int32>(0)

  /// - Parameter triangles: places in `positions`, counter-clockwise seen from the front.
  public init(positions: [SIMD3<Double>], triangles: [SIMD3<Int32>]) {
    let all = 0..<Int32(positions.count)
    var flat: [Int32] = []
    flat.reserveCapacity(3 * triangles.count)
    for triangle in triangles {
      for corner in 0..<3 {
        precondition(all.contains(triangle[corner]), "a triangle names a vertex that is not there")
        flat.append(triangle[corner])
      }
    }
    number = Self.made.add(1, ordering: .relaxed).newValue
    indices = flat
    vertices = Array(repeating: 0, count: 6 * positions.count)
    move(to: positions)
  }

  /// The same triangles over vertices that have moved; allocates nothing while nobody else holds this mesh.
  public mutating func move(to positions: [SIMD3<Double>]) {
    precondition(6 * positions.count == vertices.count, "one position per vertex")
    revision += 1
    (low, high) = (positions.first ?? .zero, positions.first ?? .zero)
    for (place, position) in positions.enumerated() {
      low = pointwiseMin(low, position)
      high = pointwiseMax(high, position)
      for axis in 0..<3 {
        vertices[6 * place + axis] = Float(position[axis])
        vertices[6 * place + 3 + axis] = 0
      }
    }
    // Each triangle adds its normal times its area.
    for start in stride(from: 0, to: indices.count, by: 3) {
      let (a, b, c) = (Int(indices[start]), Int(indices[start + 1]), Int(indices[start + 2]))
      let normal = cross(positions[b] - positions[a], positions[c] - positions[a])
      for corner in [a, b, c] {
        for axis in 0..<3 { vertices[6 * corner + 3 + axis] += Float(normal[axis]) }
      }
    }
    for place in positions.indices {
      let start = 6 * place + 3
      var squared: Float = 0
      for axis in 0..<3 { squared += vertices[start + axis] * vertices[start + axis] }
      // A vertex of no triangle, or of none with an area, looks up.
      if squared > 0 {
        for axis in 0..<3 { vertices[start + axis] /= squared.squareRoot() }
      } else {
        vertices[start + 2] = 1
      }
    }
  }
}
