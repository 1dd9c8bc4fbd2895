import Foundation
import Testing

/// The package that these tests belong to.
struct PackageFiles {
  /// Found from this file: Tests/ArchitectureTests/PackageFiles.swift.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Paths below the root of the files in these folders, build products left out.
  static func files(in folders: [String], endingIn endings: Set<String>) -> [String] {
    var found: [String] = []
    for folder in folders {
      let below = FileManager.default.enumerator(atPath: root + "/" + folder)
      while let path = below?.nextObject() as? String {
        if path.hasPrefix(".build") || path.contains("__pycache__") { continue }
        let isFile = below?.fileAttributes?[.type] as? FileAttributeType == .typeRegular
        if isFile && endings.contains((path as NSString).pathExtension) { found.append(folder + "/" + path) }
      }
    }
    return found.sorted()
  }

  static func text(_ path: String) throws -> String { try String(contentsOfFile: root + "/" + path, encoding: .utf8) }

  static func lines(_ path: String) throws -> [Substring] {
    try text(path).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// A target as SwiftPM sees it.
  struct Target: Decodable {
    var name: String
    var path: String?
    var type: String
    var targetDependencies: [String]?
    var productDependencies: [String]?

    enum CodingKeys: String, CodingKey {
      case name, path, type
      case targetDependencies = "target_dependencies"
      case productDependencies = "product_dependencies"
    }

    var dependencies: Set<String> { Set((targetDependencies ?? []) + (productDependencies ?? [])) }
    var isTest: Bool { type == "test" }
  }

  /// `swift package describe`, which neither builds nor resolves.
  static func targets() throws -> [Target] {
    struct Description: Decodable { var targets: [Target] }
    return try JSONDecoder().decode(Description.self, from: swiftPackage("describe", "--type", "json")).targets
  }

  static func swiftPackage(_ arguments: String...) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    // A scratch folder of its own: the running `swift test` may hold the lock of the package's.
    let scratch = FileManager.default.temporaryDirectory.appending(path: "reins-\(UUID().uuidString)").path
    process.arguments = ["swift", "package", "--package-path", root, "--scratch-path", scratch] + arguments
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "swift package \(arguments.joined(separator: " ")) failed")
    return data
  }
}
