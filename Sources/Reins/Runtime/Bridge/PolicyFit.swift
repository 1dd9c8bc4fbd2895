import Environments
import Recording
import Vocabulary

extension PolicyDescription {
  /// A policy that drives a robot must have been trained for it, and for spaces of the same elements and units.
  ///
  /// - Parameters:
  ///   - specification: of the task that it is to drive.
  ///   - robot: folder name below `robots/`.
  /// - Throws: what differs, naming both.
  func check(drives specification: TaskSpecification, robot: String) throws(ConfigError) {
    guard specification.robot == robot else {
      throw .outOfRange(
        key: "--robot", value: robot, allowed: "\(specification.robot): the policy was trained on \(specification.id)")
    }
    guard action == specification.action.elements else {
      throw .outOfRange(
        key: "the policy's actions", value: text(action), allowed: text(specification.action.elements))
    }
    let expected = specification.observation.components.flatMap { component in
      component.elements.map { element in
        (element.isEmpty ? component.name : "\(component.name).\(element)") + " in \(component.unit)"
      }
    }
    let found = observation.map { "\($0.name) in \($0.unit)" }
    for (place, (one, other)) in zip(found, expected).enumerated() where one != other {
      throw .outOfRange(key: "the policy's observation \(place)", value: one, allowed: other)
    }
  }

  private func text(_ elements: [ActionElement]) -> String {
    elements.map { "\($0.name) of \($0.scale) \($0.unit)" }.joined(separator: ", ")
  }
}
