/// A measured value at a step.
public struct CurvePoint: Equatable, Sendable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// A line of a panel, with the band of its uncertainty or spread.
public struct Curve: Equatable, Sendable {
  /// An interval at a step.
  public struct Interval: Equatable, Sendable {
    public var x: Double
    public var low: Double
    public var high: Double

    public init(x: Double, low: Double, high: Double) {
      self.x = x
      self.low = low
      self.high = high
    }
  }

  public var label: String
  /// Rising in x.
  public var points: [CurvePoint]
  /// Rising in x; empty for none.
  public var band: [Interval]
  /// Which colour of the palette, so that one thing has one colour in every panel; nil takes the place in the panel. Past
  /// the palette's end lines are dashed.
  public var color: Int?

  public init(label: String, points: [CurvePoint], band: [Interval] = []) {
    self.label = label
    self.points = points
    self.band = band
  }

  /// Several runs as one curve: their mean, and the range from the least to the greatest, over the steps that all runs
  /// have covered. Between its points a run is a straight line.
  public init(label: String, meanOf runs: [[CurvePoint]]) {
    let runs = runs.filter { !$0.isEmpty }
    self.init(label: label, points: [])
    guard let start = runs.map({ $0[0].x }).max(), let end = runs.map({ $0[$0.count - 1].x }).min() else { return }
    for x in Set(runs.joined().map(\.x)).sorted() where (start...max(start, end)).contains(x) && x <= end {
      let values = runs.map { interpolate($0, at: x) }
      points.append(CurvePoint(x: x, y: values.reduce(0, +) / Double(values.count)))
      band.append(Interval(x: x, low: values.min() ?? 0, high: values.max() ?? 0))
    }
  }
}

/// The value of a piecewise linear run; x lies within it.
private func interpolate(_ run: [CurvePoint], at x: Double) -> Double {
  let next = run.firstIndex { $0.x >= x } ?? run.count - 1
  if next == 0 || run[next].x == x { return run[next].y }
  let (a, b) = (run[next - 1], run[next])
  return a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)
}
