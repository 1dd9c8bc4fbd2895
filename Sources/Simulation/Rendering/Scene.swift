import COpenGL
public import Physics
public import Vocabulary

/// What is to be drawn, gathered anew for every picture: `clear`, then add. Allocates nothing once it has been full.
public struct Scene: Sendable {
  /// How a surface is painted.
  public enum Pattern: Int32, Sendable {
    case plain = 0
    /// The ground: squares of 0.25 m in two shades that fade into the background. Casts no shadow.
    case checker = 1
    /// Paler from behind: cloth.
    case twoSided = 2
  }

  public var background = Color.background
  /// From the ground to the sun, any length.
  public var towardsLight = SIMD3<Double>(0.35, -0.7, 1.2)
  /// The ground fades out this far from the middle of what stands on it, metres.
  public var fadeMeters = 2.8

  private(set) var shapes: [cgl_shape] = []
  private(set) var meshes: [TriangleMesh] = []
  /// Meshes of robot files by their number: read once, nil for one that cannot be read.
  var files: [Int32: TriangleMesh?] = [:]
  /// Meshes of robot files that could not be read, and so are not drawn.
  public internal(set) var unreadable: [PhysicsError] = []
  private var planes: [Plane] = []
  /// A box around everything that casts a shadow.
  private var low = SIMD3<Double>(repeating: .infinity)
  private var high = SIMD3<Double>(repeating: -.infinity)

  private struct Plane {
    var height: Double
    var color: Color
    var body: Int32
  }

  public init() {}

  public mutating func clear() {
    shapes.removeAll(keepingCapacity: true)
    meshes.removeAll(keepingCapacity: true)
    planes.removeAll(keepingCapacity: true)
    low = SIMD3(repeating: .infinity)
    high = SIMD3(repeating: -.infinity)
  }

  /// A shape that belongs to no body; a translucent one is a marker, which has no depth and no label.
  public mutating func add(
    _ geometry: VisualShape.Geometry, at worldFromShape: Pose, color: Color, pattern: Pattern = .plain
  ) {
    add(geometry, at: worldFromShape, color: color, pattern: pattern, body: -1, link: -1)
  }

  public mutating func add(
    _ mesh: TriangleMesh, at worldFromMesh: Pose = .identity, color: Color, pattern: Pattern = .twoSided,
    link: LinkID? = nil
  ) {
    meshes.append(mesh)
    let (middle, half) = ((mesh.low + mesh.high) / 2, (mesh.high - mesh.low) / 2)
    if color.opacity >= 1, pattern != .checker { include(worldFromMesh * middle, (half * half).sum().squareRoot()) }
    append(
      Int32(CGL_FIRST_MESH) + mesh.number, worldFromMesh, scale: SIMD3(repeating: 1), color, pattern,
      link?.body.index ?? -1, Int32(link?.index ?? -1))
  }

  /// - Parameter isLifted: it wins where its surface and another's are the same.
  mutating func add(
    _ geometry: VisualShape.Geometry, at pose: Pose, color: Color, pattern: Pattern, body: Int32, link: Int32,
    isLifted: Bool = false
  ) {
    var reach = 0.0
    switch geometry {
    case .box(let half):
      append(Int32(CGL_BOX), pose, scale: half, color, pattern, body, link, isLifted)
      reach = (half * half).sum().squareRoot()
    case .sphere(let radius):
      append(Int32(CGL_SPHERE), pose, scale: SIMD3(repeating: radius), color, pattern, body, link, isLifted)
      reach = radius
    case .cylinder(let radius, let half):
      append(Int32(CGL_CYLINDER), pose, scale: SIMD3(radius, radius, half), color, pattern, body, link, isLifted)
      reach = (radius * radius + half * half).squareRoot()
    case .capsule(let radius, let half):
      append(Int32(CGL_CYLINDER), pose, scale: SIMD3(radius, radius, half), color, pattern, body, link, isLifted)
      for end in [-half, half] {
        let place = Pose(position: pose * SIMD3(0, 0, end), orientation: pose.orientation)
        append(Int32(CGL_SPHERE), place, scale: SIMD3(repeating: radius), color, pattern, body, link, isLifted)
      }
      reach = radius + half
    case .mesh: preconditionFailure("a mesh is added by its triangles")
    case .plane(let height):
      // Where it ends is known when everything else is there.
      planes.append(Plane(height: pose.position.z + height, color: color, body: body))
      return
    }
    if color.opacity >= 1, pattern != .checker { include(pose.position, reach) }
  }

  private mutating func include(_ middle: SIMD3<Double>, _ radius: Double) {
    low = pointwiseMin(low, middle - radius)
    high = pointwiseMax(high, middle + radius)
  }

  private mutating func append(
    _ mesh: Int32, _ pose: Pose, scale: SIMD3<Double>, _ color: Color, _ pattern: Pattern, _ body: Int32, _ link: Int32,
    _ isLifted: Bool = false
  ) {
    shapes.append(
      cgl_shape(
        rows: rows(of: pose, scale: scale), color: (color.red, color.green, color.blue, color.opacity), body: body,
        link: link, pattern: pattern.rawValue + (isLifted ? Int32(CGL_LIFTED) : 0), mesh: mesh))
  }

  // MARK: For the renderer

  /// The ball that holds all shadows, in steps: otherwise shadows would flicker while things move.
  var focus: (center: SIMD3<Double>, radius: Double) {
    guard low.x <= high.x else { return (.zero, 0) }
    let (step, half) = (0.25, (high - low) / 2)
    let center = ((low + high) / 2 / step).rounded(.toNearestOrEven) * step
    // Rounding moves the middle by up to half a step per axis.
    let radius = (half * half).sum().squareRoot() + step * 3.0.squareRoot() / 2
    return (center, (radius / step).rounded(.up) * step)
  }

  /// Replaces planes by squares that reach as far as can be seen.
  mutating func layPlanes() {
    let (center, radius) = focus
    let half = fadeMeters + radius
    for plane in planes {
      let pose = Pose(position: SIMD3(center.x, center.y, plane.height))
      append(Int32(CGL_SQUARE), pose, scale: SIMD3(half, half, 1), plane.color, .checker, plane.body, -1)
    }
    planes.removeAll(keepingCapacity: true)
  }
}

typealias Rows = (Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float)

/// The first three rows of the matrix of a pose after a scale, row-major.
func rows(of pose: Pose, scale: SIMD3<Double>) -> Rows {
  let (p, q) = (pose.position, pose.orientation)
  let (x, y, z) = (
    q.rotate(SIMD3(scale.x, 0, 0)), q.rotate(SIMD3(0, scale.y, 0)), q.rotate(SIMD3(0, 0, scale.z))
  )
  return (
    Float(x.x), Float(y.x), Float(z.x), Float(p.x), Float(x.y), Float(y.y), Float(z.y), Float(p.y),
    Float(x.z), Float(y.z), Float(z.z), Float(p.z)
  )
}
