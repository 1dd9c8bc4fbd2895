/// A batch of transitions as the learner reads them: row-major, one row per transition.
///
/// Owned and reused, so that sampling allocates nothing.
public struct TransitionBatch: ~Copyable, Sendable {
  public let capacity: Int
  public let observationDimension: Int
  public let actionDimension: Int
  /// o, shape [capacity, observationDimension].
  public var observations: [Float]
  /// The executed action a, shape [capacity, actionDimension], in [-1, 1].
  public var actions: [Float]
  /// What the policy proposed in the same step (equal to `actions` while the policy drove), same shape.
  public var proposals: [Float]
  /// Who commanded, `Authority.rawValue`, shape [capacity].
  public var authorities: [UInt8]
  /// r, shape [capacity].
  public var rewards: [Float]
  /// m: 0 when the task terminated, else 1, shape [capacity].
  public var masks: [Float]
  /// o', shape [capacity, observationDimension].
  public var nextObservations: [Float]

  public init(capacity: Int, observationDimension: Int, actionDimension: Int) {
    self.capacity = capacity
    self.observationDimension = observationDimension
    self.actionDimension = actionDimension
    observations = Array(repeating: 0, count: capacity * observationDimension)
    actions = Array(repeating: 0, count: capacity * actionDimension)
    proposals = actions
    authorities = Array(repeating: 0, count: capacity)
    rewards = Array(repeating: 0, count: capacity)
    masks = Array(repeating: 1, count: capacity)
    nextObservations = observations
  }
}
