public import Vocabulary

/// Turns what hands do into a script: a moment at each change, and one for each thing that was told to the hub.
public struct ScriptRecorder: Sendable {
  private let actions: ActionSpace
  private var began: UInt64?
  private var last: Hands

  public init(actions: ActionSpace) {
    self.actions = actions
    last = .empty(actions.dimension)
  }

  /// The moments of this turn, in order; the first turn is the time 0.
  public mutating func note(_ hands: Hands, deeds: [Deed], at now: UInt64) -> [OperatorScript.Moment] {
    let start = began ?? now
    began = start
    let seconds = Double(now - start) * 1e-9
    var moments: [OperatorScript.Moment] = []
    for case .event(let kind) in deeds {
      guard let name = OperatorScript.deeds.first(where: { $0.value == .event(kind) })?.key else { continue }
      moments.append(moment(hands, at: seconds, event: name))
    }
    if moments.isEmpty && hands != last { moments.append(moment(hands, at: seconds)) }
    last = hands
    return moments
  }

  private func moment(_ hands: Hands, at seconds: Double, event: String = "") -> OperatorScript.Moment {
    var action: [String: Double] = [:]
    for (element, value) in zip(actions.elements, hands.action) where value != 0 {
      action[element.name] = Double(value)
    }
    // A key of motion that moves nothing yet takes over all the same.
    if hands.moves && action.isEmpty, let first = actions.elements.first { action[first.name] = 0 }
    return OperatorScript.Moment(atSeconds: seconds, action: action, takeover: hands.takesOver, event: event)
  }
}
