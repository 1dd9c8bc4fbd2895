/// Why a file is not a policy that can be used; every case names the file and the remedy.
public enum PolicyFileError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(path: String, reason: SafetensorsError)
  /// Safetensors, but not of `reins export`.
  case foreign(path: String)
  case newer(path: String, format: Int)
  case metadata(path: String, key: String, value: String?, expected: String)
  case damaged(path: String)
  /// The tensors are no network that maps the observation to the action.
  case network(reason: String)
  case noCritics(path: String)
  /// The policy was trained for observations or actions of another size.
  case dimension(path: String, trainedOn: String, quantity: String, has: Int, task: String, wants: Int)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "'\(path)' is no safetensors file that can be read: \(reason); give a run folder or a file of `reins export`"
    case .foreign(let path):
      "'\(path)' does not say that it holds a policy (metadata `format`): give a file of `reins export RUN --safetensors`"
    case .newer(let path, let format):
      "'\(path)' has format \(format), this program reads up to \(PolicyDescription.currentFormat): update it"
    case .metadata(let path, let key, let value, let expected):
      "'\(path)': metadata '\(key)' is \(value.map { "'\($0.prefix(80))'" } ?? "missing"), expected \(expected): export it again"
    case .damaged(let path): "'\(path)' is damaged: its content does not have the hash it names; export it again"
    case .network(let reason): "this is no policy's network: \(reason)"
    case .noCritics(let path): "'\(path)' has no critics: export it with --critics, or name a run that trained them"
    case .dimension(let path, let trainedOn, let quantity, let has, let task, let wants):
      "'\(path)' was trained on \(trainedOn) with \(has) \(quantity), \(task) has \(wants): use it on a task of the same size"
    }
  }
}
