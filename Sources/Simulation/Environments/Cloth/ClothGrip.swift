import Physics

/// The fingers' hold on a sheet: one node, as a hook would have it.
///
/// Fingers that close past a width over cloth take what a pinch takes first: a corner within reach, else a point of an
/// edge, else one inside. The node keeps its place relative to the tool until the fingers open past the width. It is one
/// node, because more of them would keep the cloth's orientation, which nothing between two fingertips does: a corner
/// held so cannot be turned over without dragging the sheet.
struct ClothGrip: Equatable {
  private let definition: GripDefinition
  private let nodes: SIMD2<Int>
  /// The node in hand.
  private(set) var held: Int?
  private var offset = SIMD3<Double>.zero
  private var wasOpen = false

  var isHolding: Bool { held != nil }

  init(_ definition: GripDefinition, nodes: SIMD2<Int>) {
    self.definition = definition
    self.nodes = nodes
  }

  mutating func reset() { (held, wasOpen) = (nil, false) }

  /// Looks at the fingers before a step of the sheet, and pins or releases the node.
  mutating func update(
    tool: SIMD3<Double>, width: Double, positions: [SIMD3<Double>], sheet: inout ClothSheet
  ) {
    let isOpen = width > definition.widthMeters
    if isOpen, let node = held {
      sheet.release(node)
      held = nil
    } else if wasOpen && !isOpen {
      close(tool: tool, positions: positions)
    }
    wasOpen = isOpen
    if let held { sheet.pin(held, at: tool + offset) }
  }

  private mutating func close(tool: SIMD3<Double>, positions: [SIMD3<Double>]) {
    var best: (borders: Int, distance: Double) = (-1, 0)
    for place in positions.indices {
      let distance = length(positions[place] - tool)
      if distance > definition.reachMeters { continue }
      let borders = borders(place)
      if borders > best.borders || (borders == best.borders && distance < best.distance) {
        best = (borders, distance)
        held = place
        offset = positions[place] - tool
      }
    }
  }

  /// How many borders of the sheet a node lies on: 2 for a corner.
  private func borders(_ place: Int) -> Int {
    let (column, row) = (place % nodes.x, place / nodes.x)
    return (column == 0 || column == nodes.x - 1 ? 1 : 0) + (row == 0 || row == nodes.y - 1 ? 1 : 0)
  }
}
