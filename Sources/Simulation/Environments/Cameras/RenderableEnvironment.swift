public import Rendering
public import Vocabulary

/// An environment that can be looked at.
public protocol RenderableEnvironment: SimulatedEnvironment {
  /// What the task's file declares; never empty.
  var cameras: [CameraDefinition] { get }

  /// Adds everything that can be seen, where it is now; goals as translucent markers.
  func draw(into scene: inout Scene)

  /// Where a link of the robot is, world; nil when no link has that name. An empty name is the link that the task is
  /// about.
  func pose(ofLink name: String) -> Pose?
}

extension RenderableEnvironment {
  /// Where a camera is now, and how it sees.
  ///
  /// - Throws: `unknownCamera`, or `unknownCameraLink` when the robot has no such link.
  public func camera(named name: String) throws(TaskError) -> Camera {
    guard let place = cameras.firstIndex(where: { $0.name == name }) else {
      let known = cameras.map(\.name)
      throw .unknownCamera(
        task: specification.id, name: name, closest: closestName(to: name, among: known), known: known)
    }
    return try camera(cameras[place])
  }

  func camera(_ definition: CameraDefinition) throws(TaskError) -> Camera {
    var pose = Pose(at: definition.positionMeters, lookingAt: definition.targetMeters, up: definition.up)
    if definition.mount != .world {
      guard let worldFromLink = self.pose(ofLink: definition.link) else {
        throw .unknownCameraLink(task: specification.id, camera: definition.name, link: definition.link)
      }
      switch definition.mount {
      case .link: pose = worldFromLink * pose
      case .following: pose.position += worldFromLink.position
      case .world: break
      }
    }
    return Camera(worldFromCamera: pose, fieldOfViewRadians: definition.fieldOfViewRadians)
  }
}
