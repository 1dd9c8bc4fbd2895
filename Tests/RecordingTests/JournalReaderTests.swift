import Foundation
import Recording
import Testing

@Suite("Reading a journal that grows")
struct JournalReaderTests {
  @Test("records come in order as far as they are durable, and more when more is; a position can be gone back to")
  func grows() throws {
    let folder = try TemporaryFolder()
    let journal = try TransitionJournal(path: folder.path + "/j") { _ in }
    var reader = try JournalReader(path: journal.path)
    #expect(journal.durableBytes == JournalReader.start && reader.position == JournalReader.start)
    #expect(try reader.next(before: journal.durableBytes) == nil)
    for payload: [UInt8] in [[1, 2], []] { try journal.append(payload) }
    try journal.flush()
    // In the file, but not promised.
    #expect(try reader.next(before: journal.durableBytes) == nil)
    try journal.sync()
    #expect(journal.durableBytes == JournalReader.start + 14 + 12)
    #expect(try reader.next(before: journal.durableBytes) == [1, 2])
    let second = reader.position
    #expect(try reader.next(before: journal.durableBytes) == [])
    #expect(try reader.next(before: journal.durableBytes) == nil)
    try journal.append([UInt8](repeating: 9, count: 100_000))
    try journal.sync()
    #expect(try reader.next(before: journal.durableBytes)?.count == 100_000)
    reader.position = second
    #expect(try reader.next(before: journal.durableBytes) == [])
    // Opened again, the same bytes are durable.
    #expect(try TransitionJournal(path: journal.path) { _ in }.durableBytes == journal.durableBytes)
  }

  @Test("a record that is not what was written is an error that says where, at every byte")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let journal = try TransitionJournal(path: folder.path + "/j") { _ in }
    try journal.append([1, 2, 3])
    try journal.sync()
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: journal.path)))
    for place in Int(JournalReader.start)..<whole.count {
      var bytes = whole
      bytes[place] ^= 1
      try Data(bytes).write(to: URL(fileURLWithPath: journal.path))
      var reader = try JournalReader(path: journal.path)
      var found: RecordingError?
      do { _ = try reader.next(before: journal.durableBytes) } catch { found = error }
      guard case .damaged(_, let reason)? = found else {
        Issue.record("byte \(place): \(String(describing: found))")
        continue
      }
      #expect(reason.contains("byte 8"))
    }
    for length in Int(JournalReader.start)..<whole.count {
      try Data(whole[..<length]).write(to: URL(fileURLWithPath: journal.path))
      var reader = try JournalReader(path: journal.path)
      var isFound = false
      do { _ = try reader.next(before: journal.durableBytes) } catch { isFound = true }
      #expect(isFound, "cut at \(length)")
    }
  }
}
