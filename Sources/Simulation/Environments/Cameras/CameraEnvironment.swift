public import Rendering
public import Vocabulary

/// A task whose observation has pictures beside the flat vector, which stays as it was.
///
/// A picture is drawn when somebody asks for it after a step or reset, once: who asks for none pays for none.
public final class CameraEnvironment: RenderableEnvironment {
  /// The task's, with `images`.
  public let specification: TaskSpecification
  private let base: any RenderableEnvironment
  private var renderer: Renderer
  private var scene = Scene()
  private var frames: [Frame]
  private var isCurrent: [Bool]

  /// - Parameter cameras: names of the task's cameras, each once, at least one.
  /// - Throws: `unknownCamera`; `picture` where nothing can draw.
  public init(
    _ base: any RenderableEnvironment, cameras: [String], width: Int = 128, height: Int = 128
  ) throws(TaskError) {
    precondition(!cameras.isEmpty && Set(cameras).count == cameras.count, "cameras are named once each")
    precondition(width > 0 && height > 0, "a picture has at least one pixel")
    var specification = base.specification
    let known = base.cameras.map(\.name)
    for name in cameras where !known.contains(name) {
      throw .unknownCamera(
        task: specification.id, name: name, closest: closestName(to: name, among: known), known: known)
    }
    specification.images = cameras.map { ImageComponent(name: $0, height: height, width: width) }
    do throws(RenderingError) { renderer = try Renderer(.observation) } catch {
      throw .picture(task: base.specification.id, reason: error)
    }
    self.specification = specification
    self.base = base
    frames = cameras.map { _ in Frame(width: width, height: height) }
    isCurrent = cameras.map { _ in false }
  }

  /// Copies the picture `specification.images[place]` of the current state: rows from the top, 3 bytes per pixel, sRGB.
  public func copyImage(_ place: Int, into image: inout MutableSpan<UInt8>) throws(TaskError) {
    precondition(frames.indices.contains(place), "there is no image \(place)")
    precondition(image.count == frames[place].rgb.count, "an image has \(frames[place].rgb.count) bytes")
    try update(place)
    for byte in image.indices { image[byte] = frames[place].rgb[byte] }
  }

  private func update(_ place: Int) throws(TaskError) {
    if isCurrent[place] { return }
    let camera = try base.camera(named: specification.images[place].name)
    scene.clear()
    base.draw(into: &scene)
    do throws(RenderingError) { try renderer.render(&scene, from: camera, into: &frames[place]) } catch {
      throw .picture(task: specification.id, reason: error)
    }
    isCurrent[place] = true
  }

  private func forgetImages() { for place in isCurrent.indices { isCurrent[place] = false } }

  // MARK: The task itself

  public var endsAtSuccess: Bool {
    get { base.endsAtSuccess }
    set { base.endsAtSuccess = newValue }
  }

  public func reset(seed: UInt64) throws(EnvironmentError) {
    forgetImages()
    try base.reset(seed: seed)
  }

  public func step(_ action: Span<Float>) throws(EnvironmentError) -> StepResult {
    forgetImages()
    return try base.step(action)
  }

  public func copyObservation(into observation: inout MutableSpan<Float>) { base.copyObservation(into: &observation) }
  public func snapshot() throws(TaskError) -> EnvironmentSnapshot { try base.snapshot() }
  public func restore(_ snapshot: EnvironmentSnapshot) throws(TaskError) {
    forgetImages()
    try base.restore(snapshot)
  }
  public var progress: Double { base.progress }
  public var stateHash: UInt64 { base.stateHash }
  public func makeExpert(_ quality: ExpertQuality) throws(TaskError) -> any Expert { try base.makeExpert(quality) }
  public var cameras: [CameraDefinition] { base.cameras }
  public func draw(into scene: inout Scene) { base.draw(into: &scene) }
  public func pose(ofLink name: String) -> Pose? { base.pose(ofLink: name) }
}
