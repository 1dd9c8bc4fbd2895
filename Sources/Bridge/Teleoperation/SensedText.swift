public import Vocabulary

/// What the robot senses, in a few lines of text: for hands that have no camera, or do not trust it.
public struct SensedText: Equatable, Sendable {
  private var components: [ObservationComponent] = []

  public init(_ space: ObservationSpace) { components = space.components }

  init() {}

  /// Each component's name, values and unit, as many to a line as fit; a component is not broken.
  ///
  /// - Parameters:
  ///   - values: the observation vector; nothing is said of one of another length.
  ///   - most: lines.
  public func lines(_ values: [Float], width: Int, most: Int = 4) -> [String] {
    guard values.count == components.reduce(0, { $0 + $1.elements.count }) else { return [] }
    var lines: [String] = []
    var first = 0
    for component in components {
      let own = values[first..<first + component.elements.count].map { Self.fixed(Double($0)) }
      first += component.elements.count
      let unit = component.unit == "1" || component.unit.isEmpty ? "" : " " + component.unit
      let text = "\(component.name) \(own.joined(separator: " "))\(unit)"
      if let last = lines.last, last.count + 2 + text.count <= width {
        lines[lines.count - 1] = "\(last)  \(text)"
      } else {
        lines.append(text)
      }
    }
    return Array(lines.prefix(most))
  }

  /// Three decimals; `-` where there is no number.
  private static func fixed(_ value: Double) -> String {
    guard value.magnitude < 1e6 else { return "-" }
    let thousandths = Int((value.magnitude * 1000).rounded())
    let rest = String(1000 + thousandths % 1000).dropFirst()
    return (value < 0 && thousandths > 0 ? "-" : "") + "\(thousandths / 1000).\(rest)"
  }
}
