import Recording

/// `reins compare`: finished runs beside each other.
public struct RunComparison: Sendable {
  public var runs: [String]
  public var reports: [TrainingReport]

  public init(reading runs: [String]) throws {
    self.runs = runs
    reports = try runs.map { try readJSON(TrainingReport.self, from: $0 + "/result.json") }
  }

  public func text() -> String {
    var table = TextTable(
      header: [
        "method", "task", "teacher alone", "before", "after", "95 % interval", "steps", "expert's steps", "run",
      ],
      rightAligned: [2, 3, 4, 6, 7])
    for (run, report) in zip(runs, reports) {
      let interval = wilsonInterval(successes: report.after.successes, trials: max(1, report.after.episodes))
      table.add(
        report.algorithm, report.task,
        report.teleoperator.episodes > 0 ? percent(report.teleoperator.successRate) : "-",
        percent(report.before.successRate), report.interrupted ? "-" : percent(report.after.successRate),
        report.interrupted ? "interrupted" : "\(percent(interval.lowerBound)) to \(percent(interval.upperBound))",
        "\(report.steps)", "\(report.expertSteps)", run)
    }
    return table.text()
  }
}
