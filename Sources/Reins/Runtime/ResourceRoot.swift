public import Foundation
public import Vocabulary

/// Where `sim/`, `robots/` and `launch/` lie: REINS_HOME, or the nearest folder above the working folder or above the
/// program that has them.
public enum ResourceRoot {
  public static func locate(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    workingFolder: String = FileManager.default.currentDirectoryPath,
    program: String = CommandLine.arguments.first ?? ""
  ) throws(ConfigError) -> URL {
    if let home = environment["REINS_HOME"] {
      let url = URL(fileURLWithPath: home, isDirectory: true)
      if holdsResources(url) { return url }
      throw .wrongType(
        path: "REINS_HOME", value: home, expected: "a folder that holds sim/tasks and robots (a checkout of Reins)")
    }
    let real = URL(fileURLWithPath: program).resolvingSymlinksInPath().deletingLastPathComponent()
    for start in [URL(fileURLWithPath: workingFolder, isDirectory: true), real] {
      var folder = start.standardizedFileURL
      while true {
        if holdsResources(folder) { return folder }
        let parent = folder.deletingLastPathComponent().standardizedFileURL
        if parent.path == folder.path { break }
        folder = parent
      }
    }
    throw .missingFile(path: "sim/tasks (run inside a checkout of Reins, or set REINS_HOME to one)")
  }

  private static func holdsResources(_ folder: URL) -> Bool {
    ["sim/tasks", "robots"].allSatisfy {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
    }
  }
}
