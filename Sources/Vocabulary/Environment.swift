/// A task that can be stepped: simulated here, or anything that answers the same questions.
///
/// Same seed and same actions give the same observation bits in every episode, whatever came before.
public protocol Environment: AnyObject {
  var specification: TaskSpecification { get }

  /// Starts an episode; every random choice of it comes from `seed`.
  func reset(seed: UInt64) throws(EnvironmentError)

  /// Executes one action, `specification.action.dimension` elements, clipped to [-1, 1].
  func step(_ action: Span<Float>) throws(EnvironmentError) -> StepResult

  /// Copies the current flat observation, `specification.observation.dimension` elements.
  func copyObservation(into observation: inout MutableSpan<Float>)

  /// Progress of the current state (`StepResult.progress`), valid from `reset` on.
  var progress: Double { get }

  /// A hash over everything that moves the future of this episode.
  var stateHash: UInt64 { get }
}

/// What can go wrong inside an environment; the remedy is in the text.
public enum EnvironmentError: Error, Equatable, Sendable, CustomStringConvertible {
  case stepBeforeReset(task: String)
  case stepAfterEnd(task: String)
  case actionDimension(task: String, expected: Int, received: Int)
  case nonFiniteAction(task: String, element: String, step: Int)
  case diverged(task: String, quantity: String, step: Int)

  public var description: String {
    switch self {
    case .stepBeforeReset(let task): "\(task): step before the first reset; call reset(seed:) first"
    case .stepAfterEnd(let task): "\(task): the episode has ended; call reset(seed:) before the next step"
    case .actionDimension(let task, let expected, let received):
      "\(task): an action has \(expected) elements, \(received) were given"
    case .nonFiniteAction(let task, let element, let step):
      "\(task): action element '\(element)' is not finite at step \(step); the policy or the teleoperator is broken"
    case .diverged(let task, let quantity, let step):
      "\(task): the simulation diverged at step \(step) (\(quantity)); reset it, and lower the step or the gains"
    }
  }
}
