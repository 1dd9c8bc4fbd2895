public import Vocabulary
import Wire

/// What an operator did, or is to do, at what times: for tests and demonstrations.
public struct OperatorScript: Codable, Equatable, Sendable {
  /// From its time on until the next moment's.
  public struct Moment: Codable, Equatable, Sendable {
    /// Since the session began.
    public var atSeconds: Double
    /// Held down, by name.
    public var keys: [String]
    /// Values by name of the action's element, -1...1; they take over as keys of motion do.
    public var action: [String: Double]
    /// The enabling key is held down.
    public var takeover: Bool
    /// Told once: success, failure, reset, ready, stop, arm, disarm, clear; `quit` ends the program. Empty: none.
    public var event: String

    public init(
      atSeconds: Double = 0, keys: [String] = [], action: [String: Double] = [:], takeover: Bool = false,
      event: String = ""
    ) {
      self.atSeconds = atSeconds
      self.keys = keys
      self.action = action
      self.takeover = takeover
      self.event = event
    }
  }

  public var moments: [Moment]

  public init(moments: [Moment] = []) { self.moments = moments }

  /// Checks every value; called once, after loading.
  public func validated() throws(ConfigError) -> Self {
    var last = 0.0
    for (place, moment) in moments.enumerated() {
      let key = "moments[\(place)]"
      guard moment.atSeconds >= last, moment.atSeconds <= 86_400 else {
        throw .outOfRange(
          key: "\(key).atSeconds", value: "\(moment.atSeconds)", allowed: "\(last)...86400: moments stand in order")
      }
      last = moment.atSeconds
      for name in moment.keys where !Key(name).isKnown {
        throw .outOfRange(key: "\(key).keys", value: name, allowed: "names of keys")
      }
      for (name, value) in moment.action where !(-1...1).contains(value) {
        throw .outOfRange(key: "\(key).action.\(name)", value: "\(value)", allowed: "-1...1")
      }
      guard moment.event.isEmpty || Self.deeds[moment.event] != nil else {
        throw .outOfRange(
          key: "\(key).event", value: moment.event, allowed: Self.deeds.keys.sorted().joined(separator: ", "))
      }
    }
    return self
  }

  static let deeds: [String: Deed] = [
    "success": .event(.success), "failure": .event(.failure), "reset": .event(.reset), "ready": .event(.ready),
    "stop": .event(.stop), "arm": .event(.arm), "disarm": .event(.disarm), "clear": .event(.clear), "quit": .quit,
  ]
}

/// A script as hands, on a keyboard that tells when keys go up.
public struct ScriptHands: Sendable {
  private let script: OperatorScript
  private let actions: ActionSpace
  private var keys: KeyHands
  private var next = 0
  private var current = OperatorScript.Moment()
  private var began: UInt64?

  /// - Throws: `outOfRange` where the script moves an element that the actions do not have.
  public init(_ script: OperatorScript, map: KeyMap, actions: ActionSpace) throws(ConfigError) {
    for (place, moment) in script.moments.enumerated() {
      for name in moment.action.keys where actions.place(of: name) == nil {
        throw .outOfRange(
          key: "moments[\(place)].action", value: name, allowed: actions.elements.map(\.name).joined(separator: ", "))
      }
    }
    self.script = script
    self.actions = actions
    keys = KeyHands(map, actions: actions)
    var none: [Deed] = []
    keys.take(.knowsReleases, at: 0, deeds: &none)
  }

  /// Whether every moment has come.
  public var isOver: Bool { next == script.moments.count }

  /// - Parameter deeds: receives what was done since the last call.
  public mutating func hands(at now: UInt64, isInControl: Bool, deeds: inout [Deed]) -> Hands {
    // A session begins with empty hands: what is held then takes over nothing.
    guard let start = began else {
      began = now
      return .empty(actions.dimension)
    }
    while next < script.moments.count, Double(now - start) * 1e-9 >= script.moments[next].atSeconds {
      let moment = script.moments[next]
      next += 1
      for name in current.keys where !moment.keys.contains(name) {
        keys.take(.release(Key(name)), at: now, deeds: &deeds)
      }
      for name in moment.keys where !current.keys.contains(name) {
        keys.take(.press(Key(name)), at: now, deeds: &deeds)
      }
      if let deed = OperatorScript.deeds[moment.event] { deeds.append(deed) }
      if moment.takeover && !current.takeover { deeds.append(.takeover) }
      current = moment
    }
    var hands = keys.hands(at: now, isInControl: isInControl)
    hands.takesOver = hands.takesOver || current.takeover
    for (name, value) in current.action {
      guard let place = actions.place(of: name) else { continue }
      hands.action[place] = Float(value)
      hands.moves = true
    }
    return hands
  }
}
