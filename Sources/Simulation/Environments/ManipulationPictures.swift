import Physics
public import Rendering
public import Vocabulary

extension ManipulationEnvironment: RenderableEnvironment {
  /// The task's, moved and turned by what the episode drew.
  public var cameras: [CameraDefinition] {
    let ranges = definition.randomization
    if ranges.cameraMeters == 0 && ranges.cameraRadians == 0 || episode == .none { return definition.cameras }
    let streams = RandomStream(seed: episode.variation.cameraSeed)
    return definition.cameras.enumerated().map { place, camera in
      var random = streams.derived("camera", index: UInt64(place))
      return camera.shifted(meters: ranges.cameraMeters, radians: ranges.cameraRadians, &random)
    }
  }

  public func draw(into scene: inout Scene) {
    let hasFaces = definition.goal.achieved == .objectOrientation
    self.scene.draw(into: &scene, markingFaces: hasFaces)
    let goal = episode.goalElements
    switch definition.goal.achieved {
    case .toolPosition:
      scene.add(.sphere(radius: 0.025), at: Pose(position: episode.goal), color: Color.green.withOpacity(0.6))
    case .objectPosition:
      self.scene.drawObject(0, at: Pose(position: episode.goal), color: .green, opacity: 0.5, into: &scene)
    case .objectPositions:
      for place in 0..<self.scene.objectCount {
        let position = SIMD3(goal[3 * place], goal[3 * place + 1], goal[3 * place + 2])
        self.scene.drawObject(place, at: Pose(position: position), opacity: 0.45, into: &scene)
      }
    case .objectOrientation:
      // A goal without a place: shown beside the work space.
      let pose = Pose(
        position: SIMD3(0.0, 0.28, 0.12), orientation: Quaternion(x: goal[0], y: goal[1], z: goal[2], w: goal[3]))
      self.scene.drawObject(0, at: pose, opacity: 0.6, markingFaces: true, into: &scene)
    case .lift:
      var pose = episode.objectStart
      pose.position.z += goal[0]
      self.scene.drawObject(0, at: pose, color: .green, opacity: 0.4, into: &scene)
    case .opening: break
    }
  }

  public func pose(ofLink name: String) -> Pose? { scene.pose(ofLink: name) }
}

extension ManipulationScene {
  /// - Parameter markingFaces: with two faces of the first object in other colours, so that a cube's turns can be seen.
  func draw(into scene: inout Scene, markingFaces: Bool = false) {
    scene.fadeMeters = 2.8
    // The order in which the world was made: ground, table, robot.
    scene.add(world, world.body(at: 0), color: .ground, pattern: .checker)
    scene.add(world, world.body(at: 1), color: .table)
    scene.add(world, tool.body)
    for place in objects.indices {
      scene.add(world, objects[place], color: Self.color(place))
      if markingFaces && place == 0 { drawFaces(at: objectPose(0), opacity: 1, into: &scene) }
    }
    if let fixture { scene.add(world, fixture.body) }
  }

  /// An object's shape elsewhere: a goal.
  ///
  /// - Parameter color: nil for the object's own.
  func drawObject(
    _ place: Int, at pose: Pose, color: Color? = nil, opacity: Float, markingFaces: Bool = false,
    into scene: inout Scene
  ) {
    let link = LinkID.base(of: objects[place])
    for index in 0..<world.visualShapeCount(of: link) {
      let shape = world.visualShape(index, of: link)
      scene.add(shape.geometry, at: pose, color: (color ?? Self.color(place)).withOpacity(opacity))
    }
    if markingFaces { drawFaces(at: pose, opacity: opacity, into: &scene) }
  }

  private func drawFaces(at pose: Pose, opacity: Float, into scene: inout Scene) {
    guard case .box(let half) = world.visualShape(0, of: .base(of: objects[0])).geometry else { return }
    for (axis, color) in [(2, Color.yellow), (0, Color.blue)] {
      var (middle, extents) = (SIMD3<Double>.zero, 0.8 * half)
      middle[axis] = half[axis]
      extents[axis] = 0.001
      let face = Pose(position: pose * middle, orientation: pose.orientation)
      scene.add(.box(halfExtents: extents), at: face, color: color.withOpacity(opacity))
    }
  }

  private static func color(_ object: Int) -> Color { Color.objects[object % Color.objects.count] }

  /// Pose of a link of the robot, world; an empty name is the hand's.
  func pose(ofLink name: String) -> Pose? {
    let hand = description.gripper.link.isEmpty ? description.toolLink : description.gripper.link
    guard let link = try? world.link(named: name.isEmpty ? hand : name, of: tool.body) else { return nil }
    return world.pose(of: link)
  }
}
