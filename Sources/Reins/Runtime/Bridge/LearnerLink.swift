import Hub
import Recording
import Sessions
import Transport
import Wire

/// A hub's line to a learner in a process of its own: the journal's transitions go to it as they become durable, and its weights
/// come back. Turned by the hub's thread.
final class LearnerLink {
  private let box: LiveMailbox
  private var reader: JournalReader
  private var feed = TransitionFeed(start: JournalReader.start)
  private var peer: Peer?
  private var isBroken = false
  private let report: @Sendable (String) -> Void

  /// Records looked at in one turn: a robot's command is not to wait for more.
  private static let patience = 64

  init(_ backend: any LiveBackend, report: @escaping @Sendable (String) -> Void) throws {
    self.report = report
    box = backend.box
    reader = try JournalReader(path: backend.journalPath)
  }

  func joined(_ peer: Peer, _ member: HubMember) {
    self.peer = peer
    feed.joined(buffer: member.hello.spool)
  }

  func left(_ peer: Peer) {
    guard peer == self.peer else { return }
    self.peer = nil
    feed.left()
  }

  func take(_ body: MessageBody) {
    switch body {
    case .transitionAck(let acknowledgement): feed.acknowledged(acknowledgement)
    case .weights(let weights): box.post(weights)
    default: break
    }
  }

  /// What may be sent now goes out; `send` says whether the queue took it.
  ///
  /// A journal that cannot be read leaves the learner without transitions, and the robot with its hub.
  func turn(at now: UInt64, _ send: (MessageBody, Peer) throws -> Bool) throws {
    feed.poll(at: now)
    guard let peer, !isBroken else { return }
    let end = box.durableBytes
    for _ in 0..<Self.patience where feed.mayRead {
      guard let message = read(before: end) else { return }
      guard feed.read(message, next: reader.position, at: now) else { continue }
      guard try send(.transition(message), peer) else { return feed.refused() }
    }
  }

  private func read(before end: Int64) -> TransitionMessage? {
    do {
      reader.position = feed.position
      guard let payload = try reader.next(before: end) else { return nil }
      guard case .transition(let message) = try FrameCodec.decode(payload).body else {
        throw RecordingError.damaged(path: reader.path, reason: "a record is no transition")
      }
      return message
    } catch {
      isBroken = true
      report("the learner gets no more transitions: \(error)")
      return nil
    }
  }
}
