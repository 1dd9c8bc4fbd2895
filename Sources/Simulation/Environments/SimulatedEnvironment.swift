public import Vocabulary

/// An environment of the registry: a world of its own, and perhaps a script that can do its task.
public protocol SimulatedEnvironment: Environment {
  /// The task's scripted expert, acting in this environment's action space.
  ///
  /// - Throws: `noExpert` where no script can do the task.
  func makeExpert(_ quality: ExpertQuality) throws(TaskError) -> any Expert
}

extension SimulatedEnvironment {
  public func makeExpert() throws(TaskError) -> any Expert { try makeExpert(.perfect) }
}
