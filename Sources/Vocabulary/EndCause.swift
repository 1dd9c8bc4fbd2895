/// Why an episode ended, said in the step that ended it.
public enum EndCause: Equatable, Sendable, CustomStringConvertible {
  case success
  /// The task itself gave up, for example because the object left its box.
  case failure(String)
  case timeLimit
  /// The simulation broke: `quantity` is no longer a number or far out of its range. The observation is that of the step
  /// before, the last one that can be trusted; the step is not worth learning from.
  case diverged(quantity: String)

  public var isDivergence: Bool {
    if case .diverged = self { true } else { false }
  }

  public var description: String {
    switch self {
    case .success: "success"
    case .failure(let reason): reason
    case .timeLimit: "time limit"
    case .diverged(let quantity): "the simulation diverged (\(quantity)): lower the physics step or the gains"
    }
  }
}
