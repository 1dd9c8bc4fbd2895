/// (o, a, r, o', outcome) as a value, for demonstrations, reports and tests; the loop appends spans instead.
public struct Transition: Equatable, Sendable {
  /// o, shape [observation dimension].
  public var observation: [Float]
  /// The executed action a, shape [action dimension], in [-1, 1].
  public var action: [Float]
  /// What the policy proposed in the same step.
  public var proposal: [Float]
  /// o', shape [observation dimension].
  public var nextObservation: [Float]
  public var label: TransitionLabel

  public init(
    observation: [Float], action: [Float], proposal: [Float], nextObservation: [Float], label: TransitionLabel
  ) {
    self.observation = observation
    self.action = action
    self.proposal = proposal
    self.nextObservation = nextObservation
    self.label = label
  }
}
