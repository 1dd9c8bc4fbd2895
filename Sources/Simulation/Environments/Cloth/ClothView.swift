import Vocabulary

/// What an observation of a cloth task says; world frame, SI units.
struct ClothView {
  var tool = SIMD3<Double>.zero
  var width = 0.0
  var isHeld = false
  /// Counter-clockwise from node (0, 0).
  var corners: [4 of SIMD3<Double>] = [.zero, .zero, .zero, .zero]
  /// Where the corners belong.
  var flatCorners: [4 of SIMD3<Double>] = [.zero, .zero, .zero, .zero]

  /// The corner that lies farthest from its place, seen from above.
  var worstCorner: Int {
    var worst = 0
    for place in 1..<4 where distance(place) > distance(worst) { worst = place }
    return worst
  }

  /// The corner at the tool: the one in hand while something is held.
  var nearestCorner: Int {
    var nearest = 0
    for place in 1..<4 where length(corners[place] - tool) < length(corners[nearest] - tool) { nearest = place }
    return nearest
  }

  /// Horizontal distance of a corner from its place, metres.
  func distance(_ corner: Int) -> Double {
    var way = flatCorners[corner] - corners[corner]
    way.z = 0
    return length(way)
  }
}

/// Where a flat observation holds what a view needs.
struct ClothLayout {
  private let tool: Int
  private let width: Int
  private let held: Int
  private let corners: Int
  private let flat: Int

  init(_ space: ObservationSpace) {
    func start(_ name: String) -> Int {
      guard let range = space.range(of: name) else { preconditionFailure("a cloth task observes '\(name)'") }
      return range.lowerBound
    }
    tool = start("toolPosition")
    width = start("fingerWidth")
    held = start("held")
    corners = start("cornerPositions")
    flat = start("flatCorners")
  }

  func read(_ observation: Span<Float>) -> ClothView {
    var view = ClothView()
    for axis in 0..<3 { view.tool[axis] = Double(observation[tool + axis]) }
    view.width = Double(observation[width])
    view.isHeld = observation[held] != 0
    for corner in 0..<4 {
      for axis in 0..<3 { view.corners[corner][axis] = Double(observation[corners + 3 * corner + axis]) }
      for axis in 0..<2 { view.flatCorners[corner][axis] = Double(observation[flat + 2 * corner + axis]) }
    }
    return view
  }
}
