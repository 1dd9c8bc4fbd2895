public import Wire

/// Why a teleop cannot go on, and what helps.
public enum TeleopError: Error, Equatable, CustomStringConvertible {
  /// Final: trying again would change nothing.
  case refused(Refusal)
  case noRemoteExpert(task: String)
  case otherSpaces(task: String, difference: String)
  /// The person's terminal or only gamepad is gone.
  case recording(path: String, reason: String)
  case nobody
  case noHub(endpoint: String, seconds: Double, reason: String)

  public var description: String {
    switch self {
    case .refused(let refusal): refusal.description
    case .noRemoteExpert(let task):
      "--expert: \(task) has no scripted expert that needs the observation alone; choose a manipulation task whose "
        + "actions move the tool (`reins tasks`)"
    case .otherSpaces(let task, let difference):
      "--expert: \(task) is another task here than at the hub (\(difference)): use the same checkout on both sides"
    case .recording(let path, let reason): "--record '\(path)': \(reason); name a file that does not exist yet"
    case .nobody: "the operator's device is gone"
    case .noHub(let endpoint, let seconds, let reason):
      "no hub at \(endpoint) in \(seconds) s (\(reason)): start one there, or name the right --connect"
    }
  }
}
