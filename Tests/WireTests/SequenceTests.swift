import Testing
import Vocabulary
import Wire

@Suite("Sequence numbers")
struct SequenceTests {
  @Test("a number that was here is a replay, one that comes late is out of order, both leave no trace")
  func replayAndReorder() throws {
    var tracker = SequenceTracker()
    for number in [1, 2, 5] as [UInt64] { try tracker.take(number) }
    #expect(tracker.newest == 5 && tracker.missing == 2)
    let before = tracker
    #expect(throws: Rejection.replayed(sequence: 2, newest: 5)) { try tracker.take(2) }
    #expect(throws: Rejection.replayed(sequence: 5, newest: 5)) { try tracker.take(5) }
    #expect(throws: Rejection.reordered(sequence: 3, newest: 5)) { try tracker.take(3) }
    #expect(throws: Rejection.outOfRange(field: "sequence", value: "0", allowed: "from 1 on")) { try tracker.take(0) }
    #expect(tracker == before)
    try tracker.take(100)
    #expect(throws: Rejection.reordered(sequence: 40, newest: 100)) { try tracker.take(40) }
    #expect(throws: Rejection.replayed(sequence: 5, newest: 100)) { try tracker.take(5) }
  }

  @Test("a gap that no network makes is refused: one damaged number does not close the connection for ever")
  func leap() throws {
    var tracker = SequenceTracker()
    try tracker.take(1)
    #expect(throws: Rejection.self) { try tracker.take(.max) }
    try tracker.take(2)
    #expect(tracker.newest == 2 && tracker.missing == 0)
  }

  @Test(
    "every order of every subset of 1...5: the rising ones are taken, each other is told apart by whether it was here")
  func exhaustive() throws {
    for code in 0..<3125 {
      let numbers = (0..<5).map { UInt64(code / [1, 5, 25, 125, 625][$0] % 5 + 1) }
      var tracker = SequenceTracker()
      var taken: Set<UInt64> = []
      for number in numbers {
        let newest = taken.max() ?? 0
        do {
          try tracker.take(number)
          #expect(number > newest)
          taken.insert(number)
        } catch {
          let expected: RejectionReason = taken.contains(number) ? .replayed : .reordered
          #expect(number <= newest && error.reason == expected)
        }
      }
      #expect(tracker.missing + UInt64(taken.count) == tracker.newest)
    }
  }
}
