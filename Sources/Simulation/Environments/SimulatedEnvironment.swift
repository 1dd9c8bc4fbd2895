public import Vocabulary

/// An environment of the registry: a world of its own, and perhaps a script that can do its task.
public protocol SimulatedEnvironment: Environment {
  /// The task's scripted expert, acting in this environment's action space.
  ///
  /// - Throws: `noExpert` where no script can do the task.
  func makeExpert(_ quality: ExpertQuality) throws(TaskError) -> any Expert

  /// The whole state of the episode, to put back later.
  ///
  /// - Throws: `simulation` where Bullet steps the world: its state cannot be put back.
  func snapshot() throws(TaskError) -> EnvironmentSnapshot

  /// Puts an episode of the same task back; what follows is what followed its snapshot, bit for bit.
  ///
  /// - Throws: `foreignSnapshot` for a snapshot of another task.
  func restore(_ snapshot: EnvironmentSnapshot) throws(TaskError)

  /// Whether success ends an episode, true where nobody says otherwise. An episode that goes on reports success in every
  /// step in which the task is done, and ends when its time is up.
  var endsAtSuccess: Bool { get set }

  /// How this task pays for any pair of goals; nil where the reward needs more than the goals.
  var goalRewards: GoalRewards? { get }
}

extension SimulatedEnvironment {
  public var goalRewards: GoalRewards? { nil }

  public func makeExpert() throws(TaskError) -> any Expert { try makeExpert(.perfect) }
}
