import Vocabulary

/// What is left to do in a manipulation task, for somebody who sees observations of it and not its world: a teleoperator at
/// the other end of a line.
public struct ObservedProgress {
  private let definition: TaskDefinition
  private let identifier: TaskIdentifier
  private let layout: SituationLayout
  private let goalStart: Int

  public init(_ environment: ManipulationEnvironment) {
    definition = environment.definition
    identifier = environment.identifier
    let space = environment.specification.observation
    layout = SituationLayout(space, definition)
    goalStart = space.dimension - 2 * definition.goalDimension
  }

  /// `Environment.progress` as far as Float32 tells it.
  ///
  /// - Parameter observation: o, flat.
  public func progress(_ observation: Span<Float>) -> Double {
    let situation = layout.read(observation)
    let count = definition.goalDimension
    let distance = definition.goal.measure.distance(
      observation, from: goalStart, observation, from: goalStart + count, count: count)
    var success = isSuccess(distance: distance, threshold: definition.threshold)
    if definition.reward == .lifting && identifier.reward == .dense {
      success = success && length(situation.object - situation.tool) < 0.05
    }
    return definition.progress(situation, success: success)
  }
}

extension ManipulationEnvironment {
  /// Whether its scripted expert needs nothing but the observation: actions move the tool and do not turn it. With any other
  /// it looks at the arm of this very world, which is not the one that somebody else's observation comes from.
  public var expertNeedsOnlyObservations: Bool {
    identifier.form == .tool && definition.control.tool == .position && definition.expert.script != .none
  }
}
