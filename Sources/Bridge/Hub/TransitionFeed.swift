public import Wire

/// A journal's transitions on their way to a learner: those that it does not have, in the journal's order, so many at a time, and
/// again from the first that it has not acknowledged. Pure: the journal is read, and frames are sent, by its owner.
public struct TransitionFeed: Sendable {
  private struct Flight {
    var spool: UInt64
    var number: UInt64
    /// Of its record.
    var position: Int64
    var sent: UInt64
  }

  /// Where the journal is read on.
  public private(set) var position: Int64
  private let start: Int64
  private let window: Int
  /// Sent and not acknowledged.
  private var flights: [Flight] = []
  /// By spool: what the learner has.
  private var acknowledged: [UInt64: UInt64] = [:]
  /// Identity of the learner's replay buffer; nil while there has been none.
  private var buffer: UInt64?
  private var isThere = false

  /// Without an acknowledgement for so long, what is on its way is sent again.
  static let patienceNanoseconds: UInt64 = 1_000_000_000

  /// - Parameters:
  ///   - start: of the journal's first record.
  ///   - window: transitions unacknowledged at most. libzmq says that half of a queue has been read when it has: of 64 places
  ///     33 are sure to be free, less what else is on its way.
  public init(start: Int64, window: Int = 28) {
    (position, self.start, self.window) = (start, start, window)
  }

  /// Whether another transition may be read and sent.
  public var mayRead: Bool { isThere && flights.count < window }

  /// A learner is there. One that has kept its replay buffer gets what it lacks, any other one everything.
  public mutating func joined(buffer: UInt64) {
    if buffer != self.buffer {
      (position, acknowledged) = (start, [:])
      flights.removeAll()
    }
    self.buffer = buffer
    isThere = true
    rewind()
  }

  public mutating func left() { isThere = false }

  /// A transition was read at `position`.
  ///
  /// - Parameter next: where the record after it begins.
  /// - Returns: whether it is to be sent.
  public mutating func read(_ message: TransitionMessage, next: Int64, at now: UInt64) -> Bool {
    let place = position
    position = next
    guard message.number > acknowledged[message.spool] ?? 0 else { return false }
    flights.append(Flight(spool: message.spool, number: message.number, position: place, sent: now))
    return true
  }

  /// The last one that was to be sent was not: the queue is full. It is the next again.
  public mutating func refused() { if let last = flights.popLast() { position = last.position } }

  /// The learner has a spool's transitions up to a number.
  public mutating func acknowledged(_ acknowledgement: TransitionAcknowledgement) {
    // Of spools that it has been sent something of: nobody fills this with others.
    let spool = acknowledgement.spool
    guard acknowledged[spool] != nil || flights.contains(where: { $0.spool == spool }) else { return }
    acknowledged[spool] = max(acknowledged[spool] ?? 0, acknowledgement.durableThrough)
    flights.removeAll { $0.number <= acknowledged[$0.spool] ?? 0 }
  }

  /// To be called often: goes back to the first that is not acknowledged, a second after it was sent.
  public mutating func poll(at now: UInt64) {
    guard isThere, let first = flights.first, now >= first.sent &+ Self.patienceNanoseconds else { return }
    rewind()
  }

  private mutating func rewind() {
    if let first = flights.first { position = first.position }
    flights.removeAll()
  }
}
