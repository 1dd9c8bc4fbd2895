import Configuration
import Environments
import Foundation
import Vocabulary

/// The files of the repository that the tests run over.
enum TaskFiles {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Every file of `sim/tasks/manipulation`, without its ending.
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/sim/tasks/manipulation")) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  static func path(_ name: String) -> String { "\(root)/sim/tasks/manipulation/\(name).yaml" }

  /// What a camera in a list need not say.
  static let prototypes = [Prototype(CameraDefinition(), required: ["name"])]

  static func definition(_ name: String) throws -> TaskDefinition {
    try loadConfiguration(TaskDefinition(), from: path(name), prototypes: prototypes).validated()
  }

  static func panda() throws -> RobotModel { try robot("panda") }

  static func robot(_ name: String) throws -> RobotModel {
    let folder = "\(root)/robots/\(name)"
    let description = try loadDefinition(RobotDescription.self, from: "\(folder)/robot.yaml").validated()
    return RobotModel(description: description, urdfPath: "\(folder)/\(description.urdf)")
  }

  static func registry() throws -> TaskRegistry {
    let robots = [try panda(), try robot("ur5e")]
    return try TaskRegistry(names.flatMap { try definition($0).entries(robots: robots, assets: assets) })
  }

  /// Where furniture is.
  static let assets = "\(root)/sim/assets"

  /// Every id that the files and the two arms define; empty where the registry cannot be made, which a test says aloud.
  static let ids: [String] = (try? registry().ids) ?? []

  /// Without the dense ones, which differ in what they pay alone.
  static let sparseIds = ids.filter { !$0.contains("Dense") }
}

extension SimulatedEnvironment {
  /// The current observation as an array.
  func observe() -> [Float] {
    var values = [Float](repeating: .nan, count: specification.observation.dimension)
    var span = values.mutableSpan
    copyObservation(into: &span)
    return values
  }

  func step(_ action: [Float]) throws -> StepResult { try step(action.span) }

  /// One component of the current observation.
  func observe(_ name: String) throws -> [Float] {
    guard let range = specification.observation.range(of: name) else { throw NoSuchComponent(name: name) }
    return Array(observe()[range])
  }

  /// Runs one episode from `seed`; `action` sees the observation and the step.
  func play(seed: UInt64, _ action: ([Float], Int) -> [Float]) throws -> [StepResult] {
    try reset(seed: seed)
    var results: [StepResult] = []
    while results.last?.outcome ?? .running == .running { results.append(try step(action(observe(), results.count))) }
    return results
  }
}

struct NoSuchComponent: Error { var name: String }

/// A stream of actions that depends on its seed alone.
func randomActions(_ count: Int, dimension: Int, seed: UInt64) -> [[Float]] {
  var random = RandomStream(seed: seed).derived("test actions")
  return (0..<count).map { _ in (0..<dimension).map { _ in Float(random.uniform(-1, 1)) } }
}
