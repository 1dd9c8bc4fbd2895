import Foundation
import Recording
import Vocabulary

/// What the finished runs of a grid show, as files: Markdown, CSV and figures.
struct ReproductionReport {
  let file: ReproductionFile
  let paper: PaperTables?
  let outcomes: [RunOutcome]
  /// Runs of the whole grid.
  let planned: Int
  /// What reproduces it.
  let command: String
  /// Of a finished run; nil before the first.
  let provenance: Provenance?

  /// Contents by file name.
  func files() throws -> [String: String] {
    var files = ["runs.csv": runsCSV(), "curves.csv": curvesCSV(), "report.md": markdown()]
    for task in file.tasks {
      for figure in figures(task) { files[figure.name] = figure.figure.svg() }
    }
    return files
  }

  /// Runs of one cell; a method that ignores the expert has the same runs beside every expert.
  func runs(
    _ task: ReproductionFile.Task, _ expert: ReproductionFile.Variant, _ method: ReproductionFile.Method,
    judge: String? = nil
  ) -> [RunOutcome] {
    let judge = judge ?? task.judges.first?.name ?? ""
    return outcomes.filter {
      $0.run.cell.task == task.name && $0.run.cell.method == method.name && $0.run.cell.judge == judge
        && ($0.run.cell.expert == expert.name || $0.run.cell.expert.isEmpty)
    }
  }

  /// Methods with a finished run of a task.
  func methods(_ task: ReproductionFile.Task) -> [ReproductionFile.Method] {
    file.methods.filter { method in task.experts.contains { !runs(task, $0, method).isEmpty } }
  }

  private func markdown() -> String {
    var parts = ["# \(file.title)", preface()]
    parts.append("## Final score by expert")
    for task in file.tasks { parts.append(scoreTable(task)) }
    parts.append("## Over all tasks")
    parts.append(aggregateTable())
    let judged = file.tasks.filter { !$0.judges.isEmpty && !$0.judgedMethods.isEmpty }
    if !judged.isEmpty {
      parts.append("## Who acts against who judges")
      for task in judged { parts.append(contentsOf: judgeTables(task)) }
    }
    parts.append("## At equal budgets")
    for task in file.tasks { parts.append(budgetTable(task)) }
    parts.append("## Curves")
    for task in file.tasks {
      parts.append(contentsOf: figures(task).map { "![\($0.figure.title): \($0.figure.subtitle)](\($0.name))" })
    }
    parts.append("## What it cost")
    for task in file.tasks { parts.append(costTable(task)) }
    parts.append("## What each learner was told")
    parts.append(signals())
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var machine: String {
    provenance.map {
      " on \($0.cores) cores of \($0.cpu), instruction set \($0.instructionSet), reins \($0.libraries["reins"] ?? "?")"
    } ?? ""
  }

  private func preface() -> String {
    var lines = [
      "\(outcomes.count) of \(planned) runs are finished; seeds \(file.seeds.map(String.init).joined(separator: ", ")). "
        + "`runs.csv` has a row for every run, `curves.csv` every evaluation during training.",
      "", "Made by `\(command)`\(machine).", "",
    ]
    for task in file.tasks {
      guard let outcome = outcomes.first(where: { $0.run.cell.task == task.name }) else { continue }
      let episodes = "\((outcome.report.selection ?? .mode).text), \(outcome.report.after.episodes) evaluation episodes"
      switch task.metric {
      case .success: lines.append("- \(task.name), `\(outcome.report.task)`: success in percent; \(episodes).")
      case .return:
        lines.append(
          "- \(task.name), `\(outcome.report.task)`: return in percent of the way from \(decimal(task.randomReturn, 1)) "
            + "(a random policy) to \(decimal(task.referenceReturn, 1)) (the reference); \(episodes).")
      }
    }
    if let paper { lines.append("\nThe paper's numbers, in brackets: \(paper.source).") }
    return lines.joined(separator: "\n")
  }
}
