import Devices
import Teleoperation
import Vocabulary
import Wire

/// A person with a terminal's keys, a gamepad, or both.
final class HandOperator: OperatorSource {
  private let map: KeyMap
  private var terminal: RawTerminal?
  private var pad: InputDevice?
  private var parser = TerminalParser()
  private var keys: KeyHands?
  private var padHands: GamepadHands?
  private var dimension = 0
  private var knowsReleases = false
  private var resumes = 0
  private let write: (String) -> Void
  private(set) var name: String
  /// The terminal is gone: nobody is there any more.
  private(set) var isOver = false

  /// - Parameters:
  ///   - terminal: taken already.
  ///   - write: to the terminal.
  init(
    _ map: KeyMap, terminal: consuming RawTerminal?, pad: consuming InputDevice?, write: @escaping (String) -> Void
  ) {
    self.map = map
    name = [terminal == nil ? nil : "terminal", pad?.name].compactMap(\.self).joined(separator: ", ")
    self.terminal = terminal
    self.pad = pad
    self.write = write
    if self.terminal != nil { write(TerminalParser.query) }
  }

  var hasPad: Bool { pad != nil }
  var speedShare: Double? { keys?.speedShare }
  func begin(_ welcome: Welcome) throws -> String? {
    dimension = welcome.spaces.action.dimension
    var notes: [String] = []
    if terminal != nil {
      var made = KeyHands(map, actions: welcome.spaces.action)
      var none: [Deed] = []
      if knowsReleases { made.take(.knowsReleases, at: 0, deeds: &none) }
      if !made.ignored.isEmpty { notes.append("\(welcome.task) has no \(made.ignored.joined(separator: ", "))") }
      keys = made
    }
    if pad != nil {
      let codes = GamepadAxis.allCases.map(\.code)
      var ranges: [UInt16: AxisRange] = [:]
      for code in codes {
        guard let axis = pad?.axis(code) else { continue }
        ranges[code] = AxisRange(minimum: axis.minimum, maximum: axis.maximum)
      }
      padHands = GamepadHands(map, actions: welcome.spaces.action, ranges: ranges)
    }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  func hands(at now: UInt64, isInControl: Bool, deeds: inout [Deed]) -> Hands {
    readKeys(at: now, &deeds)
    readPad(&deeds)
    var hands = Hands.empty(dimension)
    if let byKeys = keys?.hands(at: now, isInControl: isInControl) { hands = hands.joined(with: byKeys) }
    if let byPad = padHands?.hands(isInControl: isInControl) { hands = hands.joined(with: byPad) }
    return hands
  }

  private func readKeys(at now: UInt64, _ deeds: inout [Deed]) {
    guard terminal != nil else { return }
    if RawTerminal.resumes != resumes {
      resumes = RawTerminal.resumes
      keys?.forget()
      // Leaving took it back.
      if knowsReleases { write(TerminalParser.enable) }
    }
    var inputs: [TerminalInput] = []
    while true {
      guard let bytes = terminal?.read() else {
        isOver = true
        return
      }
      if bytes.isEmpty { break }
      parser.take(bytes, at: now, into: &inputs)
    }
    parser.poll(at: now, into: &inputs)
    for input in inputs {
      if input == .knowsReleases && !knowsReleases {
        knowsReleases = true
        write(TerminalParser.enable)
      }
      // Before a session, quitting is all that there is to do.
      if keys == nil, case .press(let key) = input, map.deeds.quit.contains(key.name) { deeds.append(.quit) }
      keys?.take(input, at: now, deeds: &deeds)
    }
  }

  private func readPad(_ deeds: inout [Deed]) {
    guard pad != nil else { return }
    while true {
      guard let bytes = pad?.read() else {
        // Unplugged: what was held is let go, and the keys go on.
        padHands?.forget()
        padHands = nil
        name = (terminal == nil ? "" : "terminal, ") + "gamepad gone"
        if terminal == nil { isOver = true }
        pad = nil
        return
      }
      if bytes.isEmpty { return }
      for event in InputEvent.decode(bytes.span) { padHands?.take(event, deeds: &deeds) }
    }
  }
}
