import Foundation
import Recording
import Testing

@Suite("Journal of transitions")
struct TransitionJournalTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var path: String { folder.path + "/transitions.journal" }

  private func records(_ journal: inout TransitionJournal?) throws -> [[UInt8]] {
    var found: [[UInt8]] = []
    journal = try TransitionJournal(path: path) { found.append($0) }
    return found
  }

  private func read() throws -> [[UInt8]] {
    var journal: TransitionJournal?
    return try records(&journal)
  }

  private func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
  private func replace(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

  private static let payloads: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 7, count: 300), [255]]

  private func fill() throws {
    var journal: TransitionJournal?
    _ = try records(&journal)
    for payload in Self.payloads { try journal?.append(payload) }
    try journal?.sync()
  }

  @Test("what was synced is read again, in order, and goes on growing")
  func roundTrip() throws {
    var journal: TransitionJournal?
    #expect(try records(&journal).isEmpty)
    for payload in Self.payloads { try journal?.append(payload) }
    #expect(journal?.count == 4 && journal?.durable == 0)
    try journal?.sync()
    #expect(journal?.durable == 4)
    journal = nil
    #expect(try records(&journal) == Self.payloads && journal?.count == 4 && journal?.cutBytes == 0)
    try journal?.append([9])
    try journal?.sync()
    journal = nil
    #expect(try read() == Self.payloads + [[9]])
  }

  @Test("cut at every byte: the whole records before the cut are there, the rest is taken away, and it goes on")
  func everyCut() throws {
    try fill()
    let whole = try bytes()
    var ends = [8]
    for payload in Self.payloads { ends.append(ends.last! + 12 + payload.count) }
    #expect(ends.last == whole.count)
    for length in 0...whole.count {
      try replace(Array(whole[..<length]))
      var journal: TransitionJournal?
      let found = try records(&journal)
      #expect(found == Array(Self.payloads.prefix(max(0, ends.count { $0 <= length } - 1))), "cut at \(length)")
      try journal?.append([5])
      try journal?.sync()
      journal = nil
      #expect(try read() == found + [[5]], "cut at \(length)")
    }
  }

  @Test("every flipped bit is found: an error, or in the last record's payload a cut; never a wrong record")
  func everyBit() throws {
    try fill()
    let whole = try bytes()
    let lastPayload = whole.count - Self.payloads.last!.count - 4
    for bit in 0..<whole.count * 8 {
      var damaged = whole
      damaged[bit / 8] ^= 1 << (bit % 8)
      try replace(damaged)
      var found: [[UInt8]] = []
      do {
        _ = try TransitionJournal(path: path) { found.append($0) }
        #expect(bit / 8 >= lastPayload && found == Array(Self.payloads.dropLast()), "bit \(bit)")
      } catch RecordingError.damaged {
        #expect(bit / 8 < lastPayload && found == Array(Self.payloads.prefix(found.count)), "bit \(bit)")
      }
    }
  }

  @Test("zeros that a machine without power has left at the end are taken away")
  func zeros() throws {
    try fill()
    try replace(bytes() + [UInt8](repeating: 0, count: 100))
    #expect(try read() == Self.payloads && (try bytes().count) < 400)
  }

  @Test("a file that is none is refused, and stays as it is")
  func foreign() throws {
    try replace(Array("step,success\n1,0\n".utf8))
    #expect(throws: RecordingError.self) { try read() }
    #expect(try bytes() == Array("step,success\n1,0\n".utf8))
  }

  @Test("many small records are written in few pieces, and are all there after a sync")
  func many() throws {
    var journal: TransitionJournal?
    _ = try records(&journal)
    for number in 0..<20_000 { try journal?.append([UInt8](repeating: UInt8(number % 251), count: 20)) }
    try journal?.sync()
    journal = nil
    let found = try read()
    #expect(found.count == 20_000 && found[12_345] == [UInt8](repeating: UInt8(12_345 % 251), count: 20))
  }
}
