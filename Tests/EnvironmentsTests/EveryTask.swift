import Configuration
import Environments
import Foundation
import Vocabulary

/// Every id that the files below `sim/tasks` and the folders of `robots` define, as the program has them.
enum EveryTask {
  private static let folder = packageFolder.appending(path: "sim/tasks")

  /// Robots of `robots`, by name.
  static func robots() throws -> [RobotModel] {
    let robots = packageFolder.appending(path: "robots")
    return try names(in: robots).compactMap { name in
      let file = robots.appending(path: "\(name)/robot.yaml").path
      if !FileManager.default.fileExists(atPath: file) { return nil }
      let description = try loadDefinition(RobotDescription.self, from: file).validated()
      return RobotModel(
        description: description, urdfPath: robots.appending(path: "\(name)/\(description.urdf)").path)
    }
  }

  /// Read once: many tests ask.
  static func registry() throws -> TaskRegistry { try read.get() }

  private static let read = Result { try readRegistry() }

  private static func readRegistry() throws -> TaskRegistry {
    let robots = try robots()
    var entries: [TaskEntry] = []
    for family in try names(in: folder) {
      for file in try names(in: folder.appending(path: family)) where file.hasSuffix(".yaml") {
        entries += try self.entries(family, folder.appending(path: "\(family)/\(file)").path, robots)
      }
    }
    return try TaskRegistry(entries)
  }

  /// A family that is not here fails every test: nothing below `sim/tasks` goes untested.
  private static func entries(_ family: String, _ path: String, _ robots: [RobotModel]) throws -> [TaskEntry] {
    switch family {
    case "manipulation":
      try loadConfiguration(TaskDefinition(), from: path, prototypes: TaskFiles.prototypes).validated().entries(
        robots: robots, assets: TaskFiles.assets)
    case "insertion":
      try loadConfiguration(InsertionDefinition(), from: path, prototypes: TaskFiles.prototypes).validated().entries(
        robots: robots)
    case "cloth":
      try loadConfiguration(ClothDefinition(), from: path, prototypes: TaskFiles.prototypes).validated().entries(
        robots: robots)
    case "locomotion":
      try loadConfiguration(LocomotionDefinition(), from: path, prototypes: TaskFiles.prototypes).validated().entries(
        assets: LocomotionFiles.assets)
    default: throw UnknownFamily(name: family)
    }
  }

  /// Ids for test arguments, without the dense ones, which differ in what they pay alone; a file that cannot be read
  /// shows as the one id that no registry has.
  static let ids = (try? registry().ids.filter { !$0.contains("Dense-") }) ?? ["a task file is wrong"]

  static func isLocomotion(_ id: String) -> Bool { LocomotionFiles.ids.contains(id) }

  private static func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
  }

  struct UnknownFamily: Error { var name: String }
}
