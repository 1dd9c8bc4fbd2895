import Foundation
import Testing
import Wire

/// The package that these tests belong to.
private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path

@Suite("The schema and what was made of it")
struct SchemaTests {
  static func text(_ path: String) throws -> String { try String(contentsOfFile: root + "/" + path, encoding: .utf8) }
  static let schema = Result { try text("Sources/Bridge/Wire/Schema/reins.proto") }

  /// Messages and enums of the schema with the names of their fields and values.
  static func declarations() throws -> [String: [String]] {
    var found: [String: [String]] = [:]
    var current = ""
    for line in try schema.get().split(separator: "\n") {
      if let match = line.firstMatch(of: /^(?:message|enum) (\w+) \{/) {
        current = String(match.1)
        found[current] = []
      } else if let match = line.firstMatch(of: /^ +(?:repeated )?(?:[\w.]+ )?(\w+) = \d+;/) {
        found[current]?.append(String(match.1))
      }
    }
    return found
  }

  @Test("the generated code is that of the schema: else run launch/generate")
  func current() throws {
    let hash = SHA256Digest(hashing: Array(try Self.schema.get().utf8)).description
    let lines = try Self.text("Sources/Bridge/Wire/Schema/reins.pb.swift").split(separator: "\n")
    #expect(lines[1] == "// reins.proto SHA-256: \(hash)")
  }

  @Test("the kinds of messages are the bodies of the schema's envelope, with their numbers")
  func kinds() throws {
    let block = try #require(try Self.schema.get().firstMatch(of: /oneof body \{((?s:.*?))\n  \}/)).1
    let bodies = block.matches(of: /(\w+) (\w+) = (\d+);/).map { "\($0.2) \($0.3)" }
    #expect(bodies == MessageKind.allCases.map { "\($0.name) \($0.rawValue)" })
  }

  @Test("the public enums have the schema's numbers")
  func enums() throws {
    func check<E: CaseIterable & RawRepresentable<UInt8>>(_ name: String, _ type: E.Type) throws {
      let block = try #require(try Self.schema.get().firstMatch(of: Regex("enum \(name) \\{((?s:.*?))\n\\}")))[1]
      let numbers = (block.substring ?? "").matches(of: /= (\d+);/).compactMap { UInt8($0.1) }
      #expect(numbers.filter { $0 > 0 } == E.allCases.map(\.rawValue), "\(name)")
    }
    try check("Role", Role.self)
    try check("OnSilence", SilencePolicy.self)
    try check("OnSuccess", Labelling.Success.self)
    try check("ExpertStorage", Labelling.ExpertStorage.self)
    try check("RefusalReason", Refusal.Reason.self)
    try check("RejectionReason", RejectionReason.self)
    try check("PictureFormat", PictureMessage.Format.self)
    try check("RobotMode", RobotMode.self)
    try check("RevocationReason", LeaseRevocation.Reason.self)
    try check("EventKind", Event.Kind.self)
  }

  @Test("docs/wire.md says something of every message, field and value")
  func documented() throws {
    let page = try Self.text("docs/wire.md")
    let words = Set(page.matches(of: /\w+/).map { String($0.0) })
    let declarations = try Self.declarations()
    #expect(declarations.count > 40)
    for (name, parts) in declarations {
      let missing = ([name] + parts).filter { !words.contains($0) && !$0.hasSuffix("_UNSPECIFIED") }
      #expect(missing.isEmpty, "\(name)")
    }
  }

  @Test("docs/wire.md has the table of who may send what")
  func permissions() throws {
    let page = try Self.text("docs/wire.md")
    for kind in MessageKind.allCases {
      let senders = kind.senders.map(\.description)
      let text = kind.senders == Role.allCases ? "all" : senders.joined(separator: ", ")
      #expect(page.contains("| `\(kind.name)` | \(kind.rawValue) | \(text) |"), "\(kind.name)")
    }
  }

  @Test("docs/wire.md has the limits that are held")
  func limits() throws {
    let page = try Self.text("docs/wire.md")
    let limits = WireLimits()
    for bytes in [limits.controlBytes, limits.transitionBytes, limits.observationBytes, limits.weightsBytes] {
      #expect(page.contains("| \(bytes.formatted(.number.locale(Locale(identifier: "en_US")))) |"))
    }
  }
}
