/// Why keys could not be made, read or believed, with the remedy.
public enum KeyError: Error, Equatable, Sendable, CustomStringConvertible {
  case missing(path: String)
  case exists(path: String)
  /// Others than the owner can get at it. Permissions as `chmod` takes them.
  case exposed(path: String, permissions: String, allowed: String)
  /// Belongs to somebody else.
  case foreign(path: String)
  case malformed(path: String, reason: String)
  case badName(String)
  /// The hub is nobody's client.
  case badRole(String)
  /// One key, two files: which role it has cannot be told.
  case twice(path: String, other: String)
  case system(operation: String, path: String, reason: String)

  public var description: String {
    switch self {
    case .missing(let path): "'\(path)' is not there: make the keys first (docs/security.md)"
    case .exists(let path): "'\(path)' is there already: remove it, or take another name"
    case .exposed(let path, let permissions, let allowed):
      "'\(path)' has permissions \(permissions), at most \(allowed) are allowed: chmod \(allowed) '\(path)'"
    case .foreign(let path): "'\(path)' belongs to another user: keys are read from files of one's own only"
    case .malformed(let path, let reason): "'\(path)': \(reason)"
    case .badName(let name):
      "'\(name)' is no name for keys: 1 to 64 of a-z, A-Z, 0-9, '-' and '_'"
    case .badRole(let role): "no client has the role '\(role)': robot, teleop, observer, actor or learner"
    case .twice(let path, let other): "'\(path)' holds the same key as '\(other)': remove one of them"
    case .system(let operation, let path, let reason): "cannot \(operation) '\(path)': \(reason)"
    }
  }
}
