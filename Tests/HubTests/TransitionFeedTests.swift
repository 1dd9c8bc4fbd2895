import Hub
import Testing
import Vocabulary
import Wire

/// A journal of records 10 bytes long, from byte 8 on, and the learner at the other end.
@Suite("Transitions on their way to a learner")
struct TransitionFeedTests {
  private struct Line {
    var feed = TransitionFeed(start: 8, window: 3)
    /// Spool and number of each record.
    var journal: [(UInt64, UInt64)]
    var now: UInt64 = 1_000_000_000

    /// What goes out until the feed or the journal has no more.
    mutating func sent() -> [[UInt64]] {
      var sent: [[UInt64]] = []
      while feed.mayRead, Int(feed.position - 8) / 10 < journal.count {
        let record = journal[Int(feed.position - 8) / 10]
        var message = TransitionOutboxTests.transition
        (message.spool, message.number) = record
        if feed.read(message, next: feed.position + 10, at: now) { sent.append([record.0, record.1]) }
      }
      return sent
    }

    mutating func acknowledge(_ spool: UInt64, _ number: UInt64) {
      feed.acknowledged(TransitionAcknowledgement(spool: spool, durableThrough: number))
    }
  }

  private static let journal: [(UInt64, UInt64)] = [(5, 1), (5, 2), (7, 1), (5, 3), (7, 2), (7, 3)]

  @Test(
    "nothing goes out without a learner; then so many at a time, in the journal's order, more as they arrive"
  )
  func window() {
    var line = Line(journal: Self.journal)
    #expect(line.sent() == [])
    line.feed.joined(buffer: 1)
    #expect(line.sent() == [[5, 1], [5, 2], [7, 1]] && line.sent() == [])
    line.acknowledge(5, 2)
    #expect(line.sent() == [[5, 3], [7, 2]])
    line.acknowledge(7, 2)
    line.acknowledge(5, 3)
    #expect(line.sent() == [[7, 3]])
    line.acknowledge(7, 3)
    line.journal.append((5, 4))
    #expect(line.sent() == [[5, 4]])
  }

  @Test("a learner that comes back with its buffer gets what it lacks, a new one everything")
  func comesBack() {
    var line = Line(journal: Self.journal)
    line.feed.joined(buffer: 1)
    _ = line.sent()
    line.acknowledge(5, 2)
    line.feed.left()
    #expect(line.sent() == [])
    line.feed.joined(buffer: 1)
    #expect(line.sent() == [[7, 1], [5, 3], [7, 2]])
    line.feed.left()
    line.feed.joined(buffer: 2)
    #expect(line.sent() == [[5, 1], [5, 2], [7, 1]])
  }

  @Test(
    "a hub that was started anew sends what the learner has; what is acknowledged beyond that is passed over"
  )
  func startedAnew() {
    var line = Line(journal: Self.journal)
    line.feed.joined(buffer: 1)
    #expect(line.sent() == [[5, 1], [5, 2], [7, 1]])
    // It had all of spool 5, and the first of spool 7.
    line.acknowledge(5, 3)
    line.acknowledge(7, 1)
    #expect(line.sent() == [[7, 2], [7, 3]])
  }

  @Test("what was not acknowledged a second after it was sent goes out again, whatever else is acknowledged meanwhile")
  func again() {
    var line = Line(journal: Self.journal)
    line.feed.joined(buffer: 1)
    #expect(line.sent().count == 3)
    line.now += 900_000_000
    line.feed.poll(at: line.now)
    line.acknowledge(5, 1)
    #expect(line.sent() == [[5, 3]])
    line.now += 100_000_000
    line.feed.poll(at: line.now)
    #expect(line.sent() == [[5, 2], [7, 1], [5, 3]])
  }

  @Test("one that the queue refuses is the next again")
  func refused() {
    var line = Line(journal: Self.journal)
    line.feed.joined(buffer: 1)
    #expect(line.sent() == [[5, 1], [5, 2], [7, 1]])
    line.feed.refused()
    #expect(line.sent() == [[7, 1]])
  }

  @Test("an acknowledgement of a spool that nothing was sent of is not kept")
  func unknown() {
    var line = Line(journal: Self.journal)
    line.feed.joined(buffer: 1)
    line.acknowledge(7, 3)
    #expect(line.sent() == [[5, 1], [5, 2], [7, 1]])
  }

  @Test("whatever the queue refuses and whenever sessions end: each transition is taken once, in its spool's order")
  func anyOrder() {
    var random = RandomStream(seed: 4)
    for _ in 0..<300 {
      var journal: [(UInt64, UInt64)] = []
      var last: [UInt64: UInt64] = [:]
      for _ in 0..<(1 + random.index(below: 40)) {
        let spool = UInt64(1 + random.index(below: 3))
        // A spool may begin anywhere, and leave numbers out.
        last[spool] = (last[spool] ?? UInt64(random.index(below: 9))) + 1 + UInt64(random.index(below: 2))
        journal.append((spool, last[spool]!))
      }
      let taken = delivered(journal, &random)
      for spool in last.keys {
        let expected = journal.filter { $0.0 == spool }.map { $0.1 }
        #expect(taken.filter { $0[0] == spool }.map { $0[1] } == expected)
      }
    }
  }

  /// What a learner takes of a journal over a line of refusals and short sessions.
  private func delivered(_ journal: [(UInt64, UInt64)], _ random: inout RandomStream) -> [[UInt64]] {
    var feed = TransitionFeed(start: 8, window: 1 + random.index(below: 5))
    var intake = TransitionIntake()
    var taken: [[UInt64]] = []
    var wire: [TransitionMessage] = []
    var now: UInt64 = 1_000_000_000
    feed.joined(buffer: 1)
    for _ in 0..<2_000 where taken.count < journal.count {
      while feed.mayRead, Int(feed.position - 8) / 10 < journal.count {
        var message = TransitionOutboxTests.transition
        (message.spool, message.number) = journal[Int(feed.position - 8) / 10]
        guard feed.read(message, next: feed.position + 10, at: now) else { continue }
        if random.index(below: 4) == 0 {
          feed.refused()
          break
        }
        wire.append(message)
      }
      for _ in 0..<random.index(below: wire.count + 1) {
        let message = wire.removeFirst()
        if intake.take(message) { taken.append([message.spool, message.number]) }
      }
      let cut = random.index(below: 12) == 0
      // The session ends: what is on its way is lost, and so may be what the learner was about to acknowledge.
      if !cut || random.index(below: 2) == 0 { for each in intake.acknowledgements() { feed.acknowledged(each) } }
      if cut {
        wire.removeAll()
        feed.left()
        feed.joined(buffer: 1)
      }
      now += 200_000_000
      feed.poll(at: now)
    }
    return taken
  }
}
