import Physics
public import Rendering
public import Vocabulary

extension InsertionEnvironment: RenderableEnvironment {
  public var cameras: [CameraDefinition] { definition.cameras }
  public func draw(into scene: inout Scene) { self.scene.draw(into: &scene) }
  public func pose(ofLink name: String) -> Pose? { scene.pose(ofLink: name) }
}

extension InsertionScene {
  func draw(into scene: inout Scene) {
    scene.fadeMeters = 2.8
    // The order in which the world was made: ground, table, robot.
    scene.add(world, world.body(at: 0), color: .ground, pattern: .checker)
    scene.add(world, world.body(at: 1), color: .table)
    scene.add(world, tool.body)
    for wall in walls { scene.add(world, wall, color: Color.objects[0]) }
  }

  /// Pose of a link of the robot, world; an empty name is the hand's.
  func pose(ofLink name: String) -> Pose? {
    let hand = description.gripper.link.isEmpty ? description.toolLink : description.gripper.link
    guard let link = try? world.link(named: name.isEmpty ? hand : name, of: tool.body) else { return nil }
    return world.pose(of: link)
  }
}
