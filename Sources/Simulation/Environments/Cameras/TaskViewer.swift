public import Rendering
import Vocabulary

/// Draws environments into one frame that is used again and again.
public struct TaskViewer: ~Copyable {
  /// What was drawn last.
  public private(set) var frame: Frame
  private var renderer: Renderer
  private var scene = Scene()

  /// - Throws: `unavailable` where no driver draws without a window.
  public init(
    width: Int, height: Int, channels: FrameChannels = .rgb, quality: Renderer.Quality = .display
  ) throws(RenderingError) {
    renderer = try Renderer(quality)
    frame = Frame(width: width, height: height, channels: channels)
  }

  /// Draws what one of the environment's cameras sees now; valid from the first reset on.
  public mutating func look(
    at environment: any RenderableEnvironment, from camera: String
  ) throws(TaskError) {
    let camera = try environment.camera(named: camera)
    scene.clear()
    environment.draw(into: &scene)
    do throws(RenderingError) { try renderer.render(&scene, from: camera, into: &frame) } catch {
      throw .picture(task: environment.specification.id, reason: error)
    }
  }
}
