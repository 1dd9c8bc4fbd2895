import Foundation
import Recording

/// What a finished run of the grid came to.
struct RunOutcome {
  var run: ReproductionGrid.Run
  var report: TrainingReport
  var metrics: MetricsTable
  /// In percent, as `ReproductionFile.Metric` says.
  var score: Double

  init(_ run: ReproductionGrid.Run, task: ReproductionFile.Task, output: String) throws {
    let folder = "\(output)/\(run.folder)"
    self.run = run
    report = try readJSON(TrainingReport.self, from: "\(folder)/result.json")
    metrics = try MetricsTable(reading: "\(folder)/metrics.csv")
    score = task.score(success: report.after.successRate, return: report.after.returnMean)
  }

  /// The teacher's score by itself; NaN where nobody taught.
  func teacherScore(_ task: ReproductionFile.Task) -> Double {
    report.teleoperator.episodes == 0
      ? .nan : task.score(success: report.teleoperator.successRate, return: report.teleoperator.returnMean)
  }

  /// (x, score) of every evaluation during training, rising in x.
  ///
  /// - Parameter column: what x is, a column of metrics.csv.
  func curve(_ task: ReproductionFile.Task, over column: String) -> [CurvePoint] {
    let columns = metrics.columns
    guard let x = columns.firstIndex(of: column), let success = columns.firstIndex(of: "success"),
      let returns = columns.firstIndex(of: "return")
    else { return [] }
    var points: [CurvePoint] = []
    for row in metrics.rows where row[x].isFinite && row[success].isFinite {
      let point = CurvePoint(x: row[x], y: task.score(success: row[success], return: row[returns]))
      // An expert that rests does not move its axis: the last value counts.
      if points.last?.x == point.x { points.removeLast() }
      points.append(point)
    }
    return points
  }
}

extension ReproductionFile.Task {
  /// In percent: of episodes, or of the way from `randomReturn` to `referenceReturn`.
  func score(success: Double, return value: Double) -> Double {
    switch metric {
    case .success: 100 * success
    case .return: 100 * (value - randomReturn) / (referenceReturn - randomReturn)
    }
  }
}
