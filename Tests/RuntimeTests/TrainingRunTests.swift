import Foundation
import Recording
import Runtime
import Testing
import Vocabulary

@Suite("A training run")
struct TrainingRunTests {
  private let catalog: TaskCatalog
  private let folder: Folder

  init() throws {
    catalog = try TaskCatalog.load(root: Program.root)
    folder = try Folder()
  }

  private func started(_ name: String, _ overrides: [String] = [], text: String = "") throws -> TrainingRun {
    try TrainingRun.started(
      launchFile: try folder.launchFile(text), overrides: overrides, folder: folder.path(name), catalog: catalog,
      interrupt: Interrupt())
  }

  private func weights(_ name: String, step: Int? = nil) throws -> [String: [NamedTensor]] {
    let store = CheckpointStore(runFolder: folder.path(name))
    return try (step.map { try store.load(step: $0) } ?? store.loadLast()).parts
  }

  @Test("leaves its configuration, metrics, result, curves and checkpoints")
  func files() throws {
    let report = try started("run").run()
    for name in ["config.yaml", "metrics.csv", "result.json", "curves.svg", "provenance.json", "checkpoints/last"] {
      #expect(FileManager.default.fileExists(atPath: folder.path("run/" + name)), "\(name) is missing")
    }
    let metrics = try MetricsTable(reading: folder.path("run/metrics.csv"))
    #expect(metrics.rows.map { $0[0] } == [0, 200, 400])
    let saved = try readJSON(TrainingReport.self, from: folder.path("run/result.json"))
    #expect(saved == report && report.steps == 400 && !report.interrupted)
    #expect(report.before.episodes == 3 && report.after.episodes == 3 && report.teleoperator.episodes == 3)
  }

  @Test("gives the same bits for the same seed, other bits for another, whatever the thread count")
  func seeds() throws {
    _ = try started("a", ["learner.threads=1"]).run()
    _ = try started("b", ["learner.threads=3"]).run()
    _ = try started("c", ["seed=1"]).run()
    let (a, b, c) = (try weights("a"), try weights("b"), try weights("c"))
    #expect(a == b)
    #expect(a["policy"] != c["policy"] && a["replay"] != c["replay"])
  }

  @Test("goes on from a checkpoint with the bits of a run that never stopped")
  func resume() throws {
    _ = try started("whole").run()
    let whole = try weights("whole")
    let store = CheckpointStore(runFolder: folder.path("whole"))
    let middle = try #require(store.steps.first { $0 > 0 && $0 < 400 })
    // As after a crash: the middle checkpoint is the last one there is.
    try store.discard(after: middle)
    let resumed = try TrainingRun.resumed(folder: folder.path("whole"), catalog: catalog, interrupt: Interrupt())
    let report = try resumed.run()
    #expect(try weights("whole") == whole)
    #expect(report.steps == 400)
    let metrics = try MetricsTable(reading: folder.path("whole/metrics.csv"))
    #expect(metrics.rows.map { $0[0] } == [0, 200, 400])
  }

  @Test("stops between two steps when it is interrupted, saves, and can go on when its folder is free")
  func interruption() throws {
    let interrupt = Interrupt()
    var run: TrainingRun? = try TrainingRun.started(
      launchFile: try folder.launchFile(), overrides: [], folder: folder.path("run"), catalog: catalog,
      interrupt: interrupt)
    interrupt.request()
    let report = try #require(try run?.run())
    #expect(report.interrupted && !report.accepted && report.steps < 400)
    #expect(throws: RecordingError.self) {
      _ = try TrainingRun.resumed(folder: folder.path("run"), catalog: catalog, interrupt: Interrupt())
    }
    run = nil
    let finished = try TrainingRun.resumed(
      folder: folder.path("run"), catalog: catalog, interrupt: Interrupt()
    ).run()
    #expect(!finished.interrupted && finished.steps == 400)
  }

  @Test("holds a folder that exists for somebody's work")
  func existingFolder() throws {
    _ = try started("run").run()
    #expect(throws: RecordingError.folderExists(path: folder.path("run"))) { _ = try started("run") }
  }

  @Test("refuses a configuration that was changed since the checkpoint")
  func changedConfiguration() throws {
    _ = try started("run").run()
    let file = folder.path("run/config.yaml")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacingOccurrences(of: "seed: 0", with: "seed: 5").write(toFile: file, atomically: true, encoding: .utf8)
    #expect(throws: RecordingError.self) {
      _ = try TrainingRun.resumed(folder: folder.path("run"), catalog: catalog, interrupt: Interrupt())
    }
  }

  @Test("takes its rewards from the task only in the sanity rows", arguments: ["rlif", "sac", "rlpd"])
  func rewards(algorithm: String) throws {
    _ = try started(
      "run", ["learner.utdRatio=1", "training.steps=200"], text: "algorithm: \(algorithm)"
    ).run()
    let replay = try #require(try weights("run")["replay"]?.first { $0.name == "replay/rewards" })
    guard case .float32(let rewards) = replay.values else {
      Issue.record("rewards are floats")
      return
    }
    // PandaReach's sparse reward is -1 in every step outside the goal; takeovers are rare beside it.
    let punished = Double(rewards.count { $0 == -1 }) / Double(rewards.count)
    #expect(rewards.allSatisfy { $0 == -1 || $0 == 0 })
    #expect(algorithm == "rlif" ? punished < 0.5 : punished > 0.5)
  }
}
