import CCodecs
import Foundation

/// A file that only grows: what a live run has learned from, in the order in which it came. What `sync` has returned for
/// survives the machine, what `flush` has returned for survives the process.
///
/// After 8 bytes `REINSJ1\n`: records of a length, the CRC-32 of these 4 bytes, the CRC-32 of the payload (4 bytes each,
/// little-endian), and the payload. A record that a crash has cut at the file's end is taken away when the file is opened;
/// a damaged one before the end is an error, since what follows it was promised to be there.
public final class TransitionJournal {
  public let path: String
  /// Records in the file.
  public private(set) var count: UInt64 = 0
  /// Records that `sync` has returned for.
  public private(set) var durable: UInt64 = 0
  /// Of the file, that `sync` has returned for: whole records, which a `JournalReader` may read.
  public private(set) var durableBytes: Int64 = 0
  /// Bytes of a cut record that were taken away when it was opened.
  public private(set) var cutBytes = 0
  private let file: Int32
  private var buffer: [UInt8] = []

  static let magic = Array("REINSJ1\n".utf8)
  static let headBytes = 12
  /// Of a payload.
  static let largest = 1 << 24
  /// Bytes that are kept until they are written at once.
  private static let chunk = 1 << 16

  /// Opens a journal, or begins one, and reads what it holds.
  ///
  /// - Parameter each: is called for every record, in order.
  /// - Throws: `damaged` for a file that is none, or whose records are not whole before its end; what `each` throws.
  public init(path: String, each: (_ payload: [UInt8]) throws -> Void) throws {
    self.path = path
    file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure("open", path) }
    let end = try read(each)
    let size = lseek(file, 0, SEEK_END)
    if size > end {
      cutBytes = Int(size - end)
      guard ftruncate(file, end) == 0 else { throw failure("cut", path) }
    }
    if end == 0 {
      _ = lseek(file, 0, SEEK_SET)
      try writeAll(Self.magic, to: file, path: path)
    }
    _ = lseek(file, 0, SEEK_END)
    try sync()
    try SystemDisk().syncFolder((path as NSString).deletingLastPathComponent)
  }

  deinit { close(file) }

  /// Adds a record; it is on its way to the disk, no more.
  public func append(_ payload: [UInt8]) throws(RecordingError) {
    precondition(payload.count <= Self.largest, "a record has at most \(Self.largest) bytes")
    let length = Self.bytes(UInt32(payload.count))
    buffer += length + Self.bytes(Self.checksum(length)) + Self.bytes(Self.checksum(payload)) + payload
    count += 1
    if buffer.count >= Self.chunk { try flush() }
  }

  /// Everything that was appended is on the disk when this returns.
  public func sync() throws(RecordingError) {
    try flush()
    guard fdatasync(file) == 0 else { throw failure("write", path) }
    durable = count
    durableBytes = Int64(lseek(file, 0, SEEK_CUR))
  }

  /// Everything that was appended survives the process when this returns.
  public func flush() throws(RecordingError) {
    if buffer.isEmpty { return }
    try writeAll(buffer, to: file, path: path)
    buffer.removeAll(keepingCapacity: true)
  }

  /// - Returns: where the last whole record ends; 0 for an empty file.
  private func read(_ each: (_ payload: [UInt8]) throws -> Void) throws -> off_t {
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
    let size = lseek(file, 0, SEEK_END)
    _ = lseek(file, 0, SEEK_SET)
    guard size > 0 else { return 0 }
    guard let magic = try handle.read(upToCount: Self.magic.count), Self.magic.starts(with: magic) else {
      throw RecordingError.damaged(path: path, reason: "it is no journal of transitions")
    }
    guard magic.count == Self.magic.count else { return 0 }
    var end = off_t(Self.magic.count)
    while let head = try handle.read(upToCount: Self.headBytes), head.count == Self.headBytes {
      let head = [UInt8](head)
      let length = Int(Self.number(head[..<4]))
      guard Self.number(head[4..<8]) == Self.checksum(Array(head[..<4])), length <= Self.largest else {
        // A machine that lost its power may have made the file longer, and written nothing there.
        if try head.allSatisfy({ $0 == 0 }) && handle.readToEnd()?.allSatisfy({ $0 == 0 }) ?? true { return end }
        throw damage()
      }
      let body = [UInt8](try handle.read(upToCount: length) ?? Data())
      let next = end + off_t(Self.headBytes + length)
      guard body.count == length, Self.number(head[8...]) == Self.checksum(body) else {
        // Cut by a crash, if nothing follows.
        if next >= size { return end }
        throw damage()
      }
      try each(body)
      count += 1
      end = next
    }
    return end
  }

  private func damage() -> RecordingError {
    .damaged(
      path: path,
      reason: "record \(count) is damaged, and more follows: restore the file from a copy, or start a new run")
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    UInt32(
      truncatingIfNeeded: unsafe bytes.withUnsafeBufferPointer { unsafe crc32(0, $0.baseAddress, uInt($0.count)) })
  }

  private static func bytes(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

  static func number(_ bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.enumerated().reduce(0) { $0 | UInt32($1.element) << (8 * UInt32($1.offset)) }
  }
}
