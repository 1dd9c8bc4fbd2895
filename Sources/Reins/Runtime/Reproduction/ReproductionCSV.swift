import Foundation
import Recording

extension ReproductionReport {
  /// One row per finished run.
  func runsCSV() -> String {
    var lines = [
      "task,expert,judge,method,seed,score,success,episodes,return,returnDeviation,length,expertScore,steps,expertSteps,"
        + "takeovers,interventionRateFirstTenth,interventionRateLastTenth,stepsTo95Percent,trainingSeconds"
    ]
    for outcome in outcomes {
      guard let task = file.tasks.first(where: { $0.name == outcome.run.cell.task }) else { continue }
      let report = outcome.report
      lines.append(
        key(outcome) + ","
          + [
            outcome.score, report.after.successRate, Double(report.after.episodes), report.after.returnMean,
            report.after.returnDeviation, report.after.lengthMean, outcome.teacherScore(task), Double(report.steps),
            Double(report.expertSteps), Double(report.takeovers), report.interventionRateFirstTenth,
            report.interventionRateLastTenth, Double(report.stepsTo95Percent), report.trainingSeconds,
          ].map(plain).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One row per evaluation during training.
  func curvesCSV() -> String {
    let columns = ["step", "expertSteps", "takeovers", "success", "return", "interventionRate"]
    var lines = ["task,expert,judge,method,seed,score," + columns.joined(separator: ",")]
    for outcome in outcomes {
      guard let task = file.tasks.first(where: { $0.name == outcome.run.cell.task }) else { continue }
      let places = columns.map { outcome.metrics.columns.firstIndex(of: $0) }
      for row in outcome.metrics.rows {
        let values = places.map { place in place.map { row[$0] } ?? .nan }
        let score = task.score(success: values[3], return: values[4])
        lines.append(key(outcome) + "," + ([score] + values).map(plain).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func key(_ outcome: RunOutcome) -> String {
    let cell = outcome.run.cell
    return [cell.task, cell.expert, cell.judge, cell.method].map(quoted).joined(separator: ",") + ",\(outcome.run.seed)"
  }

  private func quoted(_ text: String) -> String {
    text.contains { ",\"\n".contains($0) } ? "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\"" : text
  }

  /// Empty where nothing was measured.
  private func plain(_ value: Double) -> String {
    if !value.isFinite { return "" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
