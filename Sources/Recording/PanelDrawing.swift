import Foundation

extension SVGCanvas {
  /// Draws one panel; `frame` is the plot's own rectangle, its labels lie around it.
  ///
  /// - Parameter legend: whether the panel names its curves itself.
  mutating func draw(
    _ panel: Figure.Panel, in frame: Frame, horizontal: ClosedRange<Double>, xLabel: String, legend: Bool = true
  ) {
    let vertical = verticalExtent(panel)
    func x(_ value: Double) -> Double {
      let share = (value - horizontal.lowerBound) / (horizontal.upperBound - horizontal.lowerBound)
      return frame.left + share * (frame.right - frame.left)
    }
    func y(_ value: Double) -> Double {
      let share = (value - vertical.lowerBound) / (vertical.upperBound - vertical.lowerBound)
      return frame.bottom - min(max(share, 0), 1) * (frame.bottom - frame.top)
    }
    text(panel.title, x: frame.left, y: frame.top - 14, size: 13, style: .bold)
    if legend { drawLegend(panel, frame) }

    let rows = AxisTicks(covering: vertical, about: 5)
    for value in rows.values {
      line(from: (frame.left, y(value)), to: (frame.right, y(value)), color: Self.grid)
      let label = panel.unit == .percent ? "\(decimal(100 * value, 0)) %" : rows.label(value)
      text(label, x: frame.left - 8, y: y(value) + 4, size: 11, style: .muted, anchor: .end)
    }
    let columns = AxisTicks(covering: horizontal, about: 6)
    for value in columns.values {
      line(from: (x(value), frame.bottom), to: (x(value), frame.bottom + 4), color: Self.axis)
      text(columns.stepLabel(value), x: x(value), y: frame.bottom + 17, size: 11, style: .muted, anchor: .middle)
    }
    line(from: (frame.left, frame.bottom), to: (frame.right, frame.bottom), color: Self.axis)
    text(xLabel, x: (frame.left + frame.right) / 2, y: frame.bottom + 34, size: 11, style: .muted, anchor: .middle)

    for reference in panel.references where reference.y.isFinite {
      line(from: (frame.left, y(reference.y)), to: (frame.right, y(reference.y)), color: Self.axis, dashed: true)
      // At the right, where a learner has left the level behind; at the left when it ends near it.
      let end = panel.curves.first?.points.last(where: \.y.isFinite).map { y($0.y) } ?? frame.top
      let right = abs(end - y(reference.y)) > 30
      text(
        reference.label, x: right ? frame.right - 6 : frame.left + 6, y: y(reference.y) - 5, size: 11, style: .muted,
        anchor: right ? .end : .start)
    }
    for mark in panel.marks where horizontal.contains(mark.x) {
      line(from: (x(mark.x), frame.top), to: (x(mark.x), frame.bottom), color: Self.alarm, dashed: true)
      let right = x(mark.x) < (frame.left + frame.right) / 2
      text(
        mark.label, x: x(mark.x) + (right ? 4 : -4), y: frame.bottom - 6, size: 10, anchor: right ? .start : .end,
        color: Self.alarm)
    }
    var ends: [(x: Double, y: Double, label: String, color: String)] = []
    for (place, curve) in panel.curves.enumerated() {
      let (color, dashed) = Self.paint(curve.color ?? place)
      let band = thinned(curve.band.filter { $0.low.isFinite && $0.high.isFinite })
      if band.count > 1 {
        area(band.map { (x($0.x), y($0.high)) } + band.reversed().map { (x($0.x), y($0.low)) }, color: color)
      }
      let points = thinned(curve.points.filter(\.y.isFinite)).map { (x: x($0.x), y: y($0.y)) }
      if points.count > 1 { polyline(points, color: color, dashed: dashed) }
      if let last = points.last, let value = curve.points.last(where: \.y.isFinite)?.y {
        dot(last, color: color)
        let label = panel.unit == .percent ? "\(decimal(100 * value, 0)) %" : short(value)
        ends.append((last.x, last.y, label, color))
      }
    }
    for (end, height) in zip(ends, spreadLabels(ends.map(\.y), gap: 12)) {
      text(end.label, x: end.x + 8, y: height + 4, size: 11, style: .bold, color: end.color)
    }
  }

  /// Swatches and labels, right-aligned on the title's line.
  private mutating func drawLegend(_ panel: Figure.Panel, _ frame: Frame) {
    var right = frame.right
    for (place, curve) in panel.curves.enumerated().reversed() where !curve.label.isEmpty {
      // No font is at hand to measure with; sans-serif letters of size 11 are about 6 wide.
      let width = 6.1 * Double(curve.label.count)
      text(curve.label, x: right, y: frame.top - 14, size: 11, style: .muted, anchor: .end)
      let (color, dashed) = Self.paint(curve.color ?? place)
      swatch(x: right - width - 22, y: frame.top - 14, color: color, dashed: dashed)
      right -= width + 40
    }
  }

  /// One legend for all panels, in rows from the left.
  ///
  /// - Returns: the rows it took.
  @discardableResult
  mutating func drawLegend(_ labels: [String], top: Double, width: Double) -> Int {
    var (x, row) = (24.0, 0)
    for (place, label) in labels.enumerated() {
      let length = 6.1 * Double(label.count) + 22
      if x > 24, x + length > width - 24 { (x, row) = (24, row + 1) }
      let (color, dashed) = Self.paint(place)
      swatch(x: x, y: top + 18 * Double(row), color: color, dashed: dashed)
      text(label, x: x + 22, y: top + 18 * Double(row), size: 11, style: .muted)
      x += length + 18
    }
    return labels.isEmpty ? 0 : row + 1
  }

  /// All values, some air above and below, zero included when it is near.
  private func verticalExtent(_ panel: Figure.Panel) -> ClosedRange<Double> {
    if panel.unit == .percent { return 0...1 }
    let values =
      (panel.curves.flatMap { $0.points.map(\.y) + $0.band.flatMap { [$0.low, $0.high] } }
      + panel.references.map(\.y)).filter(\.isFinite)
    guard let low = values.min(), let high = values.max() else { return 0...1 }
    if low == high { return (low - max(1, abs(low)) * 0.5)...(high + max(1, abs(high)) * 0.5) }
    let air = 0.06 * (high - low)
    let floor = low >= 0 && low < 0.5 * high ? 0 : low - air
    let ceiling = high <= 0 && high > 0.5 * low ? 0 : high + air
    return floor...ceiling
  }
}

/// At most 400 elements, evenly chosen, first and last kept: more than a panel has pixels tells nothing.
private func thinned<Element>(_ elements: [Element]) -> [Element] {
  let limit = 400
  if elements.count <= limit { return elements }
  return (0..<limit).map { elements[$0 * (elements.count - 1) / (limit - 1)] }
}

/// Three digits.
private func short(_ value: Double) -> String {
  if abs(value) >= 100_000 { return decimal(value / 1000, 0) + "k" }
  if abs(value) >= 100 { return decimal(value, 0) }
  return decimal(value, abs(value) >= 10 ? 1 : 2, trimmed: true)
}
