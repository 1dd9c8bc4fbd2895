/// How much of the table a sheet covers, seen from above: cells whose middle lies in some triangle.
public struct CoveredArea: Sendable {
  private let cellMeters: Double
  private let columns: Int
  private var cells: [Bool]
  private var low = SIMD2<Double>.zero

  /// - Parameters:
  ///   - cellMeters: side of a cell; the error is about a cell along every edge.
  ///   - reachMeters: the sheet never extends farther than this from its first node.
  public init(cellMeters: Double, reachMeters: Double) {
    self.cellMeters = cellMeters
    columns = Int((2 * reachMeters / cellMeters).rounded(.up)) + 1
    cells = Array(repeating: false, count: columns * columns)
  }

  /// Covered area, m²; allocates nothing.
  public mutating func measure(_ positions: [SIMD3<Double>], _ triangles: [SIMD3<Int32>]) -> Double {
    for place in cells.indices { cells[place] = false }
    let half = Double(columns) * cellMeters / 2
    low = SIMD2(positions[0].x - half, positions[0].y - half)
    for triangle in triangles {
      fill(positions[Int(triangle.x)], positions[Int(triangle.y)], positions[Int(triangle.z)])
    }
    var count = 0
    for cell in cells where cell { count += 1 }
    return Double(count) * cellMeters * cellMeters
  }

  private mutating func fill(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>) {
    let columnRange = range(min(a.x, b.x, c.x) - low.x, max(a.x, b.x, c.x) - low.x)
    let rowRange = range(min(a.y, b.y, c.y) - low.y, max(a.y, b.y, c.y) - low.y)
    for row in rowRange {
      for column in columnRange {
        let point = SIMD2(
          low.x + (Double(column) + 0.5) * cellMeters, low.y + (Double(row) + 0.5) * cellMeters)
        let (ab, bc, ca) = (side(point, a, b), side(point, b, c), side(point, c, a))
        let inside = (ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0)
        if inside { cells[row * columns + column] = true }
      }
    }
  }

  private func range(_ from: Double, _ to: Double) -> Range<Int> {
    let first = max(0, min(Double(columns), (from / cellMeters).rounded(.down)))
    let last = max(first, min(Double(columns), (to / cellMeters).rounded(.down) + 1))
    return Int(first)..<Int(last)
  }
}

/// Twice the signed area of a triangle: on which side of the line from `a` to `b` a point lies.
private func side(_ point: SIMD2<Double>, _ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
  (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
}
