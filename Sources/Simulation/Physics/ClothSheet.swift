import CBullet

/// A rectangular sheet of cloth over a table: Bullet's position-based soft body in a world of its own.
///
/// Links between neighbouring nodes keep their lengths, links between nodes two apart resist bending, the table holds
/// and rubs. A gripper is what pins nodes: it feels nothing of the sheet, which weighs grams. The sheet does not
/// collide with itself: layers lie in one another. Node (i, j) has index `i + j * nodes.x`; i runs along x.
/// Same resets, pins and steps give the same bits. Not shared between threads; it may move from one to another.
@safe
public struct ClothSheet: ~Copyable {
  public let configuration: ClothConfiguration
  /// Nodes of each triangle, counter-clockwise seen from above.
  public let triangles: [SIMD3<Int32>]
  private let handle: OpaquePointer
  private var scratch: [Double]

  /// The sheet lies flat, its middle at x = y = 0.
  public init(_ configuration: ClothConfiguration = ClothConfiguration()) throws(PhysicsError) {
    let valid = try configuration.validated()
    var settings = cb_cloth_configuration(
      side_meters: (valid.sideMeters.x, valid.sideMeters.y), nodes: (Int32(valid.nodes.x), Int32(valid.nodes.y)),
      mass: valid.massKilograms, gravity: (valid.gravity.x, valid.gravity.y, valid.gravity.z),
      step_seconds: valid.stepSeconds, stretch_stiffness: valid.stretchStiffness,
      bend_stiffness: valid.bendStiffness, friction: valid.friction, damping: valid.damping,
      margin: valid.marginMeters, iterations: Int32(valid.iterations), table_height: valid.tableHeight,
      table_half_side: valid.tableHalfSide)
    guard let made = unsafe cb_cloth_create(&settings) else { throw .outOfMemory }
    self.configuration = valid
    unsafe handle = made
    scratch = Array(repeating: 0, count: 3 * valid.nodes.x * valid.nodes.y)
    var indices = [Int32](repeating: 0, count: unsafe 3 * Int(cb_cloth_triangle_count(made)))
    unsafe cb_cloth_get_triangles(made, &indices)
    triangles = stride(from: 0, to: indices.count, by: 3).map { SIMD3(indices[$0], indices[$0 + 1], indices[$0 + 2]) }
  }

  deinit { unsafe cb_cloth_destroy(handle) }

  public var nodeCount: Int { configuration.nodes.x * configuration.nodes.y }

  /// Index of node (i, j).
  public func node(_ i: Int, _ j: Int) -> Int { i + j * configuration.nodes.x }

  /// Where the nodes of the flat sheet lie, its middle at x = y = 0.
  public var flatPositions: [SIMD3<Double>] {
    let (nodes, sides) = (configuration.nodes, configuration.sideMeters)
    let z = configuration.tableHeight + configuration.marginMeters
    var places: [SIMD3<Double>] = []
    for j in 0..<nodes.y {
      for i in 0..<nodes.x {
        let (alongX, alongY) = (Double(i) / Double(nodes.x - 1) - 0.5, Double(j) / Double(nodes.y - 1) - 0.5)
        places.append(SIMD3(sides.x * alongX, sides.y * alongY, z))
      }
    }
    return places
  }

  /// Everything anew: nodes at `positions` (world, metres), at rest, none pinned. Lengths at rest stay the flat sheet's.
  public mutating func reset(_ positions: [SIMD3<Double>]) {
    precondition(positions.count == nodeCount, "one position per node")
    for (place, position) in positions.enumerated() { for axis in 0..<3 { scratch[3 * place + axis] = position[axis] } }
    guard unsafe cb_cloth_reset(handle, &scratch) != 0 else { fatalError("out of memory while a cloth was reset") }
  }

  /// `substeps` steps of `configuration.stepSeconds` each.
  public mutating func step(_ substeps: Int = 1) {
    precondition(substeps >= 0, "a cloth cannot be stepped \(substeps) times")
    unsafe cb_cloth_step(handle, Int32(substeps))
  }

  /// Holds a node at `position`; called again, it goes there within the next step.
  public mutating func pin(_ node: Int, at position: SIMD3<Double>) {
    precondition((0..<nodeCount).contains(node), "no such node")
    var place = (position.x, position.y, position.z)
    unsafe withUnsafeBytes(of: &place) { bytes in
      unsafe cb_cloth_pin(handle, Int32(node), bytes.assumingMemoryBound(to: Double.self).baseAddress)
    }
  }

  /// Lets go of a node.
  public mutating func release(_ node: Int) {
    precondition((0..<nodeCount).contains(node), "no such node")
    unsafe cb_cloth_release(handle, Int32(node))
  }

  /// Positions of all nodes, world, metres; `positions` has one place per node.
  public mutating func copyPositions(into positions: inout [SIMD3<Double>]) {
    precondition(positions.count == nodeCount, "one position per node")
    unsafe cb_cloth_get_positions(handle, &scratch)
    for place in positions.indices {
      positions[place] = SIMD3(scratch[3 * place], scratch[3 * place + 1], scratch[3 * place + 2])
    }
  }

  /// Velocities of all nodes, m/s.
  public mutating func copyVelocities(into velocities: inout [SIMD3<Double>]) {
    precondition(velocities.count == nodeCount, "one velocity per node")
    unsafe cb_cloth_get_velocities(handle, &scratch)
    for place in velocities.indices {
      velocities[place] = SIMD3(scratch[3 * place], scratch[3 * place + 1], scratch[3 * place + 2])
    }
  }

  public var isFinite: Bool { unsafe cb_cloth_is_finite(handle) != 0 }

  /// A hash over all that moves the future: positions, velocities and pins.
  public var stateHash: UInt64 { unsafe cb_cloth_state_hash(handle) }

  /// All that moves the future; what follows a `restore` is what followed the `snapshot`, bit for bit.
  public func snapshot() -> ClothSnapshot {
    var values = [Double](repeating: 0, count: 13 * nodeCount)
    unsafe cb_cloth_get_state(handle, &values)
    return ClothSnapshot(values: values)
  }

  public mutating func restore(_ snapshot: ClothSnapshot) {
    precondition(snapshot.values.count == 13 * nodeCount, "this snapshot is of another sheet")
    unsafe snapshot.values.withUnsafeBufferPointer { unsafe cb_cloth_set_state(handle, $0.baseAddress) }
  }
}

/// The state of a sheet.
public struct ClothSnapshot: Equatable, Sendable {
  fileprivate var values: [Double]
}
