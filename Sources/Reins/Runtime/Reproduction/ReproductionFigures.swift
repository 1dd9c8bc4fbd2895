import Recording
import Vocabulary

extension ReproductionReport {
  /// One task's curves: score against environment steps and against expert-driven steps, and the intervention rate.
  func figures(_ task: ReproductionFile.Task) -> [(name: String, figure: Figure)] {
    let plots: [(suffix: String, title: String, column: String, x: String)] = [
      ("steps", "score against environment steps", "step", "environment steps"),
      ("expert-steps", "score against expert steps", "expertSteps", "steps driven or labelled by the expert"),
      ("interventions", "intervention rate", "step", "environment steps"),
    ]
    return plots.compactMap { plot in
      let panels = task.experts.compactMap {
        panel(task, $0, column: plot.column, rate: plot.suffix == "interventions")
      }
      if panels.isEmpty { return nil }
      var figure = Figure(
        title: "\(task.name): \(plot.title)", subtitle: "mean and range over seeds, one panel per expert",
        xLabel: plot.x, panels: panels)
      figure.legend = methods(task).map(\.name)
      return ("\(slug(task.name))-\(plot.suffix).svg", figure)
    }
  }

  private func panel(
    _ task: ReproductionFile.Task, _ expert: ReproductionFile.Variant, column: String, rate: Bool
  ) -> Figure.Panel? {
    var curves: [Curve] = []
    for (place, method) in methods(task).enumerated() where !method.ignoresExpert {
      let runs = runs(task, expert, method)
      let points = runs.map { rate ? $0.metrics.curve("interventionRate") ?? [] : $0.curve(task, over: column) }
        .filter { $0.count > 1 && (!rate || $0.contains { $0.y > 0 }) }
      if points.isEmpty { continue }
      var curve = points.count == 1 ? Curve(label: "", points: points[0]) : Curve(label: "", meanOf: points)
      curve.color = place
      curves.append(curve)
    }
    if curves.isEmpty { return nil }
    let end = curves.compactMap { $0.points.last?.x }.max() ?? 0
    // Spends neither steps nor the expert: as high at any cost.
    for (place, method) in methods(task).enumerated() where method.ignoresExpert && !rate {
      let scores = runs(task, expert, method).map(\.score)
      if scores.isEmpty { continue }
      var level = Curve(label: "", meanOf: scores.map { [CurvePoint(x: 0, y: $0), CurvePoint(x: end, y: $0)] })
      level.color = place
      curves.append(level)
    }
    let teacher = methods(task).flatMap { runs(task, expert, $0) }.map { $0.teacherScore(task) }.first { $0.isFinite }
    return Figure.Panel(
      title: expert.name, unit: rate ? .percent : .number, curves: curves,
      references: rate ? [] : teacher.map { [.init(label: "expert alone", y: $0)] } ?? [])
  }
}
