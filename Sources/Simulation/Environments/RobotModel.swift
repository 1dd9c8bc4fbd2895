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

  /// The `<Robot>` part of the ids: the name with a capital.
  public var idPrefix: String { description.name.prefix(1).uppercased() + description.name.dropFirst() }
}
