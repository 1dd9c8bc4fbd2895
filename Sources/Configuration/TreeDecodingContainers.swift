import Vocabulary

struct KeyedTreeDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: TreeDecoder
  let map: ConfigurationTree.Map
  var codingPath: [any CodingKey] { decoder.codingPath }

  var allKeys: [Key] {
    let keys = map.entries.compactMap { Key(stringValue: $0.key) }
    for key in keys { decoder.ask(key.stringValue) }
    return keys
  }

  func contains(_ key: Key) -> Bool {
    decoder.ask(key.stringValue)
    return map[key.stringValue] != nil
  }

  private func value(_ key: Key) throws -> ConfigurationTree {
    decoder.ask(key.stringValue)
    guard let value = map[key.stringValue] else { throw decoder.missing(key.stringValue) }
    return value
  }

  func decodeNil(forKey key: Key) throws -> Bool { try value(key).isNull }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try TreeDecoder.decode(
      type, from: value(key), path: codingPath + [Place.key(key.stringValue)], prototypes: decoder.prototypes)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    try decoder.child(value(key), Place.key(key.stringValue))
  }
}

struct UnkeyedTreeDecoder: UnkeyedDecodingContainer {
  let decoder: TreeDecoder
  let elements: [ConfigurationTree]
  var codingPath: [any CodingKey] { decoder.codingPath }
  var currentIndex = 0
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  init(decoder: TreeDecoder, elements: [ConfigurationTree]) {
    self.decoder = decoder
    self.elements = elements
  }

  private mutating func next() throws -> (ConfigurationTree, Place) {
    guard !isAtEnd else { throw decoder.wrongType("a list of at least \(elements.count + 1) elements") }
    currentIndex += 1
    return (elements[currentIndex - 1], .index(currentIndex - 1))
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let (tree, place) = try next()
    return try TreeDecoder.decode(type, from: tree, path: codingPath + [place], prototypes: decoder.prototypes)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder {
    let (tree, place) = try next()
    return decoder.child(tree, place)
  }
}

struct SingleTreeDecoder: SingleValueDecodingContainer {
  let decoder: TreeDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.tree.isNull }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try TreeDecoder.decode(type, from: decoder.tree, path: codingPath, prototypes: decoder.prototypes)
  }

  func decode(_ type: Bool.Type) throws -> Bool {
    switch try plain("true or false").text {
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    default: throw decoder.wrongType("true or false")
    }
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .scalar(let scalar) = decoder.tree, !scalar.isNull else { throw decoder.wrongType("text") }
    return scalar.text
  }

  func decode(_ type: Double.Type) throws -> Double { try floating() }
  func decode(_ type: Float.Type) throws -> Float { try floating() }
  func decode(_ type: Int.Type) throws -> Int { try integer() }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
  func decode(_ type: UInt.Type) throws -> UInt { try integer() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }

  private func plain(_ expected: String) throws(ConfigError) -> ConfigurationTree.Scalar {
    guard case .scalar(let scalar) = decoder.tree, !scalar.isText else { throw decoder.wrongType(expected) }
    return scalar
  }

  private func integer<I: FixedWidthInteger>() throws -> I {
    let expected = "an integer in \(I.min)...\(I.max)"
    guard let value = I(try plain(expected).text) else { throw decoder.wrongType(expected) }
    return value
  }

  /// A finite number in YAML's decimal form; `.inf` only where the default is infinite, `.nan` nowhere.
  private func floating<F: BinaryFloatingPoint & LosslessStringConvertible>() throws -> F {
    let scalar = try plain("a number")
    if scalar.mayBeInfinite {
      switch scalar.text.lowercased() {
      case ".inf", "+.inf": return .infinity
      case "-.inf": return -.infinity
      default: break
      }
    }
    // Swift would also read 0x1p3, nan and infinity.
    guard scalar.text.allSatisfy({ "0123456789+-.eE".contains($0) }), let value = F(scalar.text) else {
      throw decoder.wrongType(scalar.mayBeInfinite ? "a number or .inf" : "a finite number")
    }
    guard value.isFinite else { throw decoder.wrongType("a number that \(F.self) can hold") }
    return value
  }
}
