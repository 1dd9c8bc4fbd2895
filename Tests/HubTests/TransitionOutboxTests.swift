import Hub
import Testing
import Vocabulary
import Wire

@Suite("Transitions on their way to a hub")
struct TransitionOutboxTests {
  static let transition = TransitionMessage(
    spool: 9, number: 0, episode: 1, step: 0, continues: false, observation: [0], action: [0], proposal: [0],
    nextObservation: [0], authority: .policy, outcome: .running, reward: 0, policyVersion: 1, epoch: 1,
    sensedNanoseconds: 0, executedNanoseconds: 0)

  private func filled(_ count: Int, after last: UInt64 = 0, capacity: Int = 100) -> TransitionOutbox {
    var outbox = TransitionOutbox(after: last, capacity: capacity)
    for _ in 0..<count { _ = outbox.add(Self.transition) }
    return outbox
  }

  private func sent(_ outbox: inout TransitionOutbox, taking count: Int = .max) -> [UInt64] {
    var numbers: [UInt64] = []
    outbox.drain { message in
      guard numbers.count < count else { return false }
      numbers.append(message.number)
      return true
    }
    return numbers
  }

  @Test("nothing goes out before a session; then as many as the hub allows, and more with every acknowledgement")
  func credit() {
    var outbox = filled(5)
    #expect(sent(&outbox) == [])
    outbox.welcomed(durableThrough: 0, credit: 3)
    #expect(sent(&outbox) == [1, 2, 3] && sent(&outbox) == [])
    outbox.acknowledged(through: 2)
    #expect(sent(&outbox) == [4, 5])
    outbox.acknowledged(through: 5)
    #expect(outbox.waiting.isEmpty && sent(&outbox) == [])
  }

  @Test("what the hub does not have is sent again in the next session, what it has is not")
  func again() {
    var outbox = filled(4)
    outbox.welcomed(durableThrough: 0, credit: 10)
    #expect(sent(&outbox) == [1, 2, 3, 4])
    outbox.lost()
    #expect(sent(&outbox) == [])
    outbox.welcomed(durableThrough: 2, credit: 10)
    #expect(sent(&outbox) == [3, 4])
  }

  @Test("a socket that takes no more is tried again later, from there")
  func blocked() {
    var outbox = filled(4)
    outbox.welcomed(durableThrough: 0, credit: 10)
    #expect(sent(&outbox, taking: 2) == [1, 2] && sent(&outbox) == [3, 4])
  }

  @Test("a spool that has lost numbers which the hub knows goes on after them")
  func forgotten() {
    var outbox = filled(3)
    outbox.welcomed(durableThrough: 7, credit: 10)
    #expect(outbox.waiting.isEmpty && outbox.add(Self.transition)?.number == 8 && sent(&outbox) == [8])
  }

  @Test("what was kept in a file has its own numbers again, and what waits is sent again after a silence")
  func restored() {
    var outbox = TransitionOutbox(after: 8)
    for number in [9, 10, 501, 502] as [UInt64] {
      var message = Self.transition
      message.number = number
      outbox.restore(message)
    }
    #expect(outbox.waiting.map(\.number) == [501, 502] && outbox.last == 502, "501 comes after the hub's 500")
    outbox.welcomed(durableThrough: 500, credit: 10)
    #expect(sent(&outbox) == [501, 502] && sent(&outbox) == [])
    outbox.sendAgain()
    #expect(sent(&outbox) == [501, 502])
  }

  @Test("a full box refuses the newest, counts them, and leaves no gap in the numbers")
  func full() {
    var outbox = filled(5, capacity: 3)
    #expect(outbox.waiting.map(\.number) == [1, 2, 3] && outbox.refused == 2)
    outbox.welcomed(durableThrough: 1, credit: 10)
    #expect(outbox.add(Self.transition)?.number == 4)
  }

  @Test("whatever is lost between them, the hub has every number once, in order")
  func conservation() {
    var random = RandomStream(seed: 4)
    var outbox = TransitionOutbox(after: 0)
    var (hub, wire): ([UInt64], [UInt64]) = ([], [])
    for _ in 0..<20_000 {
      switch random.index(below: 8) {
      case 0, 1, 2: _ = outbox.add(Self.transition)
      case 3:
        outbox.drain { message in
          wire.append(message.number)
          return true
        }
      case 4, 5:
        // The hub takes the next number only (ServeRun).
        for number in wire where number == (hub.last ?? 0) + 1 { hub.append(number) }
        wire.removeAll()
      case 6: outbox.acknowledged(through: hub.last ?? 0)
      default:
        wire.removeAll()
        outbox.lost()
        outbox.welcomed(durableThrough: hub.last ?? 0, credit: 1 + random.index(below: 20))
      }
    }
    #expect(hub.count > 2_000 && hub == Array(1...UInt64(hub.count)))
  }
}
