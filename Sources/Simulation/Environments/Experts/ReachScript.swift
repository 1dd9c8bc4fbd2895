/// Straight to the goal.
public struct ReachScript: ExpertScript {
  public init(_ definition: TaskDefinition) {}

  public func command(_ situation: Situation) -> ToolCommand {
    ToolCommand(meters: situation.goal - situation.tool)
  }
}
