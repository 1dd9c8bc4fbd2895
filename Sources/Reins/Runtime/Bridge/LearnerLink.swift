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

  /// Records looked at in one turn: a robot's command is not to wait for more.
  private static let patience = 64

  init(_ backend: any LiveBackend) throws {
    box = backend.box
    reader = try JournalReader(path: backend.journalPath)
  }

  func joined(_ peer: Peer, _ member: HubMember, at now: UInt64) {
    self.peer = peer
    feed.joined(buffer: member.hello.spool, at: now)
  }

  func left(_ peer: Peer) {
    guard peer == self.peer else { return }
    self.peer = nil
    feed.left()
  }

  func take(_ body: MessageBody, at now: UInt64) {
    switch body {
    case .transitionAck(let acknowledgement): feed.acknowledged(acknowledgement, at: now)
    case .weights(let weights): box.post(weights)
    default: break
    }
  }

  /// What may be sent now.
  func turn(at now: UInt64, _ send: (MessageBody, Peer) throws -> Void) throws {
    feed.poll(at: now)
    guard let peer else { return }
    let end = box.durableBytes
    for _ in 0..<Self.patience where feed.mayRead {
      reader.position = feed.position
      guard let payload = try reader.next(before: end) else { return }
      guard case .transition(let message) = try FrameCodec.decode(payload).body else { continue }
      if feed.read(message, next: reader.position, at: now) { try send(.transition(message), peer) }
    }
  }
}
