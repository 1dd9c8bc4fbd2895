import Foundation
import Recording
import Vocabulary

/// `reins reproduce`: runs what a grid lacks, then writes its report.
public struct Reproduction {
  public let output: String
  private let file: ReproductionFile
  private let paper: PaperTables?
  private let grid: ReproductionGrid
  private let interrupt: Interrupt
  private let command: String

  /// What is left to do when `run` returns.
  public struct Status: Sendable {
    public var finished: Int
    public var total: Int
    /// Folders of runs that failed, with their exit codes.
    public var failures: [String]
    public var interrupted: Bool
  }

  /// Reads the file and checks every run's settings before any run starts.
  ///
  /// - Parameters:
  ///   - percent: share of every run's steps and updates, 1 to 100; the same code at a size for tests.
  ///   - seeds: how many of the file's seeds; nil for all.
  ///   - output: folder of runs and report; nil for `runs/reproduce-NAME`. One that exists is gone on with.
  public init(
    file path: String, output: String?, percent: Int = 100, seeds: Int? = nil, catalog: TaskCatalog,
    interrupt: Interrupt
  ) throws {
    try check("--percent", percent, in: 1...100)
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    var file = try ReproductionFile.load(path)
    if let seeds {
      try check("--seeds", seeds, in: 1...file.seeds.count)
      file.seeds = Array(file.seeds.prefix(seeds))
    }
    self.file = file
    paper = try file.paper.isEmpty ? nil : PaperTables.load(resolve(file.paper, in: folder))
    let name = url.deletingPathExtension().lastPathComponent
    self.output = output ?? "runs/reproduce-\(name)" + (percent == 100 ? "" : "-\(percent)-percent")
    self.interrupt = interrupt
    command =
      "reins reproduce \(path)" + (percent == 100 ? "" : " --percent \(percent)")
      + (seeds.map { " --seeds \($0)" } ?? "")
    var grid = ReproductionGrid(file, folder: folder, output: self.output, percent: percent)
    for place in grid.runs.indices {
      let run = grid.runs[place]
      let whole = try LaunchConfiguration.load(run.launchFile, overrides: run.overrides, catalog: catalog)
      if percent < 100 { grid.runs[place].overrides += whole.overrides(percent: percent) }
      grid.runs[place].overrides.append("seed=\(run.seed)")
      try Self.checkUnchanged(grid.runs[place], output: self.output, catalog: catalog)
    }
    self.grid = grid
  }

  /// Starts and resumes runs until all are finished or Ctrl-C; finished ones are left alone.
  public func run(parallel: Int?) throws -> Status {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let queue = RunQueue(
      parallel: parallel ?? (file.parallelRuns > 0 ? file.parallelRuns : cores), interrupt: interrupt)
    try FileManager.default.createDirectory(atPath: "\(output)/logs", withIntermediateDirectories: true)
    var failures = try execute(try grid.collections.compactMap(job), on: queue, title: "demonstrations")
    if failures.isEmpty, !interrupt.isRequested {
      failures = try execute(try grid.runs.compactMap(job), on: queue, title: "runs")
    }
    return Status(
      finished: grid.runs.count { isFinished($0) }, total: grid.runs.count, failures: failures,
      interrupted: interrupt.isRequested)
  }

  /// Writes report.md, runs.csv, curves.csv and the figures from whatever runs are finished.
  ///
  /// - Returns: the report's path.
  public func report() throws -> String {
    let tasks = Dictionary(uniqueKeysWithValues: file.tasks.map { ($0.name, $0) })
    let outcomes = try grid.runs.filter(isFinished).compactMap { run in
      try tasks[run.cell.task].map { try RunOutcome(run, task: $0, output: output) }
    }
    let provenance = outcomes.first.flatMap {
      try? readJSON(Provenance.self, from: "\(output)/\($0.run.folder)/provenance.json")
    }
    let report = ReproductionReport(
      file: file, paper: paper, outcomes: outcomes, planned: grid.runs.count, command: command, provenance: provenance)
    for (name, text) in try report.files() {
      try text.write(toFile: "\(output)/\(name)", atomically: true, encoding: .utf8)
    }
    return "\(output)/report.md"
  }

  private func execute(_ jobs: [RunQueue.Job], on queue: RunQueue, title: String) throws -> [String] {
    var progress = ProgressLine(title: title)
    var (ended, running) = (0, [String]())
    let codes = try queue.run(jobs) { event in
      switch event {
      case .started(let name): running.append(name)
      case .ended(let name, _):
        running.removeAll { $0 == name }
        ended += 1
      case nil: if !progress.isDue { return }
      }
      progress.show(.init(step: ended, total: jobs.count, details: running))
    }
    if !jobs.isEmpty { progress.finish(.init(step: ended, total: jobs.count, details: [])) }
    return zip(jobs, codes).compactMap { job, code in
      guard let code, code != 0, !interrupt.isRequested else { return nil }
      return "\(job.name): exit code \(code), see \(job.log)"
    }
  }

  private func isFinished(_ run: ReproductionGrid.Run) -> Bool {
    let result = "\(output)/\(run.folder)/result.json"
    return (try? readJSON(TrainingReport.self, from: result))?.interrupted == false
  }

  /// Starts a run, goes on with one that has a checkpoint, and begins anew where there is none yet.
  private func job(_ run: ReproductionGrid.Run) throws -> RunQueue.Job? {
    if isFinished(run) { return nil }
    let folder = "\(output)/\(run.folder)"
    var arguments = ["train", "--resume", folder]
    if CheckpointStore(runFolder: folder).steps.isEmpty {
      if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
      arguments = ["train", run.launchFile, "--out", folder] + run.overrides.flatMap { ["--set", $0] }
    }
    return RunQueue.Job(arguments: arguments, log: logPath(run.folder), name: name(run.folder))
  }

  private func job(_ collection: ReproductionGrid.Collection) throws -> RunQueue.Job? {
    let folder = "\(output)/\(collection.folder)"
    if FileManager.default.fileExists(atPath: "\(folder)/demonstrations.safetensors") { return nil }
    if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
    let arguments =
      ["collect", collection.launchFile, "--episodes", "\(collection.episodes)", "--out", folder]
      + collection.overrides.flatMap { ["--set", $0] }
    return RunQueue.Job(
      arguments: arguments, log: logPath(collection.folder), name: name(collection.folder))
  }

  private func name(_ folder: String) -> String { folder.split(separator: "/").dropFirst().joined(separator: "/") }

  private func logPath(_ folder: String) -> String {
    "\(output)/logs/" + folder.split(separator: "/").joined(separator: "-") + ".log"
  }

  /// A folder made under other settings must not be mistaken for this run.
  private static func checkUnchanged(
    _ run: ReproductionGrid.Run, output: String, catalog: TaskCatalog
  ) throws {
    let folder = "\(output)/\(run.folder)"
    let path = "\(folder)/config.yaml"
    guard FileManager.default.fileExists(atPath: path) else { return }
    let wanted = try LaunchConfiguration.load(run.launchFile, overrides: run.overrides, catalog: catalog).yaml()
    guard try String(contentsOfFile: path, encoding: .utf8) == wanted else {
      throw ConfigError.outOfRange(
        key: folder, value: "a run under other settings", allowed: "the settings of this file: remove it, or give --out"
      )
    }
  }
}

/// A path of a file, relative to the file's own folder.
func resolve(_ path: String, in folder: String) -> String {
  URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: folder, isDirectory: true)).standardizedFileURL.path
}
