import Configuration
import Foundation
import Testing
import Vocabulary

@Suite("YAML text")
struct YAMLTextTests {
  struct Numbers: Codable, Equatable {
    var double = 0.1
    var float: Float = 1e-5
    var signed = Int64.min
    var unsigned = UInt64.max
    var text = "1e5"
    var list: [Double] = []
    var words = ["yes", "", "a: b", "~", "line\nbreak", "ünïcode", "-", "#x", "'", "\"\\"]
    var keys: [String: Bool] = ["true": true, "a b": false]
  }

  @Test("every value reads back to the same bits")
  func roundTrip() throws {
    var random = RandomStream(seed: 5)
    for _ in 0..<300 {
      var numbers = Numbers()
      let double = Double(bitPattern: random.next())
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      numbers.double = double.isFinite ? double : .leastNonzeroMagnitude
      numbers.float = float.isFinite ? float : -.greatestFiniteMagnitude
      numbers.signed = Int64(bitPattern: random.next())
      numbers.unsigned = random.next()
      numbers.list = [-0.0, 1, 100_000_000_000_000_000_000, numbers.double]
      let yaml = try encodeYAML(numbers)
      let again = try decodeDefinition(Numbers.self, yaml: yaml)
      #expect(again == numbers && again.list[0].sign == .minus, "\(yaml)")
    }
  }

  @Test("floats carry a point, so that YAML 1.1 readers take them for numbers")
  func point() throws {
    #expect(try encodeYAML(["x": Float(1e-5)]) == "x: 1.0e-05\n")
  }

  func problem(in yaml: String) -> (line: Int, reason: String)? {
    do throws(ConfigError) {
      _ = try decodeConfiguration(Numbers(), yaml: yaml, file: "f.yaml")
      return nil
    } catch {
      guard case .malformed(file: "f.yaml", let line, let reason) = error else { return nil }
      return (line, reason)
    }
  }

  @Test(
    "malformed text is refused with the line and the reason",
    arguments: [
      ("double: 1\ntext: [1, 2\n", 3, "did not find expected ',' or ']'"),
      ("double: 1\ndouble: 2\n", 1, "'double' stands twice"),
      ("float: 1\nlist: &a [1]\n", 2, "anchors"),
      ("list: &a [1]\nwords: *a\n", 2, "anchors"),
      ("words: *a\n", 1, "undefined alias"),
      ("- 1\n- 2\n", 1, "expected 'key: value' lines"),
      ("double: 1\n---\ndouble: 2\n", 2, "another document"),
      ("text: \"a\n", 2, "unexpected end of stream"),
      ("double: 1\n\ttext: 2\n", 2, "tab character"),
      ("? [a, b]\n: 1\n", 1, "a key must be a name"),
    ])
  func malformed(yaml: String, line: Int, reason expected: String) throws {
    let (at, reason) = try #require(problem(in: yaml))
    #expect(at == line && reason.contains(expected), "line \(at): \(reason)")
  }

  @Test("a billion laughs cost nothing: aliases never unfold, in values or in keys")
  func bomb() throws {
    var values = "a: &a [lol, lol]\n"
    var keys = "a: &k0 {? x : y}\n"
    for level in 1..<60 {
      let below = level == 1 ? "a" : "a\(level - 1)"
      values += "b\(level): &a\(level) [*\(below), *\(below), *\(below)]\n"
      keys += "c\(level): &k\(level) {? *k\(level - 1) : *k\(level - 1)}\n"
    }
    for yaml in [values, keys] { #expect(try #require(problem(in: yaml)).reason.contains("anchors")) }
  }

  @Test("nesting without end is refused, whatever it is made of", arguments: ["[", "{a: ", "- ", "? ", "[{? "])
  func deep(unit: String) throws {
    let yaml = String(repeating: unit, count: 200_000 / unit.utf8.count)
    #expect(try #require(problem(in: yaml)).reason.contains("nested deeper"))
  }

  @Test("stair-shaped nesting is refused as well")
  func stairs() throws {
    let yaml = (0..<600).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(try #require(problem(in: yaml)).reason.contains("nested deeper"))
  }

  @Test("more than 1 MiB is refused")
  func size() throws {
    let yaml = "text: " + String(repeating: "x", count: 1 << 20)
    #expect(try #require(problem(in: yaml)).reason.contains("larger than 1048576 bytes"))
  }

  @Test("random bytes never crash the reader and never pass for a configuration with an unknown key")
  func fuzz() {
    var random = RandomStream(seed: 9)
    let seed = Array("double: 1.5\nlist: [1, 2]\nwords:\n- a\n- 'b'\nkeys: {x: true}\n".utf8)
    let alphabet = Array("[]{}&*!|>'\"%@`#:-?, \n\t0a\u{fe}\u{0}".utf8)
    for _ in 0..<20_000 {
      var bytes = seed
      for _ in 0..<random.integer(in: 1...8) {
        bytes[random.index(below: bytes.count)] = alphabet[random.index(below: alphabet.count)]
      }
      let yaml = String(decoding: bytes, as: UTF8.self)
      do throws(ConfigError) {
        let numbers = try decodeConfiguration(Numbers(), yaml: yaml)
        #expect(numbers.double.isFinite)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}

@Suite("Configuration files")
struct ConfigurationFileTests {
  @Test(
    "a missing file, a directory and a device are refused by name", arguments: ["/nonexistent.yaml", "/", "/dev/zero"])
  func unreadable(path: String) {
    #expect(throws: ConfigError.missingFile(path: path)) {
      try loadConfiguration(YAMLTextTests.Numbers(), from: path)
    }
  }

  @Test("bytes that are not UTF-8 are refused with their line")
  func encoding() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "reins-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data([0x61, 0x3a, 0x20, 0x31, 0x0a, 0xff, 0x3a, 0x20, 0x31]).write(to: file)
    #expect(throws: ConfigError.malformed(file: file.path, line: 2, reason: "not UTF-8 text")) {
      try loadConfiguration(YAMLTextTests.Numbers(), from: file.path)
    }
  }
}

@Suite("Place of an error")
struct ErrorPlaceTests {
  @Test("a fault in a file names the file, unless an option may have made it")
  func file() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "reins-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("dobule: 1\n".utf8).write(to: file)
    #expect(throws: ConfigError.unknownKey(path: "\(file.path): dobule", closest: "double")) {
      try loadConfiguration(YAMLTextTests.Numbers(), from: file.path)
    }
    #expect(throws: ConfigError.unknownKey(path: "dobule", closest: "double")) {
      try loadConfiguration(YAMLTextTests.Numbers(), from: file.path, overrides: ["float=1"])
    }
    #expect(throws: ConfigError.missingKey(path: "a.yaml: b.c")) {
      try inFile("a.yaml") { () throws(ConfigError) -> Int in
        try within("b") { () throws(ConfigError) -> Int in throw .missingKey(path: "c") }
      }
    }
  }
}

@Suite("Closest name")
struct ClosestNameTests {
  @Test(
    "is the one with the fewest edits, and nil when none is near",
    arguments: [
      ("utdRation", "utdRatio"), ("UTDratio", "utdRatio"), ("sede", "seed"), ("lerner", "learner"), ("qqqq", nil),
    ] as [(String, String?)])
  func closest(name: String, expected: String?) {
    #expect(closestName(to: name, among: ["utdRatio", "seed", "learner", "discount"]) == expected)
  }
}
