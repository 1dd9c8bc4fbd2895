public import Vocabulary

/// Puts `path` before the key of an error, so that a part's `validated()` names its place in the whole.
public func within<R>(_ path: String, _ body: () throws(ConfigError) -> R) throws(ConfigError) -> R {
  do {
    return try body()
  } catch {
    throw error.placed { "\(path).\($0)" }
  }
}

/// Puts the file's name before the key of an error, as `loadConfiguration` and `loadDefinition` do: for relations that are
/// checked after loading.
public func inFile<R>(_ file: String, _ body: () throws(ConfigError) -> R) throws(ConfigError) -> R {
  do {
    return try body()
  } catch {
    throw error.placed { "\(file): \($0)" }
  }
}

extension ConfigError {
  fileprivate func placed(_ place: (String) -> String) -> ConfigError {
    switch self {
    case .outOfRange(let key, let value, let allowed): .outOfRange(key: place(key), value: value, allowed: allowed)
    case .wrongType(let path, let value, let expected): .wrongType(path: place(path), value: value, expected: expected)
    case .unknownKey(let path, let closest): .unknownKey(path: place(path), closest: closest)
    case .missingKey(let path): .missingKey(path: place(path))
    case .missingFile, .malformed: self
    }
  }
}
