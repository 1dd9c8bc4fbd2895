public import Wire

/// What a person's hands do at one moment, whatever they hold.
public struct Hands: Equatable, Sendable {
  /// The enabling key or button is held down.
  public var takesOver: Bool
  /// A key of motion is held down: that takes over, too.
  public var moves: Bool
  /// a, shape [action dimension], each in [-1, 1].
  public var action: [Float]

  public init(takesOver: Bool = false, moves: Bool = false, action: [Float]) {
    (self.takesOver, self.moves, self.action) = (takesOver, moves, action)
  }

  public static func empty(_ dimension: Int) -> Hands { Hands(action: Array(repeating: 0, count: dimension)) }

  /// Both at once: who holds two devices commands with both.
  public func joined(with other: Hands) -> Hands {
    precondition(action.count == other.action.count, "both are made for one action space")
    var both = Hands(takesOver: takesOver || other.takesOver, moves: moves || other.moves, action: action)
    for place in action.indices { both.action[place] = max(-1, min(1, action[place] + other.action[place])) }
    return both
  }
}

/// Something that a person does once.
public enum Deed: Equatable, Sendable {
  /// Told to the hub.
  case event(Event.Kind)
  /// The enabling key or button went down: what latching goes by.
  case takeover
  case help
  case quit
}
