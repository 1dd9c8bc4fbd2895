import Foundation
import Recording
import Vocabulary
import Wire

/// `transitions.journal` of a run: what a hub was given to learn from, each once, in the order in which it came. What it says to be
/// durable survives the machine.
final class LiveJournal {
  static let name = "transitions.journal"

  /// Last transition of each spool that is in it.
  private(set) var newest: [UInt64: UInt64] = [:]
  private let journal: TransitionJournal
  private var frames = FrameWriter(session: 1)
  private let clock: BridgeClock
  private var lastSync: UInt64 = 0

  /// Opens it, or begins it.
  ///
  /// - Parameter each: every transition that is in it, in order.
  /// - Throws: `RecordingError.damaged` for a file that is none, or another task's.
  init(
    _ folder: RunFolder, specification: TaskSpecification, clock: BridgeClock, each: (TransitionMessage) -> Void
  ) throws {
    self.clock = clock
    let path = folder.file(Self.name)
    let (wide, narrow) = (specification.observation.dimension, specification.action.dimension)
    var newest: [UInt64: UInt64] = [:]
    journal = try TransitionJournal(path: path) { payload in
      guard case .transition(let message) = try FrameCodec.decode(payload).body,
        message.observation.count == wide, message.action.count == narrow
      else {
        throw RecordingError.damaged(path: path, reason: "it is another task's")
      }
      newest[message.spool] = max(newest[message.spool] ?? 0, message.number)
      each(message)
    }
    self.newest = newest
  }

  var path: String { journal.path }
  var count: Int { Int(journal.count) }
  /// Bytes of a record that a crash had cut, taken away when it was opened.
  var cutBytes: Int { journal.cutBytes }
  /// Bytes of it that are on the disk.
  var durableBytes: Int64 { journal.durableBytes }

  /// - Returns: false for one that is in it.
  func keep(_ message: TransitionMessage) throws -> Bool {
    guard message.number > newest[message.spool] ?? 0 else { return false }
    newest[message.spool] = message.number
    try journal.append(frames.frame(.transition(message), at: clock.now))
    return true
  }

  /// Group commit: a sync for what has come in 50 ms.
  ///
  /// - Returns: whether more is durable than before.
  func syncIfDue(force: Bool) throws -> Bool {
    let now = clock.monotonic
    guard journal.durable < journal.count, force || now >= lastSync + 50_000_000 else { return false }
    try journal.sync()
    lastSync = now
    return true
  }
}
