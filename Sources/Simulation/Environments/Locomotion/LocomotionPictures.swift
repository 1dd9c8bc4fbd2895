import Physics
public import Rendering
public import Vocabulary

extension LocomotionEnvironment: RenderableEnvironment {
  public var cameras: [CameraDefinition] { definition.cameras }
  public func draw(into scene: inout Scene) { self.scene.draw(into: &scene) }
  public func pose(ofLink name: String) -> Pose? { scene.pose(ofLink: name) }
}

extension LocomotionScene {
  func draw(into scene: inout Scene) {
    scene.fadeMeters = 6
    scene.add(world, ground)
    scene.add(world, robot)
  }

  /// Pose of a link of the walker, world; an empty name is the observed body's.
  func pose(ofLink name: String) -> Pose? {
    guard let link = try? world.link(named: name.isEmpty ? definition.body : name, of: robot) else { return nil }
    return world.pose(of: link)
  }
}
