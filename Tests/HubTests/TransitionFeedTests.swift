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
      feed.acknowledged(TransitionAcknowledgement(spool: spool, durableThrough: number), at: now)
    }
  }

  private static let journal: [(UInt64, UInt64)] = [(5, 1), (5, 2), (7, 1), (5, 3), (7, 2), (7, 3)]

  @Test(
    "nothing goes out without a learner; then so many at a time, in the journal's order, more as they arrive"
  )
  func window() {
    var line = Line(journal: Self.journal)
    #expect(line.sent() == [])
    line.feed.joined(buffer: 1, at: line.now)
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
    line.feed.joined(buffer: 1, at: line.now)
    _ = line.sent()
    line.acknowledge(5, 2)
    line.feed.left()
    #expect(line.sent() == [])
    line.feed.joined(buffer: 1, at: line.now)
    #expect(line.sent() == [[7, 1], [5, 3], [7, 2]])
    line.feed.left()
    line.feed.joined(buffer: 2, at: line.now)
    #expect(line.sent() == [[5, 1], [5, 2], [7, 1]])
  }

  @Test(
    "a hub that was started anew sends what the learner has; what is acknowledged beyond that is passed over"
  )
  func startedAnew() {
    var line = Line(journal: Self.journal)
    line.feed.joined(buffer: 1, at: line.now)
    #expect(line.sent() == [[5, 1], [5, 2], [7, 1]])
    // It had all of spool 5, and the first of spool 7.
    line.acknowledge(5, 3)
    line.acknowledge(7, 1)
    #expect(line.sent() == [[7, 2], [7, 3]])
  }

  @Test(
    "what was not acknowledged for a second goes out again; an acknowledgement starts the second anew"
  )
  func again() {
    var line = Line(journal: Self.journal)
    line.feed.joined(buffer: 1, at: line.now)
    #expect(line.sent().count == 3)
    line.now += 900_000_000
    line.acknowledge(5, 1)
    line.now += 900_000_000
    line.feed.poll(at: line.now)
    #expect(line.sent() == [[5, 3]])
    line.now += 100_000_000
    line.feed.poll(at: line.now)
    #expect(line.sent() == [[5, 2], [7, 1], [5, 3]])
  }

  @Test("whatever is lost, cut off or acknowledged late: each transition arrives, once in the learner's books")
  func anyOrder() {
    var random = RandomStream(seed: 4)
    for _ in 0..<200 {
      var journal: [(UInt64, UInt64)] = []
      var last: [UInt64: UInt64] = [:]
      for _ in 0..<(1 + random.index(below: 40)) {
        let spool = UInt64(1 + random.index(below: 3))
        last[spool, default: 0] += 1
        journal.append((spool, last[spool]!))
      }
      var line = Line(journal: journal)
      var books: [[UInt64]] = []
      var newest: [UInt64: UInt64] = [:]
      line.feed.joined(buffer: 1, at: line.now)
      for round in 0... {
        let isLossy = round < 100 && random.index(below: 2) == 0
        for frame in line.sent() where !(isLossy && random.index(below: 3) == 0) {
          // The learner takes them in order, as `LearnRun` does.
          if newest[frame[0]] ?? 0 == frame[1] - 1 {
            newest[frame[0]] = frame[1]
            books.append(frame)
          }
          if let number = newest[frame[0]], !isLossy { line.acknowledge(frame[0], number) }
        }
        if random.index(below: 10) == 0 {
          line.feed.left()
          line.feed.joined(buffer: 1, at: line.now)
        }
        line.now += 400_000_000
        line.feed.poll(at: line.now)
        if books.count == journal.count { break }
        if round == 1_000 {
          Issue.record("\(books.count) of \(journal.count) after 1,000 rounds")
          break
        }
      }
      for (spool, number) in last {
        #expect(books.filter { $0[0] == spool }.map { $0[1] } == Array(1...number))
      }
    }
  }
}
