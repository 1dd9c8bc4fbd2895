/// What is wrong with a file a person wrote; every case names the place, the value and the remedy.
public enum ConfigError: Error, Equatable, Sendable, CustomStringConvertible {
  case missingFile(path: String)
  case malformed(file: String, line: Int, reason: String)
  case unknownKey(path: String, closest: String?)
  case missingKey(path: String)
  case wrongType(path: String, value: String, expected: String)
  case outOfRange(key: String, value: String, allowed: String)

  public var description: String {
    switch self {
    case .missingFile(let path): "'\(path)' does not exist or cannot be read: check the path"
    case .malformed(let file, let line, let reason): "\(file):\(line): \(reason)"
    case .unknownKey(let path, .some(let closest)): "unknown key '\(path)': did you mean '\(closest)'?"
    case .unknownKey(let path, .none): "unknown key '\(path)': remove it"
    case .missingKey(let path): "key '\(path)' is missing: add it"
    case .wrongType(let path, let value, let expected): "'\(path)' is '\(value)', expected \(expected)"
    case .outOfRange(let key, let value, let allowed):
      "'\(key)' is \(value), allowed is \(allowed): change the file or the --set option"
    }
  }
}
