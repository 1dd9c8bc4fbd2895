public import Vocabulary

/// Defaults for every value of one type that stands in a list, a dictionary or an optional, where the defaults of the
/// whole configuration cannot reach.
public struct Prototype: Sendable {
  let type: ObjectIdentifier
  let tree: ConfigurationTree
  let required: [String]

  /// - Parameters:
  ///   - value: what the keys mean that are left out.
  ///   - required: keys that must be written all the same.
  public init<T: Codable & Sendable>(_ value: T, required: [String] = []) {
    type = ObjectIdentifier(T.self)
    do {
      tree = try TreeEncoder.encode(value)
    } catch {
      preconditionFailure("a prototype must encode: \(error)")
    }
    self.required = required
  }
}

/// Reads a YAML file over the defaults of a configuration.
///
/// Mappings join key by key; a list, a dictionary (its keys are data) and a scalar replace the default wholly. A key the
/// type does not ask for is an error, in elements of lists, too. Relations between values are checked by the owner's
/// `validated()`: see `within(_:_:)`.
///
/// - Parameters:
///   - defaults: every key that exists, with its default.
///   - path: a YAML file of at most 1 MiB, without anchors.
///   - overrides: `learner.utdRatio=4`; the value is YAML; later ones win over earlier ones and over the file.
///   - prototypes: defaults for the elements of lists.
/// - Throws: `ConfigError`, which names the place, the value and the remedy.
public func loadConfiguration<T: Codable & Sendable>(
  _ defaults: T, from path: String, overrides: [String] = [], prototypes: [Prototype] = []
) throws(ConfigError) -> T {
  let text = try readText(path)
  let read = { () throws(ConfigError) -> T in
    try decodeConfiguration(defaults, yaml: text, file: path, overrides: overrides, prototypes: prototypes)
  }
  // With overrides the fault may be theirs.
  return overrides.isEmpty ? try inFile(path, read) : try read()
}

/// Like `loadConfiguration`, from a text; `file` is what an error calls it.
public func decodeConfiguration<T: Codable & Sendable>(
  _ defaults: T, yaml: String, file: String = "configuration", overrides: [String] = [], prototypes: [Prototype] = []
) throws(ConfigError) -> T {
  let below = try encodeTree(defaults)
  var tree = below.overlaid(by: try parseRoot(yaml, file: file))
  for override in overrides { tree = tree.overlaid(by: try parse(override: override), replacingFreeForm: false) }
  return try decode(T.self, from: tree, prototypes: prototypes)
}

/// Reads a definition: every property must be written, but for optionals and what a prototype fills in.
public func loadDefinition<T: Decodable & Sendable>(
  _ type: T.Type, from path: String, prototypes: [Prototype] = []
) throws(ConfigError) -> T {
  let text = try readText(path)
  return try inFile(path) { () throws(ConfigError) -> T in
    try decodeDefinition(type, yaml: text, file: path, prototypes: prototypes)
  }
}

/// Like `loadDefinition`, from a text; `file` is what an error calls it.
public func decodeDefinition<T: Decodable & Sendable>(
  _ type: T.Type, yaml: String, file: String = "definition", prototypes: [Prototype] = []
) throws(ConfigError) -> T {
  try decode(type, from: parseRoot(yaml, file: file), prototypes: prototypes)
}

/// A value as YAML that reads back to the same value: block style, keys in declaration order, numbers exact.
public func encodeYAML<T: Encodable>(_ value: T) throws(ConfigError) -> String {
  try serializeYAML(encodeTree(value))
}

private func parseRoot(_ yaml: String, file: String) throws(ConfigError) -> ConfigurationTree {
  let root = try parseYAML(yaml, file: file)
  if root.isNull { return .map(.init(entries: [])) }
  guard case .map = root else {
    throw .malformed(file: file, line: 1, reason: "found \(root.summary), expected 'key: value' lines")
  }
  return root
}

/// `a.b=value` as the tree {a: {b: value}}.
private func parse(override: String) throws(ConfigError) -> ConfigurationTree {
  guard let equals = override.firstIndex(of: "=") else {
    throw .malformed(file: "--set \(override)", line: 1, reason: "expected KEY=VALUE, for example learner.utdRatio=4")
  }
  let keys = override[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  guard keys.allSatisfy({ !$0.isEmpty }) else {
    throw .malformed(file: "--set \(override)", line: 1, reason: "a part of the key is empty")
  }
  let value = String(override[override.index(after: equals)...])
  guard !value.allSatisfy(\.isWhitespace) else {
    throw .malformed(file: "--set \(override)", line: 1, reason: "the value is empty")
  }
  let tree = try parseYAML(value, file: "--set \(override)")
  return keys.reversed().reduce(tree) { .map(.init(entries: [.init(key: $1, value: $0)])) }
}

private func encodeTree<T: Encodable>(_ value: T) throws(ConfigError) -> ConfigurationTree {
  do {
    return try TreeEncoder.encode(value)
  } catch {
    throw .wrongType(path: "\(T.self)", value: "its defaults", expected: "an encodable value (\(error))")
  }
}

private func decode<T: Decodable>(
  _ type: T.Type, from tree: ConfigurationTree, prototypes: [Prototype]
) throws(ConfigError) -> T {
  var byType: [ObjectIdentifier: Prototype] = [:]
  for prototype in prototypes { byType[prototype.type] = prototype }
  do {
    return try TreeDecoder.decode(type, from: tree, path: [], prototypes: byType)
  } catch let error as ConfigError {
    throw error
  } catch {
    throw .wrongType(path: "\(T.self)", value: tree.summary, expected: "\(error)")
  }
}
