import COpenGL
public import Physics
import Vocabulary

/// Draws scenes off screen: on the graphics card where EGL offers one, else in software.
///
/// The same scene gives the same bytes on the same machine. One thread at a time may use it.
@safe
public struct Renderer: ~Copyable {
  /// How good a picture is.
  public struct Quality: Equatable, Sendable {
    /// Samples per pixel for smooth edges; 1 for none.
    public var samples = 4
    /// Pixels along a side of the picture from which shadows are made; 0 for no shadows.
    public var shadowPixels = 1024

    public init(samples: Int = 4, shadowPixels: Int = 1024) {
      self.samples = samples
      self.shadowPixels = shadowPixels
    }

    /// For pictures that people look at.
    public static let display = Quality()
    /// For observations of 128 x 128 pixels or so.
    public static let observation = Quality(samples: 4, shadowPixels: 512)
  }

  public var quality: Quality
  private let handle: OpaquePointer
  /// Meshes that the graphics side has, and which of their revisions.
  private var known: [Int32: Int] = [:]

  /// - Throws: `unavailable` where no driver draws without a window.
  public init(_ quality: Quality = .display) throws(RenderingError) {
    var made: OpaquePointer?
    let status = unsafe cgl_create(&made)
    guard let handle = unsafe made, status == CGL_OK else { throw RenderingError(status) }
    self.quality = quality
    unsafe self.handle = handle
  }

  deinit { unsafe cgl_destroy(handle) }

  /// Whether this machine can draw at all.
  public static let isAvailable: Bool = {
    do throws(RenderingError) {
      _ = try Renderer()
      return true
    } catch { return false }
  }()

  /// Vendor, renderer and version, as the driver names itself.
  public var driver: String { unsafe String(cString: cgl_driver(handle)) }

  /// Draws a world in its own colours; allocates the frame.
  public mutating func render(
    _ world: borrowing World, from camera: Camera, width: Int, height: Int, channels: FrameChannels = .rgb
  ) throws(RenderingError) -> Frame {
    var (scene, frame) = (Scene(), Frame(width: width, height: height, channels: channels))
    scene.add(world)
    try render(&scene, from: camera, into: &frame)
    return frame
  }

  /// Draws a scene; allocates nothing once frame and scene have been used.
  public mutating func render(
    _ scene: inout Scene, from camera: Camera, into frame: inout Frame
  ) throws(RenderingError) {
    try camera.validated()
    let limit = Int(unsafe cgl_maximum_side(handle))
    for (name, side) in [("width", frame.width), ("height", frame.height)] where side > limit {
      throw .outOfRange(parameter: name, value: "\(side)", allowed: "1...\(limit)")
    }
    try upload(scene.meshes)
    scene.layPlanes()
    var view = view(of: scene, from: camera, frame)
    let status = unsafe scene.shapes.withUnsafeBufferPointer { shapes in
      unsafe cgl_render(
        handle, &view, shapes.baseAddress, Int32(shapes.count), &frame.rgb, &frame.depth, &frame.bodies, &frame.links)
    }
    if status != CGL_OK { throw RenderingError(status) }
  }

  private mutating func upload(_ meshes: [TriangleMesh]) throws(RenderingError) {
    for mesh in meshes where known[mesh.number] != mesh.revision {
      let status = unsafe cgl_set_mesh(
        handle, Int32(CGL_FIRST_MESH) + mesh.number, mesh.vertices, Int32(mesh.vertices.count / 6), mesh.indices,
        Int32(mesh.indices.count / 3))
      if status != CGL_OK { throw RenderingError(status) }
      known[mesh.number] = mesh.revision
    }
    // Meshes that are gone from the scene are kept, in case they come back, but not without end.
    if known.count <= max(64, 2 * meshes.count) { return }
    let present = Set(meshes.map(\.number))
    for number in known.keys where !present.contains(number) {
      unsafe cgl_remove_mesh(handle, Int32(CGL_FIRST_MESH) + number)
      known[number] = nil
    }
  }

  private func view(of scene: Scene, from camera: Camera, _ frame: Frame) -> cgl_view {
    let focus = scene.focus
    let light = scene.towardsLight / (scene.towardsLight * scene.towardsLight).sum().squareRoot()
    return cgl_view(
      channels: frame.channels.rawValue,
      camera_from_world: rows(of: camera.worldFromCamera.inverse, scale: SIMD3(repeating: 1)),
      field_of_view: Float(camera.fieldOfViewRadians), near_distance: Float(camera.nearMeters),
      far_distance: Float(camera.farMeters), width: Int32(frame.width), height: Int32(frame.height),
      light: (Float(light.x), Float(light.y), Float(light.z)),
      shadow_center: (Float(focus.center.x), Float(focus.center.y), Float(focus.center.z)),
      shadow_radius: quality.shadowPixels > 0 ? Float(focus.radius) : 0, shadow_size: Int32(quality.shadowPixels),
      samples: Int32(quality.samples),
      background: (scene.background.red, scene.background.green, scene.background.blue),
      fade_center: (Float(focus.center.x), Float(focus.center.y)), fade_radius: Float(scene.fadeMeters + focus.radius))
  }
}

extension RenderingError {
  /// What the last failing call of this thread complained about.
  init(_ status: cgl_status) {
    let reason = unsafe String(cString: cgl_message())
    switch Int(status) {
    case CGL_UNAVAILABLE: self = .unavailable(reason: reason)
    case CGL_OUT_OF_MEMORY: self = .outOfMemory(reason: reason)
    default: self = .failed(reason: reason)
    }
  }
}
