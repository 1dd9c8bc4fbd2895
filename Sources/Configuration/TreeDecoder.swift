import Vocabulary

/// Reads a tree strictly: every key of a mapping must be asked for by the type that is decoded from it.
final class TreeDecoder: Decoder {
  let tree: ConfigurationTree
  let codingPath: [any CodingKey]
  let prototypes: [ObjectIdentifier: Prototype]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// Keys that the decoded type asked for; what a file may contain.
  private var asked: Set<String> = []
  private var hasKeys = false
  private var nested: [TreeDecoder] = []

  init(tree: ConfigurationTree, codingPath: [any CodingKey], prototypes: [ObjectIdentifier: Prototype]) {
    self.tree = tree
    self.codingPath = codingPath
    self.prototypes = prototypes
  }

  /// Decodes one value, and refuses what the value's type does not know.
  static func decode<T: Decodable>(
    _ type: T.Type, from tree: ConfigurationTree, path: [any CodingKey], prototypes: [ObjectIdentifier: Prototype]
  ) throws -> T {
    var tree = tree
    if let prototype = prototypes[ObjectIdentifier(type)], case .map(let map) = tree {
      for key in prototype.required where map[key] == nil {
        throw ConfigError.missingKey(path: text(path + [Place.key(key)]))
      }
      tree = prototype.tree.overlaid(by: tree)
    }
    let decoder = TreeDecoder(tree: tree, codingPath: path, prototypes: prototypes)
    do {
      let value = try T(from: decoder)
      try decoder.refuseUnknownKeys()
      return value
    } catch let error as DecodingError {
      throw decoder.configurationError(error, expected: expectation(T.self))
    }
  }

  func child(_ tree: ConfigurationTree, _ place: any CodingKey) -> TreeDecoder {
    let decoder = TreeDecoder(tree: tree, codingPath: codingPath + [place], prototypes: prototypes)
    nested.append(decoder)
    return decoder
  }

  func ask(_ key: String) { asked.insert(key) }

  func refuseUnknownKeys() throws(ConfigError) {
    if hasKeys, case .map(let map) = tree {
      for entry in map.entries where !asked.contains(entry.key) {
        throw .unknownKey(
          path: text(codingPath + [Place.key(entry.key)]), closest: closestName(to: entry.key, among: Array(asked)))
      }
    }
    for decoder in nested { try decoder.refuseUnknownKeys() }
  }

  /// A key is missing: unless a misspelled one stands there, which is the better thing to say.
  func missing(_ key: String) -> ConfigError {
    if case .map(let map) = tree {
      for entry in map.entries where !asked.contains(entry.key) && closestName(to: entry.key, among: [key]) != nil {
        return .unknownKey(path: text(codingPath + [Place.key(entry.key)]), closest: key)
      }
    }
    return .missingKey(path: text(codingPath + [Place.key(key)]))
  }

  func wrongType(_ expected: String) -> ConfigError {
    .wrongType(path: text(codingPath), value: tree.summary, expected: expected)
  }

  private func configurationError(_ error: DecodingError, expected: String) -> ConfigError {
    switch error {
    case .keyNotFound(let key, _): missing(key.stringValue)
    case .dataCorrupted, .typeMismatch, .valueNotFound: wrongType(expected)
    @unknown default: wrongType(expected)
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .map(let map) = tree else { throw wrongType("a mapping") }
    hasKeys = true
    return KeyedDecodingContainer(KeyedTreeDecoder<Key>(decoder: self, map: map))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let elements) = tree else { throw wrongType("a list") }
    return UnkeyedTreeDecoder(decoder: self, elements: elements)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { SingleTreeDecoder(decoder: self) }
}

/// A step of a path: a key or the place in a list.
enum Place: CodingKey {
  case key(String)
  case index(Int)

  init(stringValue: String) { self = .key(stringValue) }
  init(intValue: Int) { self = .index(intValue) }
  var stringValue: String { if case .key(let name) = self { name } else { "" } }
  var intValue: Int? { if case .index(let index) = self { index } else { nil } }
}

/// `learner.layers[2].width`
func text(_ path: [any CodingKey]) -> String {
  var result = ""
  for step in path {
    if let place = step as? Place, let index = place.intValue {
      result += "[\(index)]"
    } else {
      result += (result.isEmpty ? "" : ".") + step.stringValue
    }
  }
  return result
}

/// What may stand where a value of this type could not be read.
private func expectation<T>(_ type: T.Type) -> String {
  guard let enumeration = type as? any CaseIterable.Type else { return "a value of \(type)" }
  return "one of \(allCases(enumeration).joined(separator: ", "))"
}

private func allCases<T: CaseIterable>(_ type: T.Type) -> [String] {
  type.allCases.map { value in
    if let raw = value as? any RawRepresentable { rawText(raw) } else { "\(value)" }
  }
}

private func rawText<T: RawRepresentable>(_ value: T) -> String { "\(value.rawValue)" }
