public import Foundation
public import Vocabulary

/// Progress of long work on standard error: one line that redraws itself on a terminal, plain lines now and then else.
public struct ProgressLine {
  /// What a line shows; `total` 0 means that the end is not known.
  public struct Status {
    public var step: Int
    public var total: Int
    /// What stands after the bar, for example `success 84 %`.
    public var details: [String]

    public init(step: Int, total: Int, details: [String]) {
      self.step = step
      self.total = total
      self.details = details
    }
  }

  private let title: String
  private let isTerminal: Bool
  private let time: any TimeSource
  private let start: UInt64
  private let secondsBetweenLines: Double
  private var lastShown: UInt64
  private let write: (String) -> Void

  public init(
    title: String, time: any TimeSource = SystemTime(), isTerminal: Bool = isatty(STDERR_FILENO) == 1,
    write: @escaping (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }
  ) {
    self.title = title
    self.isTerminal = isTerminal
    self.time = time
    self.write = write
    start = time.nanoseconds
    lastShown = start
    secondsBetweenLines = isTerminal ? 0.1 : 10
  }

  /// True when a line is due; callers build `Status` only then.
  public var isDue: Bool { Double(time.nanoseconds - lastShown) * 1e-9 >= secondsBetweenLines }

  public mutating func show(_ status: Status) {
    lastShown = time.nanoseconds
    let line = Self.line(title: title, status: status, seconds: Double(lastShown - start) * 1e-9)
    // A line that wraps cannot be redrawn.
    write(isTerminal ? "\r\u{1b}[2K\(line.prefix(max(20, terminalColumns() - 1)))" : line + "\n")
  }

  /// Shows the last state and leaves the line standing.
  public mutating func finish(_ status: Status) {
    show(status)
    if isTerminal { write("\n") }
  }

  /// Removes the line, so that other text can be printed.
  public func clear() { if isTerminal { write("\r\u{1b}[2K") } }

  static func line(title: String, status: Status, seconds: Double) -> String {
    var parts = [title]
    if status.total > 0 {
      let share = min(1, Double(status.step) / Double(status.total))
      let width = 12
      let filled = Int((share * Double(width)).rounded(.down))
      parts.append("[" + String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled) + "]")
      parts.append("\(status.step)/\(status.total)")
      if status.step > 0, share < 1 {
        parts.append("ETA \(duration(seconds * (1 - share) / share))")
      } else {
        parts.append(duration(seconds))
      }
    } else {
      parts += ["\(status.step)", duration(seconds)]
    }
    return (parts + status.details).joined(separator: "  ")
  }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}

/// Columns of the terminal behind standard error; 80 where it does not say.
private func terminalColumns() -> Int {
  var size = winsize()
  guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}
