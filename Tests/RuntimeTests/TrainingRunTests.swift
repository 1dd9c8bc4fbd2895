import Foundation
import Recording
import Runtime
import Synchronization
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
    try checkpointContents(folder.path(name), step: step)
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

  @Test(
    "goes on in the same episode, with the bits of a run that never stopped, from whatever step it was stopped at",
    arguments: [
      [], ["training.evaluationSelection=sample"],
      ["intervention.gate=random", "intervention.onsetJitterSeconds=0.1", "intervention.window=4"],
      ["task=HalfCheetahBulletEnv-v0", "algorithm=sac", "training.randomSteps=100"],
      // A teacher whose actions are drawn.
      [
        "task=HopperBulletEnv-v0", "expertPolicy=sim/experts/hopper-weak.safetensors", "intervention.gate=value",
        "judge=sim/experts/hopper-strong.safetensors",
      ],
    ])
  func resumeAnywhere(settings: [String]) throws {
    // A small ring, so that it is full and its oldest files are dropped.
    let settings =
      settings + [
        "learner.utdRatio=1", "training.steps=240", "training.evaluateEverySteps=76", "training.replayCapacity=100",
        "training.checkpointEverySteps=19", "training.keepCheckpoints=1000",
      ]
    let whole = try started("whole", settings).run()
    let (weights, metrics) = (try self.weights("whole"), try metrics("whole"))
    let store = CheckpointStore(runFolder: folder.path("whole"))
    #expect(store.steps == Array(stride(from: 0, through: 228, by: 19)) + [240])
    for step in [240, 228, 152, 133, 76, 57, 0] {
      // As after a crash: this checkpoint is the last one there is, and a row was cut short.
      try store.discard(after: step)
      let path = folder.path("whole/metrics.csv")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try (text + "240,1").write(toFile: path, atomically: true, encoding: .utf8)
      var resumed = try TrainingRun.resumed(
        folder: folder.path("whole"), catalog: catalog, interrupt: Interrupt()
      ).run()
      resumed.trainingSeconds = whole.trainingSeconds
      #expect(resumed == whole, "from step \(step)")
      #expect(try self.weights("whole") == weights, "from step \(step)")
      #expect(try self.metrics("whole") == metrics, "from step \(step)")
    }
  }

  @Test("an evaluation by samples moves nothing that is learnt, says so and is the same every time")
  func sampledEvaluation() throws {
    let settings = ["task=PandaReachDense-v3", "learner.utdRatio=1", "training.evaluateEverySteps=70"]
    let mode = try started("mode", settings).run()
    let sample = try started("sample", settings + ["training.evaluationSelection=sample"]).run()
    #expect(try weights("mode") == weights("sample"))
    #expect(mode.selection == .mode && sample.selection == .sample)
    #expect(mode.table().contains("episodes, mode action") && sample.table().contains("episodes, sampled actions"))
    #expect(sample.after.returnMean != mode.after.returnMean)
    let again = try started("again", settings + ["training.evaluationSelection=sample"]).run()
    #expect(again.after == sample.after)
  }

  @Test("where success changes nothing, no training episode ends before its time; the others end at success")
  func success() throws {
    let settings = [
      "training.steps=400", "intervention.epsilon=1", "intervention.holdSteps=50", "expert.biasMeters=[0, 0, 0]",
    ]
    let untold = try started("untold", settings + ["intervention.onSuccess=continue"]).run()
    #expect(untold.episodes == 8)
    #expect(try started("told", settings + ["intervention.onSuccess=terminal"]).run().episodes > 20)
  }

  @Test("ends in the same way when every process is stopped after a few looks at the clock, evaluations included")
  func stoppedOften() throws {
    let settings = [
      "learner.utdRatio=1", "training.evaluateEverySteps=50", "training.evaluationEpisodes=12",
      "training.checkpointEverySteps=70",
    ]
    let whole = try started("whole", settings).run()
    let launch = try folder.launchFile()
    var (inEvaluation, processes) = (0, 0)
    for looks in [64, 101] {
      let name = "run\(looks)"
      var report: TrainingReport?
      while report?.interrupted != false {
        let interrupt = Interrupt()
        let time = StoppingTime(after: looks, interrupt)
        let run =
          if report == nil {
            try TrainingRun.started(
              launchFile: launch, overrides: settings, folder: folder.path(name), catalog: catalog,
              interrupt: interrupt, time: time)
          } else {
            try TrainingRun.resumed(
              folder: folder.path(name), catalog: catalog, interrupt: interrupt, time: time)
          }
        report = try run.run()
        processes += 1
        let last = try MetricsTable(reading: folder.path(name + "/metrics.csv")).rows.last?[0] ?? 0
        if let steps = report?.steps, steps % 50 == 0, Double(steps) > last { inEvaluation += 1 }
      }
      report?.trainingSeconds = whole.trainingSeconds
      #expect(report == whole)
      #expect(try weights(name) == weights("whole") && metrics(name) == metrics("whole"), "\(looks) looks")
    }
    #expect(processes > 15 && inEvaluation > 0, "\(processes) processes, \(inEvaluation) stopped in an evaluation")
  }

  /// metrics.csv as text, without what a clock decides.
  private func metrics(_ name: String) throws -> [[Substring]] {
    let lines = try String(contentsOfFile: folder.path(name + "/metrics.csv"), encoding: .utf8).split(separator: "\n")
    let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let clock = try #require(rows.first).indices.filter { rows[0][$0].lowercased().contains("second") }
    return rows.map { row in row.indices.filter { !clock.contains($0) }.map { row[$0] } }
  }

  @Test("begins anew when it was killed before its first checkpoint")
  func killedEarly() throws {
    _ = try started("whole").run()
    let whole = try weights("whole")
    for name in ["checkpoints", "metrics.csv", "record.json"] {
      try FileManager.default.removeItem(atPath: folder.path("whole/\(name)"))
      if name == "metrics.csv" { try Data().write(to: URL(filePath: folder.path("whole/metrics.csv"))) }
    }
    _ = try TrainingRun.resumed(folder: folder.path("whole"), catalog: catalog, interrupt: Interrupt()).run()
    #expect(try weights("whole") == whole)
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

/// A clock that asks for the end after so many looks at it.
private final class StoppingTime: TimeSource {
  private let looks = Atomic<Int>(0)
  private let limit: Int
  private let interrupt: Interrupt

  init(after limit: Int, _ interrupt: Interrupt) {
    self.limit = limit
    self.interrupt = interrupt
  }

  var nanoseconds: UInt64 {
    let count = looks.add(1, ordering: .relaxed).newValue
    if count == limit { interrupt.request() }
    return UInt64(count) * 1_000_000
  }
}
