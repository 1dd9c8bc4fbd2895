import Configuration
public import Environments
public import Foundation
public import Vocabulary

/// Every task and robot that the checkout's `sim/tasks` and `robots` declare.
public struct TaskCatalog: Sendable {
  public let root: URL
  public let robots: [RobotDescription]
  private let registry: TaskRegistry

  /// Reads all task and robot files; one that is wrong is an error that names it.
  public static func load(root: URL? = nil) throws -> TaskCatalog {
    let root = try root ?? ResourceRoot.locate()
    var robots: [RobotModel] = []
    for name in try folders(in: root.appendingPathComponent("robots")) {
      let folder = root.appendingPathComponent("robots/\(name)")
      let file = folder.appendingPathComponent("robot.yaml").path
      let written = try loadDefinition(RobotDescription.self, from: file)
      let description = try inFile(file) { () throws(ConfigError) in try written.validated() }
      robots.append(
        RobotModel(description: description, urdfPath: folder.appendingPathComponent(description.urdf).path))
    }
    var entries: [TaskEntry] = []
    for file in try taskFiles(root, "manipulation") {
      let written = try loadConfiguration(TaskDefinition(), from: file, prototypes: prototypes)
      let definition = try inFile(file) { () throws(ConfigError) in try written.validated() }
      entries += try definition.entries(
        robots: robots, assets: root.appendingPathComponent("sim/assets").path)
    }
    for file in try taskFiles(root, "cloth") {
      let written = try loadConfiguration(ClothDefinition(), from: file, prototypes: prototypes)
      let definition = try inFile(file) { () throws(ConfigError) in try written.validated() }
      entries += try definition.entries(robots: robots)
    }
    for file in try taskFiles(root, "locomotion") {
      let written = try loadConfiguration(LocomotionDefinition(), from: file, prototypes: prototypes)
      let definition = try inFile(file) { () throws(ConfigError) in try written.validated() }
      entries += try definition.entries(assets: root.appendingPathComponent("sim/assets"))
    }
    for file in try taskFiles(root, "insertion") {
      let written = try loadConfiguration(InsertionDefinition(), from: file, prototypes: prototypes)
      let definition = try inFile(file) { () throws(ConfigError) in try written.validated() }
      entries += try definition.entries(robots: robots)
    }
    return TaskCatalog(root: root, robots: robots.map(\.description), registry: try TaskRegistry(entries))
  }

  public var ids: [String] { registry.ids }

  public func specification(of id: String) throws -> TaskSpecification { try registry.specification(of: id) }

  public func specifications() throws -> [TaskSpecification] { try ids.map { try registry.specification(of: $0) } }

  public func robot(named name: String) throws(ConfigError) -> RobotDescription {
    if let robot = robots.first(where: { $0.name == name }) { return robot }
    throw .wrongType(path: "robot", value: name, expected: robots.map(\.name).joined(separator: " or "))
  }

  /// A new environment; environments share nothing.
  public func environment(id: String) throws -> any SimulatedEnvironment { try registry.makeEnvironment(id) }

  /// A new environment that observes what a launch file asks for: `proprioception` is the task's flat vector, every
  /// other word one of its cameras.
  public func environment(id: String, observation: [String]) throws -> any SimulatedEnvironment {
    let environment = try registry.makeEnvironment(id)
    let cameras = observation.filter { $0 != LaunchConfiguration.proprioception }
    if cameras.isEmpty { return environment }
    guard let seen = environment as? any RenderableEnvironment else { throw TaskError.noCameras(task: id) }
    return try CameraEnvironment(seen, cameras: cameras)
  }

  /// What a camera in a list need not say.
  private static let prototypes = [Prototype(CameraDefinition(), required: ["name"])]

  /// The files of one family: each has a folder below `sim/tasks`, because each has other keys.
  private static func taskFiles(_ root: URL, _ family: String) throws -> [String] {
    let folder = root.appendingPathComponent("sim/tasks/\(family)")
    return try files(in: folder, extension: "yaml").map { folder.appendingPathComponent($0).path }
  }

  private static func folders(in folder: URL) throws -> [String] {
    try files(in: folder, extension: "").filter {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent("\($0)/robot.yaml").path)
    }
  }

  /// Names in a folder, sorted, so that nothing depends on the file system's order.
  private static func files(in folder: URL, extension suffix: String) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return names.filter { !$0.hasPrefix(".") && (suffix.isEmpty || $0.hasSuffix("." + suffix)) }.sorted()
  }
}
