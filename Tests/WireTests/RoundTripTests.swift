import Testing
import Vocabulary
import Wire

@Suite("Round trips")
struct RoundTripTests {
  @Test("whatever the values, what was encoded is decoded again", arguments: MessageKind.allCases)
  func anyValues(kind: MessageKind) throws {
    var random = RandomStream(seed: 5).derived("round trip", index: UInt64(kind.rawValue))
    for _ in 0..<300 {
      let envelope = Envelope(
        version: WireVersion(major: 1, minor: UInt32(truncatingIfNeeded: random.next())), session: random.next(),
        sequence: random.next(),
        sent: SendTime(monotonicNanoseconds: random.next(), wallNanoseconds: random.next()),
        validForMilliseconds: UInt32(truncatingIfNeeded: random.next()), schemaHash: random.next(),
        body: RandomMessage(random: random).body(kind))
      random = random.derived("next")
      #expect(try FrameCodec.decode(FrameCodec.encode(envelope)) == envelope)
    }
  }

  @Test("bits of numbers survive: signed zero, subnormal, infinity, the extremes of every integer")
  func bits() throws {
    let odd: [Float] = [-0.0, .leastNonzeroMagnitude, -.infinity, .greatestFiniteMagnitude]
    let body = MessageBody.command(
      Command(epoch: .max, authority: .policy, observation: .max, policyVersion: .max, action: odd))
    guard case .command(let command) = try FrameCodec.decode(FrameCodec.encode(Samples.envelope(body))).body else {
      Issue.record("another kind")
      return
    }
    #expect(command.action.map(\.bitPattern) == odd.map(\.bitPattern) && command.epoch == .max)
  }

  @Test("a writer numbers its frames from 1 and repeats session and spaces")
  func writer() throws {
    var writer = FrameWriter(session: 9, schemaHash: 4)
    let time = SendTime(monotonicNanoseconds: 1, wallNanoseconds: 2)
    for number in 1...3 as ClosedRange<UInt64> {
      let envelope = try FrameCodec.decode(
        writer.frame(.ping(Ping(number: number)), at: time, validForMilliseconds: 30))
      #expect(envelope.sequence == number && envelope.session == 9 && envelope.schemaHash == 4)
      #expect(envelope.sent == time && envelope.validForMilliseconds == 30 && envelope.version == .current)
    }
  }
}
