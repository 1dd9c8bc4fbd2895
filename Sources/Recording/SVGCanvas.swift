/// Collects the elements of an SVG picture.
struct SVGCanvas {
  struct Frame {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double
  }

  enum TextStyle { case plain, bold, muted }
  enum Anchor: String { case start, middle, end }

  /// Okabe and Ito's palette (2008): told apart with every kind of colour vision.
  static let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]

  /// The colour of a curve, and whether its line is dashed to tell it from one of the same colour.
  static func paint(_ index: Int) -> (color: String, dashed: Bool) {
    (colors[index % colors.count], index / colors.count % 2 == 1)
  }

  static let grid = "#E4E7EB"
  static let axis = "#8A929C"
  static let alarm = "#B42318"

  private var elements: [String] = []
  private let width: Double

  init(width: Double) { self.width = width }

  func finished(height: Double) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" \
    width="\(number(width))" height="\(number(height))" \
    font-family="-apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif">
    <rect width="100%" height="100%" fill="#FFFFFF"/>
    \(elements.joined(separator: "\n"))
    </svg>

    """
  }

  mutating func text(
    _ text: String, x: Double, y: Double, size: Double, style: TextStyle = .plain, anchor: Anchor = .start,
    color: String? = nil
  ) {
    if text.isEmpty { return }
    let fill = color ?? (style == .muted ? "#5B6570" : "#1F2933")
    let weight = style == .bold ? " font-weight=\"600\"" : ""
    elements.append(
      "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(size))\" fill=\"\(fill)\"\(weight) "
        + "text-anchor=\"\(anchor.rawValue)\">\(escaped(text))</text>")
  }

  mutating func line(
    from a: (x: Double, y: Double), to b: (x: Double, y: Double), color: String, width: Double = 1, dashed: Bool = false
  ) {
    let dash = dashed ? " stroke-dasharray=\"5 4\"" : ""
    elements.append(
      "<line x1=\"\(number(a.x))\" y1=\"\(number(a.y))\" x2=\"\(number(b.x))\" y2=\"\(number(b.y))\" "
        + "stroke=\"\(color)\" stroke-width=\"\(number(width))\"\(dash)/>")
  }

  mutating func polyline(_ points: [(x: Double, y: Double)], color: String, dashed: Bool = false) {
    let dash = dashed ? " stroke-dasharray=\"6 4\"" : ""
    elements.append(
      "<polyline points=\"\(list(points))\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\" "
        + "stroke-linejoin=\"round\" stroke-linecap=\"round\"\(dash)/>")
  }

  mutating func area(_ points: [(x: Double, y: Double)], color: String) {
    elements.append("<polygon points=\"\(list(points))\" fill=\"\(color)\" fill-opacity=\"0.16\"/>")
  }

  mutating func dot(_ point: (x: Double, y: Double), color: String) {
    elements.append(
      "<circle cx=\"\(number(point.x))\" cy=\"\(number(point.y))\" r=\"3.5\" fill=\"\(color)\" stroke=\"#FFFFFF\" "
        + "stroke-width=\"1.5\"/>")
  }

  mutating func swatch(x: Double, y: Double, color: String, dashed: Bool = false) {
    elements.append(
      "<rect x=\"\(number(x))\" y=\"\(number(y - 9))\" width=\"16\" height=\"10\" rx=\"2\" fill=\"\(color)\" "
        + "fill-opacity=\"0.16\"/>")
    line(from: (x, y - 4), to: (x + 16, y - 4), color: color, width: 2, dashed: dashed)
  }

  private func list(_ points: [(x: Double, y: Double)]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// A hundredth of a pixel is finer than anyone can see.
  private func number(_ value: Double) -> String { decimal(value, 2, trimmed: true) }
}

/// Text that cannot be mistaken for markup; control characters, which XML forbids, are left out.
private func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case _ where scalar.value < 0x20 || scalar.value == 0xfffe || scalar.value == 0xffff: result += " "
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
