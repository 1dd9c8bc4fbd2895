import Foundation
import Testing

@Suite("Arrows go down only")
struct ImportTests {
  @Test("every target stands in the table, lies in its folder and depends on what the table allows")
  func manifest() throws {
    let targets = try PackageFiles.targets().filter { !$0.isTest }
    #expect(targets.count > 10)
    for target in targets {
      if ImportTable.testSupport.contains(target.name) {
        #expect(target.dependencies.isEmpty && target.path == "Tests/\(target.name)")
        continue
      }
      guard let allowed = ImportTable.allowed[target.name] else {
        Issue.record("'\(target.name)' is not in the import table: what may it import?")
        continue
      }
      let excess = target.dependencies.subtracting(allowed).subtracting(["Vocabulary"])
      #expect(excess.isEmpty, "\(target.name) may not depend on \(excess.sorted())")
      let folder = ImportTable.folders[target.name].map { $0 + "/" } ?? ""
      #expect(target.path == "Sources/\(folder)\(target.name)")
    }
  }

  /// SwiftPM lets a file import what another target happens to have built: the lines themselves must obey, too.
  @Test("every import line is allowed by the table and declared in the manifest")
  func lines() throws {
    var found = 0
    for target in try PackageFiles.targets() where !target.isTest && !ImportTable.testSupport.contains(target.name) {
      let allowed = (ImportTable.allowed[target.name] ?? []).union(["Vocabulary"]).intersection(target.dependencies)
      for file in PackageFiles.files(in: [try #require(target.path)], endingIn: ["swift"]) {
        for line in try PackageFiles.lines(file) {
          #expect(!line.contains("@_exported"), "\(file): re-exporting hides an arrow")
          guard let module = importedModule(line) else { continue }
          found += 1
          let isGenerated = ImportTable.generated.contains(file) && module == "FoundationEssentials"
          #expect(
            allowed.contains(module) || ImportTable.platform.contains(module) || isGenerated,
            "\(file): \(target.name) imports \(module)")
        }
      }
    }
    #expect(found > 50)
  }

  @Test("test targets exist for code that exists, and see nothing in C")
  func tests() throws {
    let targets = try PackageFiles.targets()
    let names = Set(targets.map(\.name))
    for target in targets where target.isTest {
      let subject = target.name.replacing("Tests", with: "")
      #expect(names.contains(subject) || ["Architecture", "Conformance"].contains(subject), "\(target.name)")
      let inside = target.dependencies.subtracting(ImportTable.testSupport)
      #expect(!inside.contains(where: ImportTable.isC), "\(target.name) reaches into C")
      for file in PackageFiles.files(in: [try #require(target.path)], endingIn: ["swift"]) {
        #expect(try !PackageFiles.text(file).contains("@" + "testable"), "\(file): tests use the public interface")
      }
    }
  }

  @Test(
    "the reader of import lines knows every form",
    arguments: [
      ("import Replay", "Replay"), ("public import Wire", "Wire"), ("@preconcurrency import NIOCore", "NIOCore"),
      ("  internal import struct Physics.World", "Physics"), ("import Foundation.NSData // x", "Foundation"),
      ("// import Replay", nil), ("let important = 1", nil), ("/// import this", nil),
    ] as [(String, String?)])
  func importLines(line: String, module: String?) {
    #expect(importedModule(line[...]) == module)
  }
}

/// The module that a line imports, nil when it imports none.
private func importedModule(_ line: Substring) -> String? {
  let words = line.split(whereSeparator: { " \t".contains($0) })
  guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
    words[..<place].allSatisfy({
      $0.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains($0)
    })
  else { return nil }
  let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor"]
  let name = kinds.contains(words[place + 1]) && place + 2 < words.count ? words[place + 2] : words[place + 1]
  return String(name.prefix { $0 != "." && $0 != ";" })
}

@Suite("C and C++")
struct HeaderTests {
  @Test("a library's headers are included by its owner only, an unknown library by nobody")
  func headers() throws {
    // What C++17, C11 and POSIX bring.
    let standard: Set = [
      "assert.h", "errno.h", "float.h", "limits.h", "math.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h",
      "stdlib.h", "string.h", "time.h", "pthread.h", "unistd.h", "fenv.h", "dlfcn.h",
    ]
    var found = 0
    for target in try PackageFiles.targets() where !target.isTest {
      let folder = try #require(target.path)
      for file in PackageFiles.files(in: [folder], endingIn: ["h", "hpp", "c", "cpp", "cc", "inc"]) {
        for line in try PackageFiles.lines(file) {
          guard let match = line.firstMatch(of: /^\s*#\s*include\s*<([^>]+)>/) else { continue }
          let header = String(match.1)
          found += 1
          if let owner = ImportTable.headers.first(where: { header.hasPrefix($0.prefix) }) {
            #expect(owner.targets.contains(target.name), "\(file): <\(header)> belongs to \(owner.targets.sorted())")
          } else {
            let isStandard = standard.contains(header) || !header.contains(where: { "./".contains($0) })
            #expect(isStandard, "\(file): <\(header)> is in no target's list")
          }
        }
      }
    }
    #expect(found > 10)
  }
}
