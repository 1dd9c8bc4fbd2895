import Configuration
import Vocabulary

extension LaunchConfiguration {
  /// Reads a launch file. `algorithm` and `imitation.form` decide which defaults the rest of the file overlays.
  public static func load(_ path: String, overrides: [String], catalog: TaskCatalog) throws -> LaunchConfiguration {
    let first = try loadConfiguration(LaunchConfiguration(), from: path, overrides: overrides)
    let configuration = try loadConfiguration(defaults(for: first), from: path, overrides: overrides).validated()
    let robot = try catalog.specification(of: configuration.task).robot
    guard configuration.robot.isEmpty || configuration.robot == robot else {
      throw ConfigError.outOfRange(
        key: "robot", value: configuration.robot, allowed: "\(robot), which '\(configuration.task)' names")
    }
    return configuration
  }

  /// The resolved configuration as YAML, as `config.yaml` holds it.
  func yaml() throws -> String { try encodeYAML(self) }
}
