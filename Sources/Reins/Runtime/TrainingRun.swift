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
  /// Who teaches, in `judgeEnvironment`; nil where nobody does.
  private let teleoperator: (any Expert)?
  private let metrics: MetricsLog
  private let interrupt: Interrupt
  private let time: any TimeSource
  private let configurationHash: String
  private var progress: ProgressLine
  private var stopwatch: Stopwatch
  private var atLastRow: TrainingCounters
  private var record: RunRecord
  /// The evaluations before training are done and the first checkpoint is saved.
  private var hasBegun = false

  public var folderPath: String { folder.path }

  /// Starts a run in a new folder.
  public static func started(
    launchFile: String, overrides: [String], folder path: String?, catalog: TaskCatalog, interrupt: Interrupt,
    time: any TimeSource = SystemTime()
  ) throws -> TrainingRun {
    let configuration = try LaunchConfiguration.load(launchFile, overrides: overrides, catalog: catalog)
    // Everything that can be refused is refused before the folder exists.
    let parts = try Parts(configuration: configuration, catalog: catalog)
    let folder = try RunFolder.begun(configuration, launchFile: launchFile, at: path, catalog: catalog)
    let run = try TrainingRun(configuration, folder, parts, interrupt: interrupt, time: time, resumeStep: -1)
    try run.begin()
    return run
  }

  /// What comes before the first step; nothing of it stays when it is interrupted.
  private func begin() throws {
    record.before = try evaluatePolicy(
      episodes: configuration.training.finalEvaluationEpisodes, title: "the policy before training")
    if let teleoperator {
      record.teleoperator = try evaluate(
        .expert(teleoperator), episodes: configuration.training.finalEvaluationEpisodes,
        title: "the teleoperator alone")
    }
    if interrupt.isRequested { return }
    try folder.writeJSON(record, as: "record.json")
    record.lastEvaluation = record.before
    try metrics.append(step: 0, TrainingMetrics.start(record.before, counters: session.counters))
    // From here on there is always a checkpoint to go back to.
    try saveCheckpoint()
    hasBegun = true
  }

  /// Goes on with a run from its last checkpoint; without one, from the start.
  public static func resumed(
    folder path: String, catalog: TaskCatalog, interrupt: Interrupt, time: any TimeSource = SystemTime()
  ) throws -> TrainingRun {
    guard FileManager.default.fileExists(atPath: path + "/config.yaml") else {
      throw RecordingError.folderMissing(path: path)
    }
    let configuration = try loadRunConfiguration(path)
    let folder = try RunFolder.open(at: path, keepCheckpoints: configuration.training.keepCheckpoints)
    let parts = try Parts(configuration: configuration, catalog: catalog)
    if folder.checkpoints.isEmpty {
      let run = try TrainingRun(configuration, folder, parts, interrupt: interrupt, time: time, resumeStep: -1)
      try run.begin()
      return run
    }
    let checkpoint = try folder.checkpoints.loadLast()
    for problem in checkpoint.skipped { tell("skipped a checkpoint: \(problem)") }
    let identity = checkpoint.identity
    guard let counters = TrainingCounters(named: identity.counters),
      let atLastRow = TrainingCounters(named: identity.counters, prefix: "row.")
    else {
      throw RecordingError.damaged(path: folder.checkpoints.folder, reason: "its manifest lacks the run's counts")
    }
    // Not the checkpoint's step: a row that was due and not written then may have been written since.
    let run = try TrainingRun(
      configuration, folder, parts, interrupt: interrupt, time: time, resumeStep: atLastRow.steps)
    guard identity.configurationHash == run.configurationHash else {
      throw RecordingError.damaged(
        path: folder.file("config.yaml"), reason: "it was changed since the checkpoint; put it back or start a new run")
    }
    run.record = try readJSON(RunRecord.self, from: folder.file("record.json"))
    run.record.take(identity.numbers)
    if try !run.session.restore(checkpoint, counters: counters, path: folder.checkpoints.folder) {
      tell(
        "the episode of step \(identity.step) did not play again as it was, as with another version or processor: "
          + "it ends truncated, and from here on the run differs from one that never stopped")
    }
    run.stopwatch.goOn(
      seconds: run.record.trainingSeconds - run.record.lapSeconds, lapSeconds: run.record.lapSeconds,
      updates: run.record.updatesAtLastRow)
    run.atLastRow = atLastRow
    try folder.checkpoints.discard(after: identity.step)
    run.hasBegun = true
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
    teleoperator = parts.evaluationExpert
    session = parts.session
    metrics = try MetricsLog(
      path: folder.file("metrics.csv"), columns: TrainingMetrics.columns, resumeStep: resumeStep)
    progress = ProgressLine(title: "training", time: time)
    stopwatch = Stopwatch(time: time)
    atLastRow = session.counters
    record = RunRecord()
  }

  /// Trains to the last step, or until the interrupt; evaluates, saves and reports.
  public func run() throws -> TrainingReport {
    let training = configuration.training
    do {
      if configuration.algorithm.imitates {
        stopwatch.start()
        try session.prepare { done, total in
          if progress.isDue { progress.show(.init(step: done, total: total, details: ["imitating demonstrations"])) }
          return !interrupt.isRequested
        }
        stopwatch.stop()
      }
      // Of a run that was stopped in its evaluation, or that needs no step.
      if isRowDue { try report() }
      while !session.isFinished, !interrupt.isRequested {
        stopwatch.start()
        _ = try session.step()
        stopwatch.stop()
        if isRowDue { try report() }
        // After the row: a checkpoint must not outlive a row that it will not write again.
        if session.counters.steps % training.checkpointEverySteps == 0 { try saveCheckpoint() }
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

  private var isRowDue: Bool {
    let (training, step) = (configuration.training, session.counters.steps)
    guard step > atLastRow.steps else { return false }
    return session.isFinished || (training.evaluateEverySteps > 0 && step % training.evaluateEverySteps == 0)
  }

  private func finish() throws -> TrainingReport {
    let isTrained = session.isFinished && !isRowDue
    // A run that goes on later does so in the same episode.
    if isTrained { session.interrupt() }
    if hasBegun { try saveCheckpoint() }
    var after = EvaluationResult.none
    if isTrained {
      after = try evaluatePolicy(
        episodes: configuration.training.finalEvaluationEpisodes, title: "the policy after training")
    }
    let interrupted = !isTrained || after.episodes < configuration.training.finalEvaluationEpisodes
    if interrupted { after = .none }
    record.trainingSeconds = stopwatch.totalSeconds + stopwatch.lapSeconds
    let result = TrainingReport(
      configuration: configuration, counters: session.counters, record: record, after: after, interrupted: interrupted)
    try folder.writeJSON(result, as: "result.json")
    if hasBegun { try folder.writeJSON(record, as: "record.json") }
    try drawCurves()
    return result
  }

  /// One row of metrics.csv with an evaluation of its own.
  private func report() throws {
    let evaluation = try evaluatePolicy(episodes: configuration.training.evaluationEpisodes, title: "the policy")
    if interrupt.isRequested { return }
    let counters = session.counters
    let speed = stopwatch.lap(steps: counters.steps - atLastRow.steps, updates: session.updates)
    let row = TrainingMetrics(
      counters: counters, previous: atLastRow, evaluation: evaluation, learner: session.learnerFigures,
      health: try session.health(), speed: speed)
    if record.stepsTo95Percent == 0, evaluation.successRate >= 0.95 { record.stepsTo95Percent = counters.steps }
    record.updatesAtLastRow = session.updates
    record.lastInterventionRate = row.interventionRate
    record.lastEvaluation = evaluation
    atLastRow = counters
    try metrics.append(step: counters.steps, row.row)
    for alarm in try alarms() where alarm.step == counters.steps {
      progress.clear()
      tell("ALARM at step \(alarm.step): \(alarm.text)")
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
    (record.trainingSeconds, record.lapSeconds) = (stopwatch.totalSeconds + stopwatch.lapSeconds, stopwatch.lapSeconds)
    try metrics.sync()
    try folder.checkpoints.save(
      CheckpointIdentity(
        step: session.counters.steps, taskID: configuration.task, configurationHash: configurationHash,
        versions: libraryVersions,
        counters: session.counters.named.merging(atLastRow.named(prefix: "row.")) { mine, _ in mine },
        numbers: record.numbers),
      parts: session.checkpointParts(),
      growing: session.growingPart())
  }

  /// Evaluation seeds are the same for everybody and disjoint from training's, which are random 64-bit words.
  /// From a stream of chance of its own: training draws the same however often it is looked at.
  private func evaluatePolicy(episodes: Int, title: String) throws -> EvaluationResult {
    let exploration = session.policy.random
    defer { session.policy.random = exploration }
    session.policy.random = RandomStream(seed: configuration.seed).derived("evaluation")
    return try evaluate(
      .policy(session.policy, configuration.training.evaluationSelection), episodes: episodes, title: title)
  }

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
    var details = ["success \(percent(record.lastEvaluation.successRate))"]
    if configuration.isWatched {
      let steps = counters.steps - atLastRow.steps
      let rate =
        steps == 0
        ? record.lastInterventionRate : Double(counters.expertSteps - atLastRow.expertSteps) / Double(steps)
      details += ["interventions \(percent(rate))", "takeovers \(counters.takeovers)"]
    }
    details += [
      "return \(decimal(record.lastEvaluation.returnMean, 1))", "\(decimal(rates.stepsPerSecond, 0)) steps/s",
      "\(decimal(rates.updatesPerSecond, 0)) updates/s",
    ]
    return .init(
      step: counters.steps, total: session.isFinished ? counters.steps : configuration.training.steps, details: details)
  }
}

private func tell(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
