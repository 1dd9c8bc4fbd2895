import Configuration
import Environments
import Foundation
import Testing
import Vocabulary

/// Where the oracle's scripts are found.
let packageFolder = URL(filePath: TaskFiles.root)

/// The files of `sim/tasks/locomotion`.
enum LocomotionFiles {
  static let names = ["hopper", "walker2d", "half-cheetah", "ant", "humanoid"]

  static let ids = ["Hopper", "Walker2D", "HalfCheetah", "Ant", "Humanoid"].map { "\($0)BulletEnv-v0" }

  static let assets = packageFolder.appending(path: "sim/assets")

  static func path(_ name: String) -> String { "\(TaskFiles.root)/sim/tasks/locomotion/\(name).yaml" }

  static func definition(_ name: String) throws -> LocomotionDefinition {
    try loadConfiguration(LocomotionDefinition(), from: path(name)).validated()
  }

  static func environment(
    _ definition: LocomotionDefinition, assets: URL = LocomotionFiles.assets
  ) throws -> LocomotionEnvironment {
    let registry = try TaskRegistry(definition.entries(assets: assets))
    return try #require(try registry.makeEnvironment(definition.id) as? LocomotionEnvironment)
  }

  static func environment(_ name: String) throws -> LocomotionEnvironment { try environment(definition(name)) }
}
