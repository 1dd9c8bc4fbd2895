import CBullet
public import Vocabulary

/// One shape that can be seen of a link.
public struct VisualShape: Equatable, Sendable {
  /// Metres; cylinders and capsules stand along z.
  public enum Geometry: Equatable, Sendable {
    case box(halfExtents: SIMD3<Double>)
    case cylinder(radius: Double, halfLength: Double)
    /// A cylinder of this half length with a half sphere at each end.
    case capsule(radius: Double, halfLength: Double)
    case sphere(radius: Double)
    /// Horizontal, without end.
    case plane(height: Double)
    /// Its triangles are `World.visualMesh`; no other shape of the process has its number.
    case mesh(number: Int32)
  }

  public var geometry: Geometry
  public var linkFromShape: Pose
  /// Red, green, blue as on a screen (sRGB) and opacity, each in 0...1; nil where the robot's file gives no colour.
  public var color: SIMD4<Float>?

  public init(geometry: Geometry, linkFromShape: Pose = .identity, color: SIMD4<Float>? = nil) {
    self.geometry = geometry
    self.linkFromShape = linkFromShape
    self.color = color
  }
}

extension World {
  /// How many bodies there are; `body(at:)` counts them in the order in which they were added.
  public var bodyCount: Int { bodies.count }

  public func body(at index: Int) -> BodyID {
    precondition(bodies.indices.contains(index), "no such body")
    return BodyID(index: Int32(index))
  }

  /// A link by its number, -1 for the base.
  public func link(at index: Int, of body: BodyID) -> LinkID {
    let link = LinkID(body: body, index: index)
    check(link)
    return link
  }

  /// Shapes that can be seen of a link: its file's `<visual>` elements, and where there are none, its collision shapes.
  public func visualShapes(of link: LinkID) -> [VisualShape] {
    (0..<visualShapeCount(of: link)).map { visualShape($0, of: link) }
  }

  public func visualShapeCount(of link: LinkID) -> Int {
    check(link)
    return unsafe Int(cb_visual_shape_count(handle, link.body.index, Int32(link.index)))
  }

  /// One shape of `visualShapes(of:)`; allocates nothing.
  public func visualShape(_ index: Int, of link: LinkID) -> VisualShape {
    precondition((0..<visualShapeCount(of: link)).contains(index), "no such shape")
    var shape = cb_visual_shape()
    unsafe cb_get_visual_shape(handle, link.body.index, Int32(link.index), Int32(index), &shape)
    let (size, p) = (shape.size, shape.pose)
    let geometry: VisualShape.Geometry =
      switch Int(shape.kind) {
      case CB_SHAPE_BOX: .box(halfExtents: SIMD3(size.0, size.1, size.2))
      case CB_SHAPE_CYLINDER: .cylinder(radius: size.0, halfLength: size.2)
      case CB_SHAPE_CAPSULE: .capsule(radius: size.0, halfLength: size.2)
      case CB_SHAPE_SPHERE: .sphere(radius: size.0)
      case CB_SHAPE_MESH: .mesh(number: shape.mesh)
      default: .plane(height: size.0)
      }
    let pose = Pose(position: SIMD3(p.0, p.1, p.2), orientation: Quaternion(x: p.3, y: p.4, z: p.5, w: p.6))
    let c = shape.color
    return VisualShape(
      geometry: geometry, linkFromShape: pose, color: shape.has_color != 0 ? SIMD4(c.0, c.1, c.2, c.3) : nil)
  }
}
