public import Vocabulary

/// Draws a fixed share of every minibatch from prior data (demonstrations, takeovers), the rest from online data.
///
/// RLPD, arXiv:2302.02948, section 4.1, with a share of one half. The two are interleaved row by row, so each slice that
/// one gradient step of a high UTD ratio takes has the same mix; stacking them gives slices of one kind only.
public struct SymmetricSampler: Sendable {
  /// Continues where it stands; saved with a checkpoint.
  public var random: RandomStream
  /// Rows that one gradient step takes.
  public let sliceRows: Int
  /// Rows of each slice that come from prior data.
  public let priorRows: Int

  /// - Parameters:
  ///   - priorShare: 0 to 1; the count per slice is rounded to the nearest row.
  ///   - sliceRows: the learner's batch size.
  public init(priorShare: Double, sliceRows: Int, random: RandomStream) {
    precondition(priorShare >= 0 && priorShare <= 1, "a share is between 0 and 1")
    precondition(sliceRows >= 1, "a slice has rows")
    self.random = random
    self.sliceRows = sliceRows
    priorRows = Int((priorShare * Double(sliceRows)).rounded())
  }

  /// Whether a row of the batch comes from prior data: `priorRows` of each slice, spread evenly.
  public func isPrior(row: Int) -> Bool {
    let place = row % sliceRows
    return (place + 1) * priorRows / sliceRows > place * priorRows / sliceRows
  }

  /// Fills every row of `batch`; allocates nothing. While one buffer is empty the other gives all rows.
  public mutating func fill(
    _ batch: inout TransitionBatch, online: borrowing ReplayBuffer, prior: borrowing ReplayBuffer
  ) {
    precondition(!online.isEmpty || !prior.isEmpty, "there is nothing to draw from: wait for the first transition")
    for row in 0..<batch.capacity {
      if online.isEmpty || (!prior.isEmpty && isPrior(row: row)) {
        prior.copyTransition(at: random.index(below: prior.count), into: &batch, row: row)
      } else {
        online.copyTransition(at: random.index(below: online.count), into: &batch, row: row)
      }
    }
  }
}
