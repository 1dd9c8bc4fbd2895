import Vocabulary

/// A camera of a task, as its file declares it under `cameras:`. The first one is what people see by default.
public struct CameraDefinition: Codable, Equatable, Sendable {
  /// What the camera hangs on.
  public enum Mount: String, Codable, Sendable, CaseIterable {
    case world
    /// Turns with a link: positions are in the link's frame.
    case link
    /// Goes where a link goes without turning: positions count from the link's origin, along the world's axes.
    case following
  }

  public var name = ""
  public var mount = Mount.world
  /// A link of the robot's file; empty for the one that the task is about: the hand of an arm, the trunk of a walker.
  public var link = ""
  public var positionMeters = SIMD3(1.0, 0, 0.5)
  /// What is seen in the middle of the picture.
  public var targetMeters = SIMD3(0.0, 0, 0)
  /// What is upwards in the picture, any length.
  public var up = SIMD3(0.0, 0, 1)
  /// Of the picture's whole height.
  public var fieldOfViewRadians = 0.8

  public init() {}

  public init(
    name: String, mount: Mount = .world, link: String = "", positionMeters: SIMD3<Double>,
    targetMeters: SIMD3<Double>, up: SIMD3<Double> = SIMD3(0, 0, 1), fieldOfViewRadians: Double = 0.8
  ) {
    self.name = name
    self.mount = mount
    self.link = link
    self.positionMeters = positionMeters
    self.targetMeters = targetMeters
    self.up = up
    self.fieldOfViewRadians = fieldOfViewRadians
  }

  /// What an arm at a table has unless its task's file says otherwise: `front` sees table and arm from the side of the
  /// work space, `wrist` hangs on the hand and sees what is between the fingers.
  public static let atTable = [
    CameraDefinition(
      name: "front", positionMeters: SIMD3(0.82, -0.98, 0.58), targetMeters: SIMD3(-0.17, 0, 0.2),
      fieldOfViewRadians: 0.68),
    CameraDefinition(
      name: "wrist", mount: .link, positionMeters: SIMD3(0.1, 0, 0.05), targetMeters: SIMD3(0, 0, 0.12),
      up: SIMD3(1, 0, 0), fieldOfViewRadians: 1.2),
  ]
}

extension CameraDefinition {
  /// What a walker has unless its task's file says otherwise: both go where its trunk goes.
  public static let alongside = [
    CameraDefinition(
      name: "side", mount: .following, positionMeters: SIMD3(0.9, -2.9, 0.5), targetMeters: SIMD3(0, 0, -0.25),
      fieldOfViewRadians: 0.62),
    CameraDefinition(
      name: "front", mount: .following, positionMeters: SIMD3(3, -0.3, 0.4), targetMeters: SIMD3(0, 0, -0.25),
      fieldOfViewRadians: 0.62),
  ]
}

extension CameraDefinition {
  /// The camera moved along and turned about each axis of what it hangs on, uniformly in ± these.
  func shifted(meters: Double, radians: Double, _ random: inout RandomStream) -> CameraDefinition {
    func draw(_ size: Double) -> SIMD3<Double> {
      SIMD3(random.uniform(-size, size), random.uniform(-size, size), random.uniform(-size, size))
    }
    var shifted = self
    let (move, turn) = (draw(meters), Quaternion(rotationVector: draw(radians)))
    shifted.positionMeters += move
    shifted.targetMeters = shifted.positionMeters + turn.rotate(targetMeters - positionMeters)
    shifted.up = turn.rotate(up)
    return shifted
  }
}

/// Checks a task's cameras; called once, at load. Keys in the error are those of the file.
func checkCameras(_ cameras: [CameraDefinition]) throws(ConfigError) {
  for (place, camera) in cameras.enumerated() {
    let key = "cameras[\(place)]"
    if camera.name.isEmpty { throw .missingKey(path: "\(key).name") }
    if camera.name == "proprioception" || cameras[..<place].contains(where: { $0.name == camera.name }) {
      throw .outOfRange(key: "\(key).name", value: camera.name, allowed: "each name once, and not proprioception")
    }
    try check("\(key).positionMeters", camera.positionMeters, in: -1000...1000)
    try check("\(key).targetMeters", camera.targetMeters, in: -1000...1000)
    try check("\(key).up", camera.up, in: -1000...1000)
    try check("\(key).fieldOfViewRadians", camera.fieldOfViewRadians, in: 0.01...3)
    if length(camera.targetMeters - camera.positionMeters) < 1e-6 {
      throw .outOfRange(
        key: "\(key).targetMeters", value: "\(camera.targetMeters)", allowed: "away from positionMeters")
    }
    if length(camera.up) < 1e-6 {
      throw .outOfRange(key: "\(key).up", value: "\(camera.up)", allowed: "a direction, for example [0, 0, 1]")
    }
  }
}
