import Foundation
import Recording
import Testing
import Vocabulary

/// Rows whose content tells their number.
private func growing(_ rows: Range<UInt64>) -> GrowingPart {
  GrowingPart(name: "replay", rows: rows) { range in
    [NamedTensor(name: "row", shape: [range.count], values: .uint64(Array(range)))]
  }
}

private func rows(_ checkpoint: Checkpoint) -> [UInt64] {
  checkpoint.segments.flatMap { tensors in
    guard case .uint64(let rows)? = tensors.first?.values else { return [UInt64]() }
    return rows
  }
}

@Suite("Segments of a growing part")
struct SegmentTests {
  private let folder: TemporaryFolder
  private var files: [String] { folder.entries("checkpoints/segments") }

  init() throws { folder = try TemporaryFolder() }

  private func inode(_ file: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: folder.path + "/checkpoints/segments/\(file)")[.systemFileNumber]
      as? Int
  }

  @Test("every checkpoint gives back its own rows, and a file of earlier rows is not written again")
  func shared() throws {
    let store = CheckpointStore(runFolder: folder.path)
    try store.save(identity(1), parts: parts(1), growing: growing(0..<100))
    let first = try #require(files.first)
    let before = try inode(first)
    try store.save(identity(2), parts: parts(2), growing: growing(0..<130))
    #expect(files.count == 2)
    #expect(try inode(first) == before)
    #expect(try rows(store.load(step: 1)) == Array(0..<100))
    #expect(try rows(store.load(step: 2)) == Array(0..<130))
  }

  @Test("nothing new writes nothing")
  func unchanged() throws {
    let store = CheckpointStore(runFolder: folder.path)
    for step in 1...3 { try store.save(identity(step), parts: parts(step), growing: growing(0..<10)) }
    #expect(files.count == 1)
    #expect(try rows(store.loadLast()) == Array(0..<10))
    let empty = try TemporaryFolder()
    try CheckpointStore(runFolder: empty.path).save(identity(1), parts: parts(1), growing: growing(0..<0))
    #expect(try CheckpointStore(runFolder: empty.path).loadLast().segments.isEmpty)
  }

  @Test("a file that no kept checkpoint names goes away")
  func collected() throws {
    let store = CheckpointStore(runFolder: folder.path, keep: 2)
    // A ring of 50 rows of which each save has dropped what the save before the last one wrote.
    for step in 1...6 {
      let end = UInt64(40 * step)
      try store.save(identity(step), parts: parts(step), growing: growing((end < 50 ? 0 : end - 50)..<end))
      let named = Set(files.compactMap { $0.split(separator: "-").dropFirst().first.flatMap { UInt64($0) } })
      // The kept checkpoints need rows from here on, and a file holds at most the rows of two saves.
      let oldest = step < 3 ? 0 : 40 * (step - 1) - 50
      #expect(named.allSatisfy { $0 + 80 > oldest }, "step \(step): \(files)")
      let loaded = rows(try store.loadLast())
      #expect(loaded.suffix(Int(min(end, 50))) == Array((end < 50 ? 0 : end - 50)..<end)[...])
      #expect(loaded == loaded.sorted() && Set(loaded).count == loaded.count)
    }
    try store.discard(after: 5)
    #expect(rows(try store.loadLast()).last == 199)
  }

  @Test("saving after every row leaves few files, and no row is written more than log2 times")
  func merged() throws {
    let store = CheckpointStore(runFolder: folder.path, keep: 1)
    var written = 0
    for step in 1...256 {
      let part = growing(0..<UInt64(step))
      try store.save(
        identity(step), parts: parts(step),
        growing: GrowingPart(name: "replay", rows: part.rows) { range in
          written += range.count
          return part.tensors(range)
        })
      #expect(files.count == step.nonzeroBitCount, "as the ones of a binary counter")
    }
    // Every row is written once for each size of file from 1 to 256.
    #expect(written == 256 / 2 * 8 + 256)
    #expect(try rows(store.loadLast()) == Array(0..<256))
  }

  @Test("a flipped bit, a cut and a missing segment are refused by name, and the checkpoint before is loaded")
  func damage() throws {
    let store = CheckpointStore(runFolder: folder.path)
    try store.save(identity(1), parts: parts(1), growing: growing(0..<100))
    try store.save(identity(2), parts: parts(2), growing: growing(0..<103))
    let file = try #require(files.last)
    let url = URL(filePath: folder.path + "/checkpoints/segments/\(file)")
    let original = try Data(contentsOf: url)
    for place in original.indices {
      for damage in 0..<3 {
        var damaged: Data? = original
        switch damage {
        case 0: damaged?[place] ^= 1 << UInt8(place % 8)
        case 1: damaged = original.prefix(place)
        default: damaged = place == 0 ? nil : original + [0]
        }
        try damaged?.write(to: url)
        if damaged == nil { try FileManager.default.removeItem(at: url) }
        let checkpoint = try store.loadLast()
        #expect(checkpoint.identity.step == 1 && rows(checkpoint) == Array(0..<100))
        #expect(checkpoint.skipped.count == 1 && checkpoint.skipped[0].description.contains(file))
        // Who wants the weights alone is not kept from them.
        #expect(try store.loadLast(parts: ["policy"]).identity.step == 2)
      }
    }
    // Cut on the disk, whole in memory: the next save writes it again.
    try original.prefix(20).write(to: url)
    try store.save(identity(3), parts: parts(3), growing: growing(0..<104))
    #expect(try rows(store.load(step: 3)) == Array(0..<104))
  }

  @Test("a crash between any two system calls leaves a whole checkpoint with its own rows")
  func crash() throws {
    var completed = false
    for calls in 0..<200 where !completed {
      let folder = try TemporaryFolder()
      let store = CheckpointStore(runFolder: folder.path, keep: 1)
      try store.save(identity(1), parts: parts(1), growing: growing(0..<7))
      try store.save(identity(2), parts: parts(2), growing: growing(5..<9))
      let stopping = CheckpointStore(runFolder: folder.path, keep: 1, disk: StoppingDisk(after: calls))
      completed = (try? stopping.save(identity(3), parts: parts(3), growing: growing(8..<14))) != nil
      let checkpoint = try store.loadLast()
      #expect(checkpoint.skipped.isEmpty && checkpoint.identity.step == (completed ? 3 : checkpoint.identity.step))
      #expect(rows(checkpoint).last == (checkpoint.identity.step == 3 ? 13 : 8), "stopped after \(calls) calls")
      try store.save(identity(4), parts: parts(4), growing: growing(12..<20))
      #expect(try Set(12..<20).isSubset(of: rows(store.loadLast())))
      #expect(folder.entries("checkpoints") == ["000004", "last", "segments"])
      #expect(!folder.entries("checkpoints/segments").contains { $0.hasSuffix(".tmp") })
    }
    #expect(completed)
  }

  @Test("a manifest of another format is refused by name, whatever else it holds", arguments: [1, 3])
  func format(number: Int) throws {
    let store = CheckpointStore(runFolder: folder.path)
    try store.save(identity(1), parts: parts(1))
    try store.save(identity(2), parts: parts(2))
    let path = store.folder + "/000002/manifest.json"
    try "{\"format\": \(number), \"of\": \"another time\"}".write(toFile: path, atomically: true, encoding: .utf8)
    let checkpoint = try store.loadLast()
    #expect(checkpoint.identity.step == 1)
    #expect(checkpoint.skipped == [.otherFormat(path: path, found: number, expected: 2)])
  }
}
