/// Follows the sequence numbers of one session over one socket.
public struct SequenceTracker: Equatable, Sendable {
  /// The highest so far; 0 before the first.
  public private(set) var newest: UInt64 = 0
  /// Numbers that were passed over: lost on a reliable socket, superseded on a latest-only one. One that comes late is refused
  /// and stays counted.
  public private(set) var missing: UInt64 = 0
  /// Bit k: `newest - k` was here.
  private var recent: UInt64 = 0

  private let startsAnywhere: Bool

  /// - Parameter startsAnywhere: whether messages before the first are none of ours: a subscriber comes when it comes.
  public init(startsAnywhere: Bool = false) { self.startsAnywhere = startsAnywhere }

  /// Takes the next number.
  ///
  /// - Throws: `.replayed` for a number that was here (or is too old to tell), `.reordered` for one that comes late,
  ///   `.outOfRange` for 0 or a gap that no network makes. Nothing changes then.
  public mutating func take(_ sequence: UInt64) throws(Rejection) {
    guard sequence > 0 else { throw .outOfRange(field: "sequence", value: "0", allowed: "from 1 on") }
    guard sequence > newest else {
      let back = newest - sequence
      if back < 64 && recent & 1 << back == 0 { throw .reordered(sequence: sequence, newest: newest) }
      throw .replayed(sequence: sequence, newest: newest)
    }
    if newest == 0 && startsAnywhere {
      (newest, recent) = (sequence, 1)
      return
    }
    let step = sequence - newest
    guard step - 1 <= FixedLimits.gap else {
      throw .outOfRange(
        field: "sequence", value: "\(sequence)", allowed: "at most \(FixedLimits.gap) after \(newest)")
    }
    missing += step - 1
    recent = step < 64 ? recent << step | 1 : 1
    newest = sequence
  }
}
