import Environments
import Foundation
import Hub
import Recording
import Vocabulary
import Wire

/// The file in which a robot that runs the policy itself keeps its transitions until the hub has them on its disk. What is in it
/// survives the process; what a machine without power loses was never promised.
///
/// A journal whose first record is the spool's identity, the number of the last transition before the file's first, and the hash of
/// the task's spaces, 8 bytes each, little-endian; the others are transitions, as the messages that they become.
final class TransitionSpool {
  let id: UInt64
  private(set) var outbox: TransitionOutbox
  private let path: String
  private var journal: TransitionJournal
  private var frames = FrameWriter(session: 1)
  private let clock = BridgeClock()
  private let lock: FileLock
  private let schema: UInt64
  /// The first that waits, and since when.
  private var oldest: (number: UInt64, since: UInt64) = (0, 0)

  /// Opens a spool, or begins one.
  ///
  /// - Throws: `RecordingError.damaged` for a file that is none, or another task's, `locked` for another process's.
  init(path: String, specification: TaskSpecification) throws {
    self.path = path
    schema = Spaces(of: specification).schemaHash
    lock = try FileLock(path + ".lock", of: path)
    var head: [UInt8]?
    var read: [TransitionMessage] = []
    let (wide, narrow) = (specification.observation.dimension, specification.action.dimension)
    journal = try TransitionJournal(path: path) { payload in
      if head == nil {
        guard payload.count == 24 else { throw RecordingError.damaged(path: path, reason: "it is no spool") }
        head = payload
        return
      }
      guard case .transition(let message) = try FrameCodec.decode(payload).body,
        message.observation.count == wide, message.action.count == narrow
      else {
        throw RecordingError.damaged(
          path: path, reason: "it holds another task's transitions: let their hub have them first, or move the file")
      }
      read.append(message)
    }
    if let head {
      id = Self.number(head[..<8])
      guard Self.number(head[16...]) == schema else {
        throw RecordingError.damaged(
          path: path, reason: "it is another task's: let its hub have what waits there first, or move the file")
      }
      outbox = TransitionOutbox(after: Self.number(head[8..<16]))
      for message in read { outbox.restore(message) }
    } else {
      var random = unpredictableStream()
      id = random.next() | 1
      outbox = TransitionOutbox(after: 0)
      try journal.append(Self.bytes(id) + Self.bytes(0) + Self.bytes(schema))
      try journal.sync()
    }
  }

  /// Keeps transitions and gives them their numbers.
  func keep(_ transitions: [TransitionMessage]) throws {
    if transitions.isEmpty { return }
    for transition in transitions {
      guard let numbered = outbox.add(transition) else { continue }
      try journal.append(frames.frame(.transition(numbered), at: clock.now))
    }
    try journal.flush()
  }

  func welcomed(_ welcome: Welcome) {
    outbox.welcomed(durableThrough: welcome.durableThrough, credit: Int(welcome.transitionCredit))
  }

  func lost() { outbox.lost() }

  func acknowledged(_ acknowledgement: TransitionAcknowledgement) {
    if acknowledgement.spool == id { outbox.acknowledged(through: acknowledgement.durableThrough) }
  }

  /// What the hub allows goes out; again, where it has acknowledged nothing for a second.
  func drain(at now: UInt64, _ send: (MessageBody) throws -> Bool) throws {
    if let first = outbox.waiting.first?.number {
      if first != oldest.number {
        oldest = (first, now)
      } else if now >= oldest.since + 1_000_000_000 {
        oldest.since = now
        outbox.sendAgain()
      }
    }
    try outbox.drain { try send(.transition($0)) }
  }

  /// Begins the file anew with what still waits, where most of it is on the hub's disk. Takes milliseconds: between episodes.
  func tidy() throws {
    guard journal.count > 256, outbox.waiting.count * 4 < Int(journal.count) else { return }
    let new = path + ".new"
    try? FileManager.default.removeItem(atPath: new)
    let next = try TransitionJournal(path: new) { _ in }
    try next.append(Self.bytes(id) + Self.bytes(outbox.before) + Self.bytes(schema))
    for message in outbox.waiting { try next.append(frames.frame(.transition(message), at: clock.now)) }
    try next.sync()
    guard unsafe rename(new, path) == 0 else {
      throw RecordingError.system(operation: "replace", path: path, reason: unsafe String(cString: strerror(errno)))
    }
    journal = next
  }

  private static func bytes(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
  }
}

/// One process's claim on a file, as long as the value lives.
private final class FileLock {
  private let file: Int32

  /// - Throws: `RecordingError.locked` where another process has it.
  init(_ path: String, of owner: String) throws {
    file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      throw RecordingError.system(operation: "open", path: path, reason: unsafe String(cString: strerror(errno)))
    }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      throw RecordingError.locked(path: owner, owner: "of another robot")
    }
  }

  deinit { if file >= 0 { close(file) } }
}
