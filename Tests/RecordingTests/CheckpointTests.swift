import Foundation
import Recording
import Testing
import Vocabulary

func identity(_ step: Int, milestone: Bool = false) -> CheckpointIdentity {
  CheckpointIdentity(
    step: step, taskID: "PandaReach-v3", configurationHash: sha256([1]), versions: ["reins": "0.1.0"],
    counters: ["takeovers": UInt64(step)], isMilestone: milestone)
}

/// Parts whose content tells the step, and one more number.
func parts(_ step: Int, salt: Float = 0) -> [String: [NamedTensor]] {
  [
    "policy": [NamedTensor(name: "kernel", shape: [2], values: .float32([Float(step), salt]))],
    "rng": [NamedTensor(name: "sampler", shape: [1], values: .uint64([UInt64(step)]))],
  ]
}

@Suite("Checkpoints")
struct CheckpointTests {
  @Test("what was saved is loaded, and `last` is a link to it")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let store = CheckpointStore(runFolder: folder.path)
    try store.save(identity(500), parts: parts(500))
    let checkpoint = try store.loadLast()
    #expect(checkpoint.identity == identity(500) && checkpoint.parts == parts(500) && checkpoint.skipped.isEmpty)
    #expect(folder.entries("checkpoints") == ["000500", "last"])
    #expect(folder.entries("checkpoints/last") == ["manifest.json", "policy.safetensors", "rng.safetensors"])
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: store.folder + "/last")
    #expect(target == "000500")
  }

  @Test("the newest stay, and so do milestones")
  func pruning() throws {
    let folder = try TemporaryFolder()
    let store = CheckpointStore(runFolder: folder.path, keep: 2)
    for step in 1...6 { try store.save(identity(step, milestone: step == 2), parts: parts(step)) }
    #expect(store.steps == [2, 5, 6])
    #expect(folder.entries("checkpoints") == ["000002", "000005", "000006", "last"])
  }

  @Test("nothing saved yet is said so")
  func none() throws {
    let store = CheckpointStore(runFolder: try TemporaryFolder().path)
    #expect(throws: RecordingError.noCheckpoint(path: store.folder, reasons: [])) { try store.loadLast() }
  }

  @Test("a run that continues from an earlier step forgets the later ones")
  func discardLater() throws {
    let folder = try TemporaryFolder()
    let store = CheckpointStore(runFolder: folder.path, keep: 5)
    for step in [1, 2, 3] { try store.save(identity(step), parts: parts(step)) }
    try store.discard(after: 2)
    #expect(store.steps == [1, 2])
    #expect(try store.loadLast().identity.step == 2)
  }

  @Test(
    "a flipped bit in any byte and a cut at any byte of any file is noticed; the checkpoint before is loaded instead")
  func damage() throws {
    let folder = try TemporaryFolder()
    let store = CheckpointStore(runFolder: folder.path)
    try store.save(identity(1), parts: parts(1))
    try store.save(identity(2), parts: parts(2))
    for file in ["manifest.json", "policy.safetensors", "rng.safetensors"] {
      let url = URL(filePath: "\(store.folder)/000002/\(file)")
      let original = try Data(contentsOf: url)
      for place in 0..<(2 * original.count) {
        let byte = place / 2
        var damaged = original
        if place % 2 == 0 { damaged[byte] ^= 1 << (byte % 8) } else { damaged = original.prefix(byte) }
        try damaged.write(to: url)
        let checkpoint = try store.loadLast()
        // Blanks and the case of hexadecimal digits mean nothing in JSON: such a flip may pass, with the right values.
        if checkpoint.skipped.isEmpty {
          #expect(file == "manifest.json" && checkpoint.identity == identity(2) && checkpoint.parts == parts(2))
        } else {
          #expect(checkpoint.identity == identity(1) && checkpoint.parts == parts(1), "\(file) \(place)")
        }
      }
      try original.write(to: url)
    }
    #expect(try store.loadLast().identity.step == 2)
  }

  @Test("a weight that is not finite is named and never loaded")
  func nonFinite() throws {
    let folder = try TemporaryFolder()
    let store = CheckpointStore(runFolder: folder.path)
    try store.save(identity(1), parts: parts(1))
    try store.save(identity(2), parts: parts(2, salt: .nan))
    let checkpoint = try store.loadLast()
    let path = store.folder + "/000002/policy.safetensors"
    #expect(checkpoint.identity.step == 1)
    #expect(checkpoint.skipped == [.nonFinite(path: path, tensor: "kernel", index: 1)])
  }

  @Test("a crash between any two system calls leaves a whole checkpoint behind `last`", arguments: [2, 3])
  func crash(nextStep: Int) throws {
    var completed = false
    for calls in 0..<200 where !completed {
      let folder = try TemporaryFolder()
      let store = CheckpointStore(runFolder: folder.path, keep: 1)
      try store.save(identity(1), parts: parts(1))
      try store.save(identity(2), parts: parts(2))
      // Step 2 is saved a second time with other content; step 3 is new, and step 2 then goes away.
      let stopping = CheckpointStore(runFolder: folder.path, keep: 1, disk: StoppingDisk(after: calls))
      completed = (try? stopping.save(identity(nextStep), parts: parts(nextStep, salt: 9))) != nil
      let checkpoint = try store.loadLast()
      let old = checkpoint.identity == identity(2) && checkpoint.parts == parts(2)
      let new = checkpoint.identity == identity(nextStep) && checkpoint.parts == parts(nextStep, salt: 9)
      #expect((completed ? new : old || new) && checkpoint.skipped.isEmpty, "stopped after \(calls) calls")
      // Other programs follow the link; only a step that is saved twice leaves it empty for a moment.
      let manifest = store.folder + "/last/manifest.json"
      #expect(nextStep == 2 || FileManager.default.fileExists(atPath: manifest), "stopped after \(calls) calls")
      // The next save works and leaves nothing of the crash behind.
      try store.save(identity(4), parts: parts(4))
      #expect(folder.entries("checkpoints") == ["000004", "last"])
    }
    #expect(completed)
  }

  @Test("a full disk is a typed error at every call, and what was saved before is untouched")
  func full() throws {
    var completed = false
    for calls in 0..<200 where !completed {
      let folder = try TemporaryFolder()
      let store = CheckpointStore(runFolder: folder.path, keep: 2)
      try store.save(identity(1), parts: parts(1))
      let full = CheckpointStore(
        runFolder: folder.path, keep: 2, disk: StoppingDisk(after: calls, error: .diskFull(path: "x"), dead: false))
      do throws(RecordingError) {
        try full.save(identity(2), parts: parts(2))
        completed = true
      } catch {
        #expect(error == .diskFull(path: "x"))
      }
      #expect(try store.load(step: 1).parts == parts(1))
      #expect(try store.loadLast().skipped.isEmpty)
    }
    #expect(completed)
  }

  /// A limit of the kernel on file sizes stands in for a full disk; it holds for a whole process, hence for a child.
  @Test("the kernel's own refusal to write more is told as a full disk, and the earlier checkpoint still loads")
  func limited() throws {
    let folder = try TemporaryFolder()
    let script = "ulimit -f 64; trap '' XFSZ; exec \"$0\" --testing-library swift-testing --filter FullDiskChild"
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    #expect(try run("bash", "-c", script, program, environment: ["REINS_LIMITED_FOLDER": folder.path]) == 0)
    // The child left its marks, so it really ran.
    #expect(try CheckpointStore(runFolder: folder.path).loadLast().identity.step == 1)
    #expect(folder.entries().contains("metrics.csv"))
  }
}

