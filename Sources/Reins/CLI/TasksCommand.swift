import ArgumentParser
import Foundation
import Runtime

struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "List the tasks, or print one task's specification.",
    discussion: "The specification comes from the code that steps the task: dimensions, units, ranges, rates, success.")

  @Argument(help: "A task id such as PandaReach-v3; without it, all of them are listed.")
  var id: String?

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: ArgumentHelp("Write a picture of every task, DIR/ID.png, and print nothing else.", valueName: "DIR"))
  var pictures: String?

  func validate() throws {
    if pictures != nil, id != nil || json { throw ValidationError("--pictures stands alone") }
  }

  func run() throws {
    let catalog = try TaskCatalog.load()
    if let pictures {
      try TaskPictures.write(to: pictures, catalog: catalog) { print($0) }
    } else if let id {
      let specification = try catalog.specification(of: id)
      print(json ? try jsonText(specification) : SpecificationText.task(specification))
    } else {
      let all = try catalog.specifications()
      print(json ? try jsonText(all) : SpecificationText.list(all))
    }
  }
}

struct RobotsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robots", abstract: "List the robots, or print one robot's joints, limits and frames.")

  @Argument(help: "A folder name below robots/, such as panda; without it, all of them are listed.")
  var name: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let catalog = try TaskCatalog.load()
    if let name {
      let robot = try catalog.robot(named: name)
      print(json ? try jsonText(robot) : SpecificationText.robot(robot))
    } else {
      print(json ? try jsonText(catalog.robots) : SpecificationText.list(catalog.robots))
    }
  }
}

/// Pretty JSON with sorted keys.
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// One line of JSON with sorted keys.
func jsonLine(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
