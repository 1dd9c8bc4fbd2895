import Devices
public import Teleoperation

/// What a person holds.
public enum TeleopDevice: Equatable, Sendable {
  /// The terminal's keys where there is one, and the first gamepad where there is one.
  case auto
  case terminal
  /// A gamepad's event file.
  case pad(path: String)
}

extension TeleopSession {
  /// A person with a terminal, a gamepad or both.
  ///
  /// - Throws: `DeviceError` where what is asked for is not there.
  public static func withHands(_ settings: TeleopSettings, map: KeyMap, device: TeleopDevice) throws -> TeleopSession {
    let pad: InputDevice?
    switch device {
    case .terminal: pad = nil
    case .pad(let path): pad = try InputDevice(path: path)
    case .auto:
      let search = DeviceSearch()
      if search.gamepad == nil && !RawTerminal.isInput {
        throw DeviceError.none(devices: search.devices, forbidden: search.forbidden)
      }
      if let path = search.gamepad { pad = try InputDevice(path: path) } else { pad = nil }
    }
    let terminal: RawTerminal?
    switch device {
    case .terminal: terminal = try takeTerminal()
    // A gamepad's user quits by a key, too, where there is a terminal.
    case .auto, .pad: if RawTerminal.isInput { terminal = try takeTerminal() } else { terminal = nil }
    }
    // Keys are told to the terminal, whatever becomes of the status.
    let write: (String) -> Void = { if RawTerminal.isOutput { writeOut($0) } }
    let source = HandOperator(map, terminal: terminal, pad: pad, write: write)
    return try TeleopSession(settings, source: source, map: map, write: writeOut)
  }

  /// A script in a person's place.
  public static func withScript(
    _ settings: TeleopSettings, map: KeyMap, script: OperatorScript, write: @escaping (String) -> Void = writeOut
  ) throws -> TeleopSession {
    try TeleopSession(settings, source: ScriptedOperator(script, map: map), map: map, write: write)
  }

  /// The cursor is hidden, and the keyboard protocol asked for later, where the terminal knows it.
  private static func takeTerminal() throws(DeviceError) -> RawTerminal {
    try RawTerminal(enter: "\u{1b}[?25l", leave: TerminalParser.disable + "\u{1b}[?25h")
  }
}
