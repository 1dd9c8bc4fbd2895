import Control
import Environments
import Foundation
import Intervention
import Learners
import Networks
import Physics
import Recording
public import Vocabulary

/// `reins train`: one run from its launch file to its result, with everything that it leaves on disk.
public final class TrainingRun {
  public let configuration: LaunchConfiguration
  private let folder: RunFolder
  private let session: any LearningSession
  private let judgeEnvironment: any SimulatedEnvironment
  private let metrics: MetricsLog
  private let interrupt: Interrupt
  private let time: any TimeSource
  private let configurationHash: String
  private var progress: ProgressLine
  private var stopwatch: Stopwatch
  private var atLastRow: TrainingCounters
  /// Of the last row of metrics.csv; what a progress line shows.
  private var lastEvaluation: EvaluationResult
  private var record: RunRecord

  public var folderPath: String { folder.path }

  /// Starts a run in a new folder.
  public static func started(
    launchFile: String, overrides: [String], folder path: String?, catalog: TaskCatalog, interrupt: Interrupt,
    time: any TimeSource = SystemTime()
  ) throws -> TrainingRun {
    let configuration = try LaunchConfiguration.load(launchFile, overrides: overrides, catalog: catalog)
    let name = URL(fileURLWithPath: launchFile).deletingPathExtension().lastPathComponent
    // Everything that can be refused is refused before the folder exists.
    let parts = try Parts(configuration: configuration, catalog: catalog)
    let folder = try RunFolder.create(at: path ?? "runs/\(name)-s\(configuration.seed)")
    try folder.write(try configuration.yaml(), as: "config.yaml")
    try folder.writeJSON(
      Provenance(
        startedAt: ISO8601DateFormatter().string(from: Date()), seed: configuration.seed, taskID: configuration.task,
        instructionSet: try Kernels.selected().instructionSet.rawValue, libraries: libraryVersions,
        checkout: catalog.root.path),
      as: "provenance.json")
    let run = try TrainingRun(configuration, folder, parts, interrupt: interrupt, time: time, resumeStep: nil)
    run.record.before = try run.evaluate(
      .policy(run.session.policy, .mode), episodes: configuration.training.finalEvaluationEpisodes,
      title: "the policy before training")
    if configuration.hasTeacher {
      run.record.teleoperator = try run.evaluate(
        .expert(try configuration.makeExpert(for: run.judgeEnvironment, catalog: catalog)),
        episodes: configuration.training.finalEvaluationEpisodes, title: "the teleoperator alone")
    }
    try folder.writeJSON(run.record, as: "record.json")
    run.lastEvaluation = run.record.before
    try run.metrics.append(step: 0, TrainingMetrics.start(run.record.before, counters: run.session.counters))
    // From here on there is always a checkpoint to go back to.
    try run.saveCheckpoint()
    return run
  }

  /// Goes on with a run from its last checkpoint; without one, from the start.
  public static func resumed(
    folder path: String, catalog: TaskCatalog, interrupt: Interrupt, time: any TimeSource = SystemTime()
  ) throws -> TrainingRun {
    let folder = try RunFolder.open(at: path)
    let configuration = try loadRunConfiguration(path)
    let checkpoint = try folder.checkpoints.loadLast()
    for problem in checkpoint.skipped {
      FileHandle.standardError.write(Data("skipped a damaged checkpoint: \(problem)\n".utf8))
    }
    guard let counters = TrainingCounters(named: checkpoint.identity.counters) else {
      throw RecordingError.damaged(path: folder.checkpoints.folder, reason: "its manifest lacks the run's counts")
    }
    let parts = try Parts(configuration: configuration, catalog: catalog)
    let run = try TrainingRun(
      configuration, folder, parts, interrupt: interrupt, time: time, resumeStep: checkpoint.identity.step)
    guard checkpoint.identity.configurationHash == run.configurationHash else {
      throw RecordingError.damaged(
        path: folder.file("config.yaml"), reason: "it was changed since the checkpoint; put it back or start a new run")
    }
    try run.session.restore(checkpoint.parts, counters: counters)
    run.record = try readJSON(RunRecord.self, from: folder.file("record.json"))
    run.atLastRow = counters
    run.lastEvaluation = run.record.lastEvaluation
    try folder.checkpoints.discard(after: checkpoint.identity.step)
    return run
  }

  private init(
    _ configuration: LaunchConfiguration, _ folder: RunFolder, _ parts: consuming Parts, interrupt: Interrupt,
    time: any TimeSource, resumeStep: Int?
  ) throws {
    self.configuration = configuration
    self.folder = folder
    self.interrupt = interrupt
    self.time = time
    configurationHash = sha256(Array(try configuration.yaml().utf8))
    judgeEnvironment = parts.evaluationEnvironment
    session = parts.session
    metrics = try MetricsLog(
      path: folder.file("metrics.csv"), columns: TrainingMetrics.columns, resumeStep: resumeStep)
    progress = ProgressLine(title: "training", time: time)
    stopwatch = Stopwatch(time: time)
    atLastRow = session.counters
    record = RunRecord()
    lastEvaluation = .none
  }

