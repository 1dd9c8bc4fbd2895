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
    scene.add(world, ground, color: .ground, pattern: .checker)
    scene.add(world, robot)
  }

  /// Pose of a link of the robot, world; an empty name is the observed body's.
  func pose(ofLink name: String) -> Pose? {
    if name.isEmpty { return world.comPose(of: body) }
    guard let link = try? world.link(named: name, of: robot) else { return nil }
    return world.pose(of: link)
  }
}

extension CameraDefinition {
  /// What a walker has unless its task's file says otherwise: `front` goes with it and sees it from its right side and a
  /// little ahead, `back` from behind.
  static let besideWalker = [
    CameraDefinition(
      name: "front", mount: .following, positionMeters: SIMD3(1.2, -3.2, 0.5), targetMeters: SIMD3(0, 0, -0.25)),
    CameraDefinition(
      name: "back", mount: .following, positionMeters: SIMD3(-3.4, -0.6, 0.8), targetMeters: SIMD3(0, 0, -0.25)),
  ]
}
