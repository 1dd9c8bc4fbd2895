import Physics
import Vocabulary

extension TaskDefinition {
  /// Refuses goals and starts that the robot's tool cannot get to, however it is turned: every corner of the goal box, by
  /// inverse kinematics from the neutral pose.
  func checkReach(_ robot: RobotModel, assets: String) throws(TaskError) {
    let places = reachPlaces
    if places.isEmpty { return }
    var scene: ManipulationScene
    do throws(PhysicsError) { scene = try ManipulationScene(self, robot: robot, assets: assets) } catch {
      throw .simulation(task: name, reason: error)
    }
    for (key, place) in places {
      let left = scene.nearest(to: place, upright: false).metersLeft
      if left > 0.01 {
        throw .unreachable(task: name, robot: robot.description.name, key: key, place: place, metersLeft: left)
      }
    }
  }

  /// Everything that the tool has to get to, and the key of the file that says so.
  private var reachPlaces: [(key: String, place: SIMD3<Double>)] {
    var places: [(key: String, place: SIMD3<Double>)] = []
    let start = control.startToolMeters
    if start.count == 3 { places.append(("control.startToolMeters", SIMD3(start[0], start[1], start[2]))) }
    if goal.beyondReach { return places }
    let offsets: [SIMD3<Double>]
    switch goal.achieved {
    case .toolPosition, .objectPosition: offsets = [.zero]
    case .objectPositions: offsets = goal.offsetsMeters
    case .objectOrientation, .lift, .opening: return places
    }
    for offset in offsets {
      for corner in 0..<8 {
        var place = offset
        for axis in 0..<3 { place[axis] += (corner >> axis) & 1 == 0 ? goal.lowMeters[axis] : goal.highMeters[axis] }
        if !places.contains(where: { $0.place == place }) { places.append(("the goal box", place)) }
      }
    }
    return places
  }
}
