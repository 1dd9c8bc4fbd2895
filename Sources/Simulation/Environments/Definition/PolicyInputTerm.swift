import Vocabulary

/// The words from which a task's network input is put together. Components are named as in the observation space
/// (`toolPosition`, ..., `achievedGoal`, `desiredGoal`).
public enum PolicyInputTerm: Codable, Equatable, Sendable {
  /// scale · component, every element.
  case scaled(of: String, scale: Float)
  /// scale · (component − other), element by element.
  case difference(of: String, minus: String, scale: Float)
  /// sin and cos of multiple · element: an angle, for bodies that look the same after a turn by 2π / multiple.
  case circle(of: String, element: String, multiple: Float)

  /// The component names that the term reads.
  var components: [String] {
    switch self {
    case .scaled(let name, _), .circle(let name, _, _): [name]
    case .difference(let name, let minus, _): [name, minus]
    }
  }

  /// The input elements of the term over a space in which `components` were found by the definition's check.
  func elements(in space: ObservationSpace) -> [PolicyInput.Element] {
    func range(_ name: String) -> Range<Int> {
      guard let range = space.range(of: name) else { preconditionFailure("a checked definition names '\(name)'") }
      return range
    }
    switch self {
    case .scaled(let name, let scale):
      return range(name).map { .scaled(index: $0, scale: scale) }
    case .difference(let name, let minus, let scale):
      return zip(range(name), range(minus)).map { .difference(index: $0, minus: $1, scale: scale) }
    case .circle(let name, let element, let multiple):
      let names = space.components.first { $0.name == name }?.elements ?? []
      guard let offset = names.firstIndex(of: element) else {
        preconditionFailure("a checked definition names '\(name).\(element)'")
      }
      let index = range(name).lowerBound + offset
      return [.sine(index: index, multiple: multiple), .cosine(index: index, multiple: multiple)]
    }
  }
}
