/// A picture of several panels over one horizontal axis.
public struct Figure: Sendable {
  public struct Panel: Sendable {
    /// How a panel's values are written.
    public enum Unit: Equatable, Sendable {
      case number
      /// 0...1, shown as 0...100 %, the axis always whole.
      case percent
    }

    /// A level to compare with, for example the teleoperator's own success.
    public struct Reference: Equatable, Sendable {
      public var label: String
      public var y: Double

      public init(label: String, y: Double) {
        self.label = label
        self.y = y
      }
    }

    /// A step at which something happened, for example an alarm.
    public struct Mark: Equatable, Sendable {
      public var label: String
      public var x: Double

      public init(label: String, x: Double) {
        self.label = label
        self.x = x
      }
    }

    public var title: String
    public var unit: Unit
    public var curves: [Curve]
    public var references: [Reference]
    public var marks: [Mark] = []

    public init(title: String, unit: Unit = .number, curves: [Curve], references: [Reference] = []) {
      self.title = title
      self.unit = unit
      self.curves = curves
      self.references = references
    }
  }

  public var title: String
  public var subtitle: String
  /// What the horizontal axis counts.
  public var xLabel: String
  public var panels: [Panel]
  /// Names of the palette's colours, for all panels together; empty where every panel names its curves itself.
  public var legend: [String] = []

  public init(title: String, subtitle: String = "", xLabel: String = "environment steps", panels: [Panel]) {
    self.title = title
    self.subtitle = subtitle
    self.xLabel = xLabel
    self.panels = panels
  }

  /// The figure as a self-contained SVG, 900 wide; two panels to a row, 600 high with three or four of them.
  public func svg() -> String {
    let columns = panels.count > 1 ? 2 : 1
    let rows = max(1, (panels.count + columns - 1) / columns)
    var header = subtitle.isEmpty ? 48.0 : 64.0
    var canvas = SVGCanvas(width: 900)
    header += 18 * Double(canvas.drawLegend(legend, top: header + 6, width: 900))
    let height = rows == 1 ? header + 316 : header + Double(rows) * 268
    let cell = (width: 900 / Double(columns), height: (height - header) / Double(rows))
    canvas.text(title, x: 24, y: 30, size: 18, style: .bold)
    canvas.text(subtitle, x: 24, y: 50, size: 12, style: .muted)
    let extent = horizontalExtent
    for (place, panel) in panels.enumerated() {
      let (row, column) = (place / columns, place % columns)
      let frame = SVGCanvas.Frame(
        left: Double(column) * cell.width + 66, top: header + Double(row) * cell.height + 36,
        right: Double(column + 1) * cell.width - 54, bottom: header + Double(row + 1) * cell.height - 46)
      canvas.draw(panel, in: frame, horizontal: extent, xLabel: xLabel, legend: legend.isEmpty)
    }
    return canvas.finished(height: height)
  }

  /// From 0, or from the first step when that is far away, to the last step of any curve.
  private var horizontalExtent: ClosedRange<Double> {
    let steps = panels.flatMap(\.curves).flatMap(\.points).map(\.x).filter(\.isFinite)
    guard let first = steps.min(), let last = steps.max() else { return 0...1 }
    let start = first < 0 || first > last / 2 ? first : 0
    return start...(last > start ? last : start + 1)
  }
}

extension Figure {
  /// The training curves of one run, or of several as mean and range: success, return, intervention rate, takeovers.
  ///
  /// Columns that are read, where they are there: `success` with `successLow` and `successHigh`, `return`,
  /// `interventionRate`, `takeovers`.
  ///
  /// - Parameter success: levels to compare the success with.
  public static func training(
    title: String, subtitle: String = "", runs: [MetricsTable], success: [Panel.Reference] = []
  ) -> Figure {
    func curve(_ column: String, _ label: String) -> Curve? {
      let points = runs.compactMap { $0.curve(column) }.filter { !$0.isEmpty }
      if points.isEmpty { return nil }
      return points.count == 1
        ? Curve(label: label, points: points[0])
        : Curve(label: "mean and range of \(points.count) runs", meanOf: points)
    }
    var panels: [Panel] = []
    if var line = curve("success", "95 % interval") {
      if runs.count == 1, let low = runs[0].curve("successLow"), let high = runs[0].curve("successHigh") {
        line.band = zip(low, high).map { Curve.Interval(x: $0.x, low: $0.y, high: $1.y) }
      } else if runs.count == 1 {
        line.label = ""
      }
      panels.append(Panel(title: "Success", unit: .percent, curves: [line], references: success))
    }
    let others: [(column: String, title: String, unit: Panel.Unit)] = [
      ("return", "Return", .number), ("interventionRate", "Intervention rate", .percent),
      ("takeovers", "Takeovers so far", .number),
    ]
    for other in others {
      if let line = curve(other.column, "") {
        panels.append(Panel(title: other.title, unit: other.unit, curves: [line]))
      }
    }
    return Figure(title: title, subtitle: subtitle, panels: panels)
  }
}
