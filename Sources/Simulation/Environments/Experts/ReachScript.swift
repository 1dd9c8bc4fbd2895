public import Vocabulary

/// Straight to the goal.
public struct ReachScript: ExpertScript {
  public init(_ definition: TaskDefinition, _ robot: RobotDescription) {}

  public func command(_ situation: Situation) -> ToolCommand {
    ToolCommand(meters: situation.goal - situation.tool)
  }
}