  /// Trains to the last step, or until the interrupt; evaluates, saves and reports.
  public func run() throws -> TrainingReport {
    let training = configuration.training
    var isCheckpointDue = false
    do {
      stopwatch.start()
      try session.prepare { done, total in
        if progress.isDue { progress.show(.init(step: done, total: total, details: ["imitating demonstrations"])) }
        return !interrupt.isRequested
      }
      stopwatch.stop()
      while !session.isFinished, !interrupt.isRequested {
        stopwatch.start()
        let tick = try session.step()
        stopwatch.stop()
        let step = session.counters.steps
        if step % training.checkpointEverySteps == 0 { isCheckpointDue = true }
        if isCheckpointDue, tick.episodeEnded {
          try saveCheckpoint()
          isCheckpointDue = false
        }
        if training.evaluateEverySteps > 0, step % training.evaluateEverySteps == 0 { try report() }
        if progress.isDue { progress.show(status) }
      }
    } catch {
      progress.clear()
      throw TrainingFailure(
        reason: "\(error)", step: session.counters.steps, folder: folder.path,
        checkpointStep: folder.checkpoints.steps.last ?? 0)
    }
    progress.finish(status)
    return try finish()
  }

  private func finish() throws -> TrainingReport {
    let interrupted = !session.isFinished
    session.interrupt()
    try saveCheckpoint()
    if interrupted { record.trainingSeconds += stopwatch.lap(steps: 0, updates: session.updates).lapSeconds }
    if !interrupted, atLastRow.steps < session.counters.steps { try report() }
    let after =
      interrupted
      ? EvaluationResult.none
      : try evaluate(
        .policy(session.policy, .mode), episodes: configuration.training.finalEvaluationEpisodes,
        title: "the policy after training")
    let result = TrainingReport(
      configuration: configuration, counters: session.counters, record: record, after: after, interrupted: interrupted)
    try folder.writeJSON(result, as: "result.json")
    try folder.writeJSON(record, as: "record.json")
    try drawCurves()
    return result
  }

  /// One row of metrics.csv with an evaluation of its own.
  private func report() throws {
    let evaluation = try evaluate(
      .policy(session.policy, .mode), episodes: configuration.training.evaluationEpisodes, title: "the policy")
    if interrupt.isRequested { return }
    lastEvaluation = evaluation
    let counters = session.counters
    let lap = stopwatch.lap(steps: counters.steps - atLastRow.steps, updates: session.updates)
    let row = TrainingMetrics(
      counters: counters, previous: atLastRow, evaluation: evaluation, learner: session.learnerFigures,
      health: try session.health(), speed: lap.speed)
    if record.stepsTo95Percent == 0, evaluation.successRate >= 0.95 { record.stepsTo95Percent = counters.steps }
    record.trainingSeconds += lap.lapSeconds
    record.lastInterventionRate = row.interventionRate
    record.lastEvaluation = evaluation
    atLastRow = counters
    try metrics.append(step: counters.steps, row.row)
    for alarm in try alarms() where alarm.step == counters.steps {
      progress.clear()
      FileHandle.standardError.write(Data("ALARM at step \(alarm.step): \(alarm.text)\n".utf8))
    }
    try drawCurves()
  }

  private func alarms() throws -> [HealthAlarm] {
    HealthAlarm.raised(in: try MetricsTable(reading: metrics.path), configuration: configuration)
  }

  private func drawCurves() throws {
    let table = try MetricsTable(reading: metrics.path)
    guard !table.rows.isEmpty else { return }
    var references: [Figure.Panel.Reference] = []
    if record.teleoperator.episodes > 0 {
      references.append(.init(label: "teleoperator alone", y: record.teleoperator.successRate))
    }
    var figure = Figure.training(
      title: configuration.task,
      subtitle: "\(configuration.algorithm.rawValue), seed \(configuration.seed); \(configuration.signal)",
      runs: [table], success: references)
    for alarm in try alarms() {
      if let place = figure.panels.firstIndex(where: { $0.title == alarm.kind.panel }) {
        figure.panels[place].marks.append(.init(label: alarm.kind.label, x: Double(alarm.step)))
      }
    }
    try folder.write(figure.svg(), as: "curves.svg")
  }

  private func saveCheckpoint() throws {
    try folder.checkpoints.save(
      CheckpointIdentity(
        step: session.counters.steps, taskID: configuration.task, configurationHash: configurationHash,
        versions: libraryVersions, counters: session.counters.named),
      parts: session.checkpointParts())
  }

  /// Evaluation seeds are the same for everybody and disjoint from training's, which are random 64-bit words.
  private func evaluate(_ driver: Driver, episodes: Int, title: String) throws -> EvaluationResult {
    let runner = EpisodeRunner(environment: judgeEnvironment)
    defer { progress.clear() }
    return try runner.evaluate(driver, episodes: episodes, firstSeed: evaluationFirstSeed) { summary in
      if progress.isDue {
        progress.show(.init(step: summary.episode + 1, total: episodes, details: ["evaluating: \(title)"]))
      }
      return !interrupt.isRequested
    }
  }

  private var status: ProgressLine.Status {
    let counters = session.counters
    let rates = stopwatch.rates(steps: counters.steps - atLastRow.steps, updates: session.updates)
    // What people look for first stands first: a narrow terminal cuts the rest.
    var details = ["success \(percent(lastEvaluation.successRate))"]
    if configuration.isWatched {
      let steps = counters.steps - atLastRow.steps
      let rate =
        steps == 0
        ? record.lastInterventionRate : Double(counters.expertSteps - atLastRow.expertSteps) / Double(steps)
      details += ["interventions \(percent(rate))", "takeovers \(counters.takeovers)"]
    }
    details += [
      "return \(decimal(lastEvaluation.returnMean, 1))", "\(decimal(rates.stepsPerSecond, 0)) steps/s",
      "\(decimal(rates.updatesPerSecond, 0)) updates/s",
    ]
    return .init(
      step: counters.steps, total: session.isFinished ? counters.steps : configuration.training.steps, details: details)
  }
}
