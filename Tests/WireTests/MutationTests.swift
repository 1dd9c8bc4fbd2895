import Foundation
import Testing
import Vocabulary
import Wire

/// launch/campaigns/wire runs this at full size, alone in its process.
@Suite("Mutated frames")
struct MutationTests {
  static let campaignFrames = ProcessInfo.processInfo.environment["REINS_WIRE_MUTATIONS"].flatMap { Int($0) }
  /// Of REINS_WIRE_KINDS, separated by commas; all where it is not set.
  static let kinds = ProcessInfo.processInfo.environment["REINS_WIRE_KINDS"].map { list in
    MessageKind.allCases.filter { list.split(separator: ",").contains(Substring($0.name)) }
  }

  @Test(
    "no mutated frame crashes a gate or hangs it, and what one admits is whole, finite and within its limits",
    .timeLimit(.minutes(60)), arguments: kinds ?? MessageKind.allCases)
  func mutated(kind: MessageKind) throws {
    let frames = Self.campaignFrames ?? 25_000
    let connection = try ContentTests.connection(for: kind)
    // The next in order, so that the sequence alone is no reason to refuse.
    var writer = connection.peer
    let whole = writer.frame(try Samples.body(kind), at: Connection.time)
    let others = try MessageKind.allCases.map { try Samples.golden($0) }
    var mutator = FrameMutator(
      random: RandomStream(seed: 9).derived("mutants", index: UInt64(kind.rawValue)), others: others)
    var (admitted, counts) = (0, RejectionCounts())
    var resident = 0
    for number in 0..<frames {
      if number == frames / 10 { resident = try Self.residentBytes() }
      let frame = mutator.mutate(whole)
      var gate = connection.gate
      do throws(Rejection) {
        let envelope = try gate.admit(frame, at: Connection.now)
        admitted += 1
        let again = try? FrameCodec.decode(FrameCodec.encode(envelope))
        if again != envelope || !Self.isWithinLimits(envelope.body) {
          Issue.record("\(kind): admitted \(envelope)")
        }
      } catch {
        counts[error.reason] += 1
      }
    }
    #expect(UInt64(admitted) + counts.total == UInt64(frames))
    // Most damage must be seen: a header's clock and an episode's number may be anything.
    #expect(counts.total > UInt64(frames / 2))
    if Self.campaignFrames != nil {
      let growth = try Self.residentBytes() - resident
      #expect(growth < 8 << 20, "\(kind): the process grew by \(growth) bytes")
      let reasons = RejectionReason.allCases.filter { counts[$0] > 0 }.map { "\($0) \(counts[$0])" }
      print("\(kind.name): \(frames) frames, \(admitted) admitted, \(reasons.joined(separator: ", "))")
    }
  }

  @Test("whatever values a message holds, a gate has an answer", arguments: MessageKind.allCases)
  func anyValues(kind: MessageKind) throws {
    var random = RandomStream(seed: 11).derived("values", index: UInt64(kind.rawValue))
    let connection = try ContentTests.connection(for: kind)
    for _ in 0..<2000 {
      let body = RandomMessage(random: random).body(kind)
      _ = random.next()
      var envelope = Samples.envelope(body, sequence: 1 + connection.gate.sequence.newest)
      if case .welcome(let welcome) = body { envelope.schemaHash = welcome.spaces.schemaHash }
      if case .simulationOpened(let opened) = body { envelope.schemaHash = opened.spaces.schemaHash }
      var gate = connection.gate
      do throws(Rejection) {
        #expect(try gate.admit(FrameCodec.encode(envelope), at: Connection.now) == envelope)
      } catch {
        #expect(![.malformed, .foreign, .session, .schema].contains(error.reason), "\(error)")
      }
    }
  }

  @Test("noise of any length is refused")
  func noise() {
    var random = RandomStream(seed: 10)
    for _ in 0..<50_000 {
      let frame = (0..<random.index(below: 200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      #expect(throws: Rejection.self) { try FrameCodec.decode(frame) }
    }
  }

  /// The few rules whose breach would hurt most, looked at from outside.
  static func isWithinLimits(_ body: MessageBody) -> Bool {
    func fits(_ values: [Float], _ count: Int, _ limit: Float) -> Bool {
      values.count == count && values.allSatisfy { $0.isFinite && abs($0) <= limit }
    }
    return switch body {
    case .command(let command): fits(command.action, 4, 1) && command.epoch >= 1 && command.authority == .expert
    case .observation(let observation): fits(observation.values, 7, 1e6) && observation.images.map(\.count) == [18]
    case .transition(let transition):
      fits(transition.action, 4, 1) && fits(transition.proposal, 4, 1) && fits(transition.observation, 7, 1e6)
        && fits(transition.nextObservation, 7, 1e6) && transition.reward.isFinite && transition.spool == Samples.spool
    case .weights(let weights): weights.digest == SHA256Digest(hashing: weights.safetensors)
    case .simulationStep(let step): fits(step.actions, 8, 1)
    case .simulationState(let state): fits(state.observations, 14, 1e6) && state.rewards.allSatisfy(\.isFinite)
    case .welcome(let welcome): welcome.deadmanMilliseconds > 0 && welcome.role != .hub
    default: true
    }
  }

  static func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return try #require(Int(fields[1])) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
