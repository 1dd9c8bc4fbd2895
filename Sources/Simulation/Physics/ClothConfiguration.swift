/// What a sheet of cloth is made of, SI units.
public struct ClothConfiguration: Equatable, Sendable {
  /// Side along x and along y.
  public var sideMeters = SIMD2(0.4, 0.4)
  /// Nodes along x and along y.
  public var nodes = SIMD2(15, 15)
  /// Of the whole sheet: cotton of 0.3 kg/m² over 0.16 m² (an ordinary napkin).
  public var massKilograms = 0.05
  public var gravity = SIMD3(0.0, 0, -9.81)
  public var stepSeconds = 0.004
  /// Share of a link's error that one iteration removes, in 0...1.
  public var stretchStiffness = 0.9
  /// The same for links between nodes that are two apart, which resist bending; 0 makes none.
  public var bendStiffness = 0.0
  /// Coulomb friction with the table.
  public var friction = 0.5
  /// Share of the velocity that is lost in a step, in 0...1.
  public var damping = 0.02
  /// Half the thickness: nodes stay this far above the table.
  public var marginMeters = 0.004
  /// Passes over all links in a step.
  public var iterations = 10
  /// Height of the table's top, and half its side; the sheet starts at its middle.
  public var tableHeight = 0.0
  public var tableHalfSide = 1.0

  public init() {}

  func validated() throws(PhysicsError) -> Self {
    for axis in 0..<2 {
      try check("cloth.sideMeters[\(axis)]", sideMeters[axis], above: 0, atMost: 100)
      try check("cloth.nodes[\(axis)]", Double(nodes[axis]), from: 2, atMost: 100)
    }
    try check("cloth.massKilograms", massKilograms, above: 0, atMost: 1000)
    for axis in 0..<3 { try check("cloth.gravity[\(axis)]", gravity[axis], from: -1000, atMost: 1000) }
    try check("cloth.stepSeconds", stepSeconds, above: 0, atMost: 0.1)
    for (name, share) in [
      ("stretchStiffness", stretchStiffness), ("bendStiffness", bendStiffness), ("damping", damping),
      ("friction", friction),
    ] {
      try check("cloth.\(name)", share, from: 0, atMost: 1)
    }
    try check("cloth.marginMeters", marginMeters, above: 0, atMost: 1)
    try check("cloth.iterations", Double(iterations), from: 1, atMost: 1000)
    try check("cloth.tableHeight", tableHeight, from: -1e6, atMost: 1e6)
    try check("cloth.tableHalfSide", tableHalfSide, above: 0, atMost: 1e6)
    return self
  }
}
