public import Vocabulary

/// A robot as the tasks use it: its description and the file it was made for.
public struct RobotModel: Equatable, Sendable {
  public var description: RobotDescription
  /// Path of the URDF file.
  public var urdfPath: String

  public init(description: RobotDescription, urdfPath: String) {
    self.description = description
    self.urdfPath = urdfPath
  }

  /// The `<Robot>` part of the ids.
  public var idPrefix: String {
    if !description.idPrefix.isEmpty { return description.idPrefix }
    return description.name.prefix(1).uppercased() + description.name.dropFirst()
  }

  /// The `N` of the ids of a task whose file says `version`.
  public func taskVersion(_ version: Int) -> Int { description.taskVersion < 0 ? version : description.taskVersion }
}
