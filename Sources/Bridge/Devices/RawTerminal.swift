import CInput
import Foundation

/// The terminal of standard input, key by key. Whatever ends or stops the process gives it back as it was.
public struct RawTerminal: ~Copyable {
  private var buffer = [UInt8](repeating: 0, count: 256)

  public static var isInput: Bool { isatty(STDIN_FILENO) == 1 }
  public static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Gives the terminal back at once; also from handlers of signals.
  public static func giveBack() { reins_terminal_give_back() }

  /// - Parameters:
  ///   - enter: what to write now, and when a stopped process goes on.
  ///   - leave: what to write when the terminal is given back.
  public init(enter: String, leave: String) throws(DeviceError) {
    guard Self.isInput else { throw .noTerminal }
    guard unsafe reins_terminal_take(enter, leave) == 0 else { throw .terminal(reason: errorText(errno)) }
  }

  deinit { reins_terminal_give_back() }

  /// Times that the process was stopped and went on.
  public static var resumes: Int { Int(reins_terminal_resumes()) }

  /// Times that the window changed its size.
  public static var changes: Int { Int(reins_terminal_changes()) }

  /// Of standard output's terminal; 80 where it does not say.
  public static var columns: Int { Int(reins_terminal_columns()) }

  /// The bytes that wait; empty when there are none, nil when the terminal is gone. Never waits.
  public mutating func read() -> [UInt8]? {
    let count = unsafe reins_terminal_read(&buffer, Int64(buffer.count))
    return count < 0 ? nil : Array(buffer[..<Int(count)])
  }
}

func errorText(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
