import Environments
import Recording
import Rendering
import Vocabulary

/// What of some episodes is kept as pictures.
public struct PictureRequest: Sendable {
  /// A PNG file of the first episode's start.
  public var image: String?
  /// A film of the first episodes at the task's own rate; the ending says which kind.
  public var video: String?
  /// One of the task's cameras; nil for its first.
  public var camera: String?

  public init(image: String? = nil, video: String? = nil, camera: String? = nil) {
    self.image = image
    self.video = video
    self.camera = camera
  }

  var isEmpty: Bool { image == nil && video == nil }
}

/// Watches episodes through one of the task's cameras, and keeps what was asked for.
final class Spectator {
  static let (width, height) = (640, 480)
  /// The end of an episode stands still this long in a film.
  private static let restSeconds = 0.6

  private let environment: any RenderableEnvironment
  private let request: PictureRequest
  private let camera: String
  private let filmedEpisodes: Int
  private let rate: Double
  private var viewer: TaskViewer
  private let film: VideoWriter?
  private var episodes = 0

  /// - Parameter filmedEpisodes: how many go into a film.
  /// - Throws: before anything runs, what would keep a picture from being made.
  init(_ request: PictureRequest, environment: any SimulatedEnvironment, filmedEpisodes: Int) throws {
    let id = environment.specification.id
    guard let seen = environment as? any RenderableEnvironment, let first = seen.cameras.first else {
      throw TaskError.noCameras(task: id)
    }
    self.environment = seen
    self.request = request
    self.filmedEpisodes = filmedEpisodes
    let name = request.camera ?? first.name
    camera = name
    _ = try seen.camera(named: name)
    do throws(RenderingError) { viewer = try TaskViewer(width: Self.width, height: Self.height) } catch {
      throw TaskError.picture(task: id, reason: error)
    }
    rate = 1 / environment.specification.stepSeconds
    film = try request.video.map {
      try VideoWriter(
        path: $0, width: Self.width, height: Self.height, framesPerSecond: 1 / environment.specification.stepSeconds)
    }
  }

  /// - Parameter result: nil after a reset.
  func watch(_ result: StepResult?) throws {
    if result == nil { episodes += 1 }
    let isFilmed = film != nil && episodes <= filmedEpisodes
    let isPictured = request.image != nil && episodes == 1 && result == nil
    guard isFilmed || isPictured else { return }
    try viewer.look(at: environment, from: camera)
    if isPictured, let image = request.image {
      try writePNG(rgb: viewer.frame.rgb, width: Self.width, height: Self.height, to: image)
    }
    guard isFilmed, let film else { return }
    try film.append(viewer.frame.rgb)
    if let result, result.outcome != .running {
      for _ in 0..<Int(Self.restSeconds * rate) { try film.append(viewer.frame.rgb) }
    }
  }

  func finish() throws { try film?.finish() }
}
