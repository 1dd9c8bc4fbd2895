import Foundation

/// Where an axis is marked, and how the marks are written.
struct AxisTicks: Equatable {
  var values: [Double]
  /// Decimals that tell neighbours apart.
  var decimals: Int

  /// Multiples of 1, 2 or 5 times a power of ten within the range, about as many as wanted.
  init(covering range: ClosedRange<Double>, about count: Int) {
    let span = range.upperBound - range.lowerBound
    precondition(span > 0 && span.isFinite, "an axis has an extent")
    let rough = span / Double(count)
    let magnitude = pow(10, floor(log10(rough)))
    let step = [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= rough * 0.999 } ?? 10 * magnitude
    // Powers of ten below one are not exact in binary: divide by their inverse instead of multiplying.
    let first = Int((range.lowerBound / step - 1e-9).rounded(.up))
    let last = Int((range.upperBound / step + 1e-9).rounded(.down))
    values = (first...max(first, last)).map { Double($0) * step }
    decimals = max(0, Int(-floor(log10(step) + 1e-9)))
  }

  func label(_ value: Double) -> String { decimal(value == 0 ? 0 : value, decimals) }

  /// Steps read better in thousands.
  func stepLabel(_ value: Double) -> String {
    if value == 0 || (values.last ?? 0) < 10_000 { return label(value) }
    if (values.last ?? 0) < 10_000_000 { return decimal(value / 1000, max(0, decimals - 3), trimmed: true) + "k" }
    return decimal(value / 1_000_000, 2, trimmed: true) + "M"
  }
}

/// A number with a fixed count of decimals; trimmed, without zeros at its end.
func decimal(_ value: Double, _ decimals: Int, trimmed: Bool = false) -> String {
  var text = String(format: "%.\(decimals)f", value)
  if trimmed && decimals == 0 && value != value.rounded() { text = String(format: "%.1f", value) }
  if trimmed && text.contains(".") {
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
  }
  return text
}
