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

  /// Fills `observation`; allocates nothing.
  func observe() {
    var place = 0
    for term in definition.observation {
      switch term {
      case .toolPosition: write(scene.toolPosition, at: &place)
      case .toolVelocity: write(scene.toolVelocity, at: &place)
      case .fingerWidth: write(scene.fingerWidth, at: &place)
      case .jointPositions: for joint in 0..<scene.armCount { write(scene.jointPosition(joint), at: &place) }
      case .jointVelocities: for joint in 0..<scene.armCount { write(scene.jointVelocity(joint), at: &place) }
      case .objectPosition: write(scene.objectPose(0).position, at: &place)
      case .objectOrientation: write(scene.objectPose(0).orientation.rollPitchYaw, at: &place)
      case .objectQuaternion: write(scene.objectPose(0).orientation, at: &place)
      case .objectLinearVelocity: write(scene.objectVelocity(0).linear, at: &place)
      case .objectAngularVelocity: write(scene.objectVelocity(0).angular, at: &place)
      case .secondObjectPosition: write(scene.objectPose(1).position, at: &place)
      case .secondObjectOrientation: write(scene.objectPose(1).orientation.rollPitchYaw, at: &place)
      case .secondObjectLinearVelocity: write(scene.objectVelocity(1).linear, at: &place)
      case .secondObjectAngularVelocity: write(scene.objectVelocity(1).angular, at: &place)
      case .handlePosition: write(scene.handlePosition, at: &place)
      case .handleDirection:
        let direction = scene.handleDirection
        write(direction.x, at: &place)
        write(direction.y, at: &place)
      case .opening: write(scene.opening, at: &place)
      case .openingVelocity: write(scene.openingVelocity, at: &place)
      }
    }
    switch definition.goal.achieved {
    case .toolPosition: write(scene.toolPosition, at: &place)
    case .objectPosition: write(scene.objectPose(0).position, at: &place)
    case .objectPositions: for object in 0..<scene.objectCount { write(scene.objectPose(object).position, at: &place) }
    case .objectOrientation: write(scene.objectPose(0).orientation, at: &place)
    case .lift: write(lift, at: &place)
    case .opening: write(scene.opening, at: &place)
    }
    for element in episode.goalElements { write(element, at: &place) }
  }

  private func write(_ value: Double, at place: inout Int) {
    observation[place] = Float(value)
    place += 1
  }

  private func write(_ value: SIMD3<Double>, at place: inout Int) {
    write(value.x, at: &place)
    write(value.y, at: &place)
    write(value.z, at: &place)
  }

  private func write(_ value: Quaternion, at place: inout Int) {
    write(SIMD3(value.x, value.y, value.z), at: &place)
    write(value.w, at: &place)
  }

  /// What has gone wrong, if anything: nothing in these scenes gets a hundred times as far or as fast as its declared
  /// bound unless the simulation, or the task file, has gone wrong.
  var divergence: String? {
    guard scene.isFinite else { return "a position or velocity is not finite" }
    var start = 0
    for component in specification.observation.components {
      for offset in 0..<component.count where !(abs(Double(observation[start + offset])) <= 100 * component.high) {
        return component.name
      }
      start += component.count
    }
    return nil
  }
}
