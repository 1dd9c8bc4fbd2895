import Physics
import Vocabulary

extension ManipulationEnvironment {
  /// What progress looks at, from the world itself.
  var situation: Situation {
    var situation = Situation()
    situation.tool = scene.toolPosition
    situation.width = scene.fingerWidth
    situation.objectSize = definition.object.extents
    let objects = scene.objectCount
    if objects > 0 {
      situation.object = scene.objectPose(0).position
      situation.objectOrientation = scene.objectPose(0).orientation
    }
    if objects > 1 { situation.second = scene.objectPose(1).position }
    if scene.hasFixture {
      situation.handle = scene.handlePosition
      situation.handleDirection = scene.handleDirection
    }
    let goal = episode.goalElements
    switch definition.goal.achieved {
    case .toolPosition, .objectPosition: situation.goal = episode.goal
    case .objectPositions:
      situation.goal = episode.goal
      if goal.count >= 6 { situation.secondGoal = SIMD3(goal[3], goal[4], goal[5]) }
    case .objectOrientation: situation.goalOrientation = Quaternion(x: goal[0], y: goal[1], z: goal[2], w: goal[3])
    case .lift: situation.missing = max(0, goal[0] - lift)
    case .opening: situation.missing = max(0, goal[0] - scene.opening)
    }
    return situation
  }

  private var lift: Double { scene.objectPose(0).position.z - episode.objectStart.position.z }

  /// Writes the observation; allocates nothing.
  ///
  /// - Returns: what has gone wrong, if anything.
  func observe() -> String? {
    record.observe()
    for term in definition.observation {
      switch term {
      case .toolPosition: record.write(scene.toolPosition)
      case .toolVelocity: record.write(scene.toolVelocity)
      case .fingerWidth: record.write(scene.fingerWidth)
      case .jointPositions: for joint in 0..<scene.armCount { record.write(scene.jointPosition(joint)) }
      case .jointVelocities: for joint in 0..<scene.armCount { record.write(scene.jointVelocity(joint)) }
      case .objectPosition: record.write(scene.objectPose(0).position)
      case .objectOrientation: record.write(scene.objectPose(0).orientation.rollPitchYaw)
      case .objectQuaternion: record.write(scene.objectPose(0).orientation)
      case .objectLinearVelocity: record.write(scene.objectVelocity(0).linear)
      case .objectAngularVelocity: record.write(scene.objectVelocity(0).angular)
      case .secondObjectPosition: record.write(scene.objectPose(1).position)
      case .secondObjectOrientation: record.write(scene.objectPose(1).orientation.rollPitchYaw)
      case .secondObjectLinearVelocity: record.write(scene.objectVelocity(1).linear)
      case .secondObjectAngularVelocity: record.write(scene.objectVelocity(1).angular)
      case .handlePosition: record.write(scene.handlePosition)
      case .handleDirection:
        let direction = scene.handleDirection
        record.write(direction.x)
        record.write(direction.y)
      case .opening: record.write(scene.opening)
      case .openingVelocity: record.write(scene.openingVelocity)
      }
    }
    switch definition.goal.achieved {
    case .toolPosition: record.write(scene.toolPosition)
    case .objectPosition: record.write(scene.objectPose(0).position)
    case .objectPositions: for object in 0..<scene.objectCount { record.write(scene.objectPose(object).position) }
    case .objectOrientation: record.write(scene.objectPose(0).orientation)
    case .lift: record.write(lift)
    case .opening: record.write(scene.opening)
    }
    for element in episode.goalElements { record.write(element) }
    guard scene.isFinite else { return EpisodeRecord.notFinite }
    return scene.runawayJoint ?? record.divergence
  }
}
