/// Why an operator's device cannot be used, and what helps.
public enum DeviceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Standard input is a file or a pipe.
  case noTerminal
  case terminal(reason: String)
  case missing(path: String)
  case forbidden(path: String)
  case unreadable(path: String, reason: String)
  case notAGamepad(path: String, name: String)
  /// Nothing to command with.
  case none(devices: Int, forbidden: Int)

  public var description: String {
    switch self {
    case .noTerminal:
      "standard input is no terminal, so there are no keys: start it in a terminal (over SSH: `ssh -t`), or give "
        + "--device with a gamepad, --script or --expert"
    case .terminal(let reason): "the terminal cannot be read key by key: \(reason)"
    case .missing(let path):
      "'\(path)' does not exist: plug the device in; gamepads are event files in /dev/input, and "
        + "/proc/bus/input/devices says which is which"
    case .forbidden(let path):
      "'\(path)' may not be read: its group is 'input', so `sudo usermod -aG input $USER` and a new login help"
    case .unreadable(let path, let reason): "'\(path)' cannot be read: \(reason)"
    case .notAGamepad(let path, let name):
      "'\(path)' (\(name)) is no gamepad: it lacks the button BTN_SOUTH or the axes ABS_X and ABS_Y"
    case .none(let devices, let forbidden):
      "nothing to command with: standard input is no terminal, and of \(devices) event files in /dev/input none is a "
        + "gamepad" + (forbidden > 0 ? " (\(forbidden) may not be read: `sudo usermod -aG input $USER`)" : "")
        + "; start it in a terminal (over SSH: `ssh -t`), plug a gamepad in, or give --script or --expert"
    }
  }
}
