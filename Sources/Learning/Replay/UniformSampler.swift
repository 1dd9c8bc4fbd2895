public import Vocabulary

/// Draws transitions uniformly, with replacement.
public struct UniformSampler: Sendable {
  /// Continues where it stands; saved with a checkpoint.
  public var random: RandomStream

  public init(random: RandomStream) { self.random = random }

  /// Fills every row of `batch`; allocates nothing. The buffer must not be empty.
  public mutating func fill(_ batch: inout TransitionBatch, from replay: borrowing ReplayBuffer) {
    precondition(!replay.isEmpty, "there is nothing to draw from: wait for the first transition")
    for row in 0..<batch.capacity {
      replay.copyTransition(at: random.index(below: replay.count), into: &batch, row: row)
    }
  }
}