@Suite("FullDiskChild", .enabled(if: limitedFolder != nil, "runs only in a child process"))
struct FullDiskChild {
  @Test("a checkpoint larger than the limit")
  func write() throws {
    let store = CheckpointStore(runFolder: try #require(limitedFolder))
    try store.save(identity(1), parts: parts(1))
    let large = [
      "policy": [NamedTensor(name: "w", shape: [1 << 20], values: .float32(.init(repeating: 1, count: 1 << 20)))]
    ]
    let error = #expect(throws: RecordingError.self) { try store.save(identity(2), parts: large) }
    guard case .diskFull? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(store.steps == [1])
    #expect(try store.loadLast().parts == parts(1))
  }

  @Test("a log that meets the limit keeps whole rows only")
  func log() throws {
    let path = try #require(limitedFolder) + "/metrics.csv"
    let log = try MetricsLog(path: path, columns: ["value"])
    var written = 0
    let error = #expect(throws: RecordingError.self) {
      while written < 100_000 {
        try log.append(step: written, [0.5 + Double(written)])
        written += 1
      }
    }
    #expect(error == .diskFull(path: path))
    #expect(throws: RecordingError.diskFull(path: path)) { try log.append(step: 10_000_000, [1.0 / 3]) }
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasSuffix("\n"))
    let rows = try MetricsTable(reading: path).rows
    #expect(rows.count == written && rows.last == [Double(written - 1), Double(written) - 0.5])
  }
}

private let limitedFolder = ProcessInfo.processInfo.environment["REINS_LIMITED_FOLDER"]

/// A disk that stops after some calls: dead for good, as after a crash, or failing once, as when full. A write that it
/// stops in leaves half of the bytes behind.
final class StoppingDisk: Disk, @unchecked Sendable {
  private var left: Int
  private let error: RecordingError
  private let dead: Bool
  private let system = SystemDisk()

  init(
    after calls: Int, error: RecordingError = .system(operation: "go on", path: "", reason: "crash"), dead: Bool = true
  ) {
    left = calls
    self.error = error
    self.dead = dead
  }

  private func count() throws(RecordingError) {
    left -= 1
    if left == -1 || (left < 0 && dead) { throw error }
  }

  func write(_ bytes: [UInt8], to path: String) throws(RecordingError) {
    if left == 0 { try system.write(Array(bytes.prefix(bytes.count / 2)), to: path) }
    try count()
    try system.write(bytes, to: path)
  }

  func makeFolder(_ path: String) throws(RecordingError) {
    try count()
    try system.makeFolder(path)
  }

  func syncFolder(_ path: String) throws(RecordingError) {
    try count()
    try system.syncFolder(path)
  }

  func rename(_ path: String, to target: String) throws(RecordingError) {
    try count()
    try system.rename(path, to: target)
  }

  func link(_ path: String, to target: String) throws(RecordingError) {
    try count()
    try system.link(path, to: target)
  }

  func remove(_ path: String) throws(RecordingError) {
    try count()
    try system.remove(path)
  }
}
