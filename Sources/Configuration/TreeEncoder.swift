/// A mapping whose keys are data, not names of properties.
protocol FreeForm {}
extension Dictionary: FreeForm {}

/// Encodes a `Codable` value as a tree: keys in declaration order, dictionary keys sorted.
struct TreeEncoder: Encoder {
  /// A place in the growing tree; nested containers share it.
  final class Node {
    var scalar: ConfigurationTree.Scalar?
    var elements: [Node]?
    var entries: [(key: String, node: Node)]?
    var isFreeForm = false

    func fill<T: Encodable>(_ value: T, _ path: [any CodingKey]) throws {
      if let known = leaf(value) {
        scalar = known
      } else {
        isFreeForm = value is any FreeForm
        try value.encode(to: TreeEncoder(node: self, codingPath: path))
      }
    }

    func child(_ key: String) -> Node {
      let node = Node()
      entries?.removeAll { $0.key == key }
      entries?.append((key, node))
      return node
    }

    func appended() -> Node {
      let node = Node()
      elements?.append(node)
      return node
    }

    var tree: ConfigurationTree {
      if let scalar { return .scalar(scalar) }
      if let elements { return .list(elements.map(\.tree)) }
      let entries = isFreeForm ? (entries ?? []).sorted { $0.key < $1.key } : entries ?? []
      return .map(.init(entries: entries.map { .init(key: $0.key, value: $0.node.tree) }, isFreeForm: isFreeForm))
    }
  }

  let node: Node
  var codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func encode<T: Encodable>(_ value: T) throws -> ConfigurationTree {
    let node = Node()
    try node.fill(value, [])
    return node.tree
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if node.entries == nil { node.entries = [] }
    return KeyedEncodingContainer(KeyedTreeEncoder<Key>(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if node.elements == nil { node.elements = [] }
    return UnkeyedTreeEncoder(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SingleTreeEncoder(node: node, codingPath: codingPath)
  }
}

/// A leaf's text; a number's is the shortest that reads back to the same bits.
private func leaf<T: Encodable>(_ value: T) -> ConfigurationTree.Scalar? {
  switch value {
  case let text as String: .init(text: text, isText: true)
  case let flag as Bool: .init(text: flag ? "true" : "false", isText: false)
  case let number as Double: .init(text: spelled("\(number)"), isText: false, mayBeInfinite: number.isInfinite)
  case let number as Float: .init(text: spelled("\(number)"), isText: false, mayBeInfinite: number.isInfinite)
  case let number as any FixedWidthInteger: .init(text: "\(number)", isText: false)
  default: nil
  }
}

private func spelled(_ number: String) -> String {
  switch number {
  case "inf": return ".inf"
  case "-inf": return "-.inf"
  case let text where text.hasSuffix("nan"): return ".nan"
  default: break
  }
  // YAML 1.1 readers (PyYAML) take 1e-05 for a string: a float needs its point.
  let pieces = number.split(separator: "e")
  return pieces.count == 2 && !pieces[0].contains(".") ? "\(pieces[0]).0e\(pieces[1])" : number
}

private struct KeyedTreeEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: TreeEncoder.Node
  var codingPath: [any CodingKey]

  mutating func encodeNil(forKey key: Key) { node.child(key.stringValue).scalar = .null }

  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try node.child(key.stringValue).fill(value, codingPath + [key])
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    TreeEncoder(node: node.child(key.stringValue), codingPath: codingPath + [key]).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    TreeEncoder(node: node.child(key.stringValue), codingPath: codingPath + [key]).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { TreeEncoder(node: node.child("super"), codingPath: codingPath) }

  mutating func superEncoder(forKey key: Key) -> any Encoder {
    TreeEncoder(node: node.child(key.stringValue), codingPath: codingPath + [key])
  }
}

private struct UnkeyedTreeEncoder: UnkeyedEncodingContainer {
  let node: TreeEncoder.Node
  var codingPath: [any CodingKey]
  var count: Int { node.elements?.count ?? 0 }

  mutating func encodeNil() { node.appended().scalar = .null }
  mutating func encode<T: Encodable>(_ value: T) throws { try node.appended().fill(value, codingPath) }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    TreeEncoder(node: node.appended(), codingPath: codingPath).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    TreeEncoder(node: node.appended(), codingPath: codingPath).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { TreeEncoder(node: node.appended(), codingPath: codingPath) }
}

private struct SingleTreeEncoder: SingleValueEncodingContainer {
  let node: TreeEncoder.Node
  var codingPath: [any CodingKey]

  mutating func encodeNil() { node.scalar = .null }
  mutating func encode<T: Encodable>(_ value: T) throws { try node.fill(value, codingPath) }
}
