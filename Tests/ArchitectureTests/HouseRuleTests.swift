import Foundation
import Testing

@Suite("House rules")
struct HouseRuleTests {
  static let code: Set = ["swift", "c", "cpp", "cc", "h", "hpp", "inc"]

  @Test("a file holds one idea: at most 400 lines")
  func length() throws {
    let files = PackageFiles.files(in: ["Sources", "Tests"], endingIn: Self.code)
    #expect(files.count > 50)
    for file in files where !ImportTable.generated.contains(file) {
      let lines = try PackageFiles.lines(file).count - 1
      #expect(lines <= 400, "\(file) has \(lines) lines: split it")
    }
  }

  @Test("no type is named as a module: the module's own names could not be spelled out then")
  func typeNames() throws {
    let modules = Set(try PackageFiles.targets().map(\.name)).union(ImportTable.allowed.keys)
    let declaration = /\b(?:struct|class|enum|actor|protocol|typealias)\s+([A-Z]\w*)/
    for file in PackageFiles.files(in: ["Sources"], endingIn: ["swift"]) {
      for line in try PackageFiles.lines(file) {
        let trimmed = line.drop { $0 == " " }
        if trimmed.hasPrefix("//") || trimmed.hasPrefix("import") { continue }
        for match in line.matches(of: declaration) {
          #expect(!modules.contains(String(match.1)), "\(file): type \(match.1) hides the module \(match.1)")
        }
      }
    }
  }

  @Test("no file names a place on somebody's machine")
  func machinePaths() throws {
    let places = ["home", "Users", "work", "root", "tmp", "mnt", "private"].map { "/" + $0 + "/" }
    let endings = Self.code.union([
      "md", "yaml", "urdf", "py", "sh", "json", "toml", "proto", "txt", "modulemap", "xml", "html", "js",
    ])
    var files = PackageFiles.files(
      in: ["Sources", "Tests", "docs", "robots", "sim", "launch", "clients", "Benchmarks", ".ci"], endingIn: endings)
    files += PackageFiles.files(in: ["launch", ".ci"], endingIn: [""])
    files += ["Package.swift", "README.md", "CHANGELOG.md"]
    for file in files {
      for (number, line) in try PackageFiles.lines(file).enumerated() {
        for place in places {
          // A path starts there; in a URL or a relative path something stands before it.
          for range in line.ranges(of: place) {
            let before = range.lowerBound == line.startIndex ? " " : line[line.index(before: range.lowerBound)]
            let isPath = " \t\"'`(=:<>|,".contains(before)
            #expect(!isPath, "\(file):\(number + 1) names \(place)")
          }
        }
      }
    }
  }

  @Test("every Swift target is compiled under the same strict settings")
  func settings() throws {
    let json = try JSONSerialization.jsonObject(with: PackageFiles.swiftPackage("dump-package")) as? [String: Any]
    let targets = try #require(json?["targets"] as? [[String: Any]])
    for target in targets {
      let name = try #require(target["name"] as? String)
      if ImportTable.isC(name) || target["type"] as? String == "system" { continue }
      let kinds = (target["settings"] as? [[String: Any]] ?? []).compactMap { $0["kind"] as? [String: Any] }
      let values = kinds.flatMap { kind in
        kind.map { "\($0.key) " + (($0.value as? [String: Any])?["_0"].map { "\($0)" } ?? "") }
      }
      #expect(
        Set(values) == [
          "swiftLanguageMode 6", "enableUpcomingFeature ExistentialAny",
          "enableUpcomingFeature InternalImportsByDefault",
          "enableUpcomingFeature MemberImportVisibility", "strictMemorySafety ", "treatAllWarnings error",
        ], "\(name)")
    }
  }
}
