public import Wire

/// Transitions of a spool on their way to a hub: kept until the hub has them on its disk, sent as many at a time as the hub
/// allows, and again after every new session. Pure.
public struct TransitionOutbox {
  /// Not acknowledged, in order, without a gap.
  public private(set) var waiting: [TransitionMessage] = []
  /// Of the last transition that was ever here.
  public private(set) var last: UInt64
  /// Of the one before the first that waits.
  public var before: UInt64 { waiting.first.map { $0.number - 1 } ?? last }
  /// Transitions that found no room.
  public private(set) var refused: UInt64 = 0
  private var sentThrough: UInt64
  private var credit = 0
  private let capacity: Int

  /// - Parameters:
  ///   - last: number of the last transition that needs no sending.
  ///   - capacity: transitions that it takes; a hub that is away for longer loses the newest.
  public init(after last: UInt64, capacity: Int = 1 << 16) {
    (self.last, sentThrough) = (last, last)
    self.capacity = capacity
  }

  /// Gives a transition the spool's next number.
  ///
  /// - Returns: the transition with its number; nil where there is no room.
  public mutating func add(_ message: TransitionMessage) -> TransitionMessage? {
    guard waiting.count < capacity else {
      refused += 1
      return nil
    }
    last += 1
    var numbered = message
    numbered.number = last
    waiting.append(numbered)
    return numbered
  }

  /// Takes back one that was kept, in order; after a gap what came before it is on the hub's disk.
  public mutating func restore(_ message: TransitionMessage) {
    if message.number != last + 1 { waiting.removeAll() }
    waiting.append(message)
    last = message.number
    sendAgain()
  }

  /// Nothing was acknowledged for too long: all that waits is sent again.
  public mutating func sendAgain() { sentThrough = before }

  /// A session begins: what the hub does not have is sent again. A spool that has lost numbers which the hub knows goes on after
  /// them, so that no number stands for two transitions.
  public mutating func welcomed(durableThrough: UInt64, credit: Int) {
    self.credit = credit
    acknowledged(through: durableThrough)
    sendAgain()
  }

  public mutating func lost() { credit = 0 }

  /// The hub has them on its disk.
  public mutating func acknowledged(through number: UInt64) {
    let gone = waiting.prefix { $0.number <= number }.count
    waiting.removeFirst(gone)
    last = max(last, number)
    sentThrough = max(sentThrough, number)
  }

  /// What may be sent now; `send` says whether it was taken.
  public mutating func drain(_ send: (TransitionMessage) throws -> Bool) rethrows {
    guard let first = waiting.first?.number else { return }
    while sentThrough < last, Int(sentThrough + 1 - first) < credit {
      guard try send(waiting[Int(sentThrough + 1 - first)]) else { return }
      sentThrough += 1
    }
  }
}
