public import Physics
public import Rendering
public import Vocabulary

/// Why a task cannot be had; the text names the value and the remedy.
public enum TaskError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownTask(id: String, closest: String?)
  case duplicateTask(id: String)
  case invalidDefinition(task: String, reason: ConfigError)
  case noExpert(task: String)
  /// A place, metres, that the tool misses by `metersLeft`; `key` is what the file calls it.
  case unreachable(task: String, robot: String, key: String, place: SIMD3<Double>, metersLeft: Double)
  case simulation(task: String, reason: PhysicsError)
  /// A snapshot of another task.
  case foreignSnapshot(task: String, of: String)
  case noCameras(task: String)
  /// It cannot be driven as a robot is.
  case noTwin(task: String, reason: String)
  case unknownCamera(task: String, name: String, closest: String?, known: [String])
  case unknownCameraLink(task: String, camera: String, link: String)
  case picture(task: String, reason: RenderingError)

  public var description: String {
    switch self {
    case .unknownTask(let id, .some(let closest)): "there is no task '\(id)': did you mean '\(closest)'?"
    case .unknownTask(let id, .none): "there is no task '\(id)': `reins tasks` lists what there is"
    case .duplicateTask(let id): "two task files define '\(id)': change the name or the version of one"
    case .invalidDefinition(let task, let reason): "task '\(task)': \(reason)"
    case .noExpert(let task):
      "task '\(task)' has no scripted expert: use a trained policy (`--policy RUN`; in a launch file `expertPolicy:`)"
    case .unreachable(let task, let robot, let key, let place, let left):
      "task '\(task)': \(key) reaches to (\(place.x), \(place.y), \(place.z)) m, and the tool of '\(robot)' ends \((left * 1000).rounded() / 1000) m short of it: "
        + "bring it nearer to scene.baseMeters, or say goal.beyondReach: true where an object is to be sent there"
    case .simulation(let task, let reason): "task '\(task)': \(reason)"
    case .foreignSnapshot(let task, let other):
      "task '\(task)' cannot go on from a snapshot of '\(other)': restore it in an environment of that task"
    case .noTwin(let task, let reason):
      "'\(task)' has no simulated twin: \(reason); take a task with tool or joint positions as actions"
    case .noCameras(let task): "task '\(task)' has no cameras: leave --image, --video and its cameras away"
    case .unknownCamera(let task, let name, let closest, let known):
      "task '\(task)' has no camera '\(name)': "
        + (closest.map { "did you mean '\($0)'?" } ?? "there are \(known.joined(separator: ", "))")
    case .unknownCameraLink(let task, let camera, let link):
      "task '\(task)': camera '\(camera)' hangs on link '\(link)', which the robot does not have: name one of its URDF"
    case .picture(let task, let reason): "task '\(task)': \(reason)"
    }
  }
}
