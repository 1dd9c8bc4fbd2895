import Vocabulary

extension TaskSpecification {
  /// Clips an action to [-1, 1] into `action`; changes nothing when it is refused.
  func accept(_ given: Span<Float>, into action: inout [Double], step: Int) throws(EnvironmentError) {
    guard given.count == action.count else {
      throw .actionDimension(task: id, expected: action.count, received: given.count)
    }
    for place in given.indices where !given[place].isFinite {
      throw .nonFiniteAction(task: id, element: self.action.elements[place].name, step: step)
    }
    for place in given.indices { action[place] = Double(min(1, max(-1, given[place]))) }
  }
}
