import Foundation
import Recording
import Vocabulary

extension ReproductionReport {
  /// One task's rows of the paper's table 1: experts down, methods across, mean ± standard deviation over seeds.
  func scoreTable(_ task: ReproductionFile.Task) -> String {
    let methods = methods(task)
    if methods.isEmpty { return "" }
    var rows: [[String]] = []
    for expert in task.experts {
      let all = methods.map { runs(task, expert, $0) }
      let means = all.map { mean($0.map(\.score)) }
      let best = means.filter(\.isFinite).max()
      let teacher = all.joined().map { $0.teacherScore(task) }.first { $0.isFinite } ?? .nan
      var row = [expert.name, number(teacher)]
      for (place, method) in methods.enumerated() {
        var cell = spread(all[place].map(\.score))
        if means[place] == best { cell = "**\(cell)**" }
        if let paper,
          let theirs = PaperTables.value(
            paper.methods, domain: task.paper, expert: expert.paper, column: method.paper)
        {
          cell += " (\(theirs))"
        }
        row.append(cell)
      }
      rows.append(row)
    }
    if task.experts.count > 1 {
      rows.append(
        ["mean", ""]
          + methods.map { method in number(mean(task.experts.map { mean(runs(task, $0, method).map(\.score)) })) })
    }
    return table([task.name, "expert alone"] + methods.map(\.name), rows)
  }

  /// Interquartile mean and 95 % stratified-bootstrap interval over the tasks: of each task's weakest expert (the last
  /// that its list names), and of all.
  func aggregateTable() -> String {
    var rows: [[String]] = []
    for method in file.methods {
      func cell(_ experts: (ReproductionFile.Task) -> ArraySlice<ReproductionFile.Variant>) -> String {
        let strata = file.tasks.flatMap { task in
          experts(task).map { runs(task, $0, method).map(\.score) }
        }.filter { !$0.isEmpty }
        if strata.isEmpty { return "" }
        let interval = bootstrapInterval(strata, random: RandomStream(seed: 0).derived("bootstrap"))
        return
          "\(number(interquartileMean(strata.flatMap { $0 }))) [\(number(interval.low)), \(number(interval.high))], "
          + "\(strata.count) cells"
      }
      let row = [method.name, cell { $0.experts.suffix(1) }, cell { $0.experts[...] }]
      if row[1...].contains(where: { !$0.isEmpty }) { rows.append(row) }
    }
    return "Interquartile mean of all runs and its 95 % interval by the stratified bootstrap (2,000 resamples).\n\n"
      + table(["method", "weakest expert of every task", "all experts"], rows)
  }

  /// The paper's table 3: actors down, judges across.
  func judgeTables(_ task: ReproductionFile.Task) -> [String] {
    file.methods.filter { task.judgedMethods.contains($0.name) }.map { method in
      let rows = task.experts.map { expert in
        [expert.name]
          + task.judges.map { judge in
            var cell = spread(runs(task, expert, method, judge: judge.name).map(\.score))
            if let paper,
              let theirs = PaperTables.value(
                paper.judges, domain: task.paper, expert: expert.paper, column: judge.paper)
            {
              cell += " (\(theirs))"
            }
            return cell
          }
      }
      return table(["\(task.name), \(method.name)"] + task.judges.map { "judge \($0.name)" }, rows)
    }
  }

  /// Scores where the method that stopped first stopped: by environment steps, and by steps of the expert. Methods that
  /// ignore the expert spend neither, so theirs are final.
  func budgetTable(_ task: ReproductionFile.Task) -> String {
    let methods = methods(task)
    var rows: [[String]] = []
    for (column, unit) in [("step", "environment steps"), ("expertSteps", "expert steps")] {
      for expert in task.experts {
        let curves = methods.map { method in
          runs(task, expert, method).map { $0.curve(task, over: column) }.filter { ($0.last?.x ?? 0) > 0 }
        }
        let spending = zip(methods, curves).filter { !$0.0.ignoresExpert }.map(\.1)
        guard let budget = spending.joined().compactMap({ $0.last?.x }).min() else { continue }
        let cells = zip(methods, curves).map { method, curves in
          spread(method.ignoresExpert ? runs(task, expert, method).map(\.score) : curves.map { value($0, at: budget) })
        }
        rows.append(["\(expert.name), after \(Int(budget)) \(unit)"] + cells)
      }
    }
    return rows.isEmpty ? "" : table([task.name] + methods.map(\.name), rows)
  }

  func costTable(_ task: ReproductionFile.Task) -> String {
    var rows: [[String]] = []
    for expert in task.experts {
      for method in methods(task) {
        let reports = runs(task, expert, method).map(\.report)
        if reports.isEmpty { continue }
        func average(_ value: (TrainingReport) -> Double) -> Double { mean(reports.map(value)) }
        rows.append([
          expert.name, method.name, "\(reports.count)", number(average { Double($0.steps) }, 0),
          number(average { Double($0.expertSteps) }, 0), number(average { Double($0.takeovers) }, 0),
          "\(number(100 * average(\.interventionRateFirstTenth))) → "
            + number(100 * average(\.interventionRateLastTenth)),
          number(average(\.trainingSeconds), 0),
        ])
      }
    }
    if rows.isEmpty { return "" }
    return table(
      [task.name, "method", "runs", "steps", "expert steps", "takeovers", "intervention rate, %", "seconds"], rows)
  }

  func signals() -> String {
    var lines: [String] = []
    for method in file.methods {
      let told = outcomes.filter { $0.run.cell.method == method.name }.map(\.report.signal)
      for signal in Set(told).sorted() { lines.append("- \(method.name): \(signal)") }
    }
    return lines.joined(separator: "\n")
  }

  private func table(_ header: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    return ([line(header), line(header.map { _ in "---" })] + rows.map(line)).joined(separator: "\n")
  }
}

/// NaN for none; what is not finite is left out.
func mean(_ values: [Double]) -> Double {
  let finite = values.filter(\.isFinite)
  return finite.reduce(0, +) / Double(finite.count)
}

/// `88.5 ± 3.1`, the standard deviation over runs (of the population, as numpy's default); empty for none.
private func spread(_ values: [Double]) -> String {
  let finite = values.filter(\.isFinite)
  if finite.isEmpty { return "" }
  let center = mean(finite)
  let variance = mean(finite.map { ($0 - center) * ($0 - center) })
  return "\(number(center)) ± \(number(variance.squareRoot()))"
}

private func number(_ value: Double, _ places: Int = 1) -> String { value.isFinite ? decimal(value, places) : "" }

/// The last point at or before x; nothing is read into the time between two evaluations.
private func value(_ curve: [CurvePoint], at x: Double) -> Double { curve.last { $0.x <= x }?.y ?? .nan }
