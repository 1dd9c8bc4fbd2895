import Foundation

/// Reads a journal that another thread writes, from the start, as far as it is known to be whole.
public struct JournalReader: ~Copyable {
  public let path: String
  /// Of the next record.
  public var position = Int64(TransitionJournal.magic.count)
  /// Where the first record begins.
  public static var start: Int64 { Int64(TransitionJournal.magic.count) }
  private let file: Int32

  public init(path: String) throws(RecordingError) {
    self.path = path
    file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure("open", path) }
  }

  deinit { close(file) }

  /// The next record's payload; nil at the end.
  ///
  /// - Parameter end: bytes of the file that are whole: `TransitionJournal.durableBytes`.
  /// - Throws: `RecordingError.damaged` where a record before the end is not as it was written.
  public mutating func next(before end: Int64) throws(RecordingError) -> [UInt8]? {
    guard position < end else { return nil }
    let head = try read(TransitionJournal.headBytes, at: position)
    let length = Int(TransitionJournal.number(head.prefix(4)))
    guard head.count == TransitionJournal.headBytes,
      TransitionJournal.number(head[4..<8]) == TransitionJournal.checksum(Array(head[..<4])),
      length <= TransitionJournal.largest
    else { throw damage() }
    let body = try read(length, at: position + Int64(head.count))
    guard body.count == length, TransitionJournal.number(head[8...]) == TransitionJournal.checksum(body) else {
      throw damage()
    }
    position += Int64(head.count + length)
    return body
  }

  private func damage() -> RecordingError {
    .damaged(
      path: path, reason: "the record at byte \(position) is not what was written: restore it from a copy")
  }

  /// Fewer bytes where the file ends.
  private func read(_ count: Int, at place: Int64) throws(RecordingError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let more = unsafe bytes.withUnsafeMutableBytes { bytes in
        unsafe pread(file, bytes.baseAddress! + done, count - done, off_t(place) + off_t(done))
      }
      if more < 0 {
        if errno == EINTR { continue }
        throw failure("read", path)
      }
      if more == 0 { break }
      done += more
    }
    bytes.removeLast(count - done)
    return bytes
  }
}
