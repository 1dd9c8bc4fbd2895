import Foundation
import Teleoperation
import Wire

/// How `reins teleop` shows its state.
public enum TeleopOutput: Sendable {
  /// Eight to twelve lines of a terminal, in place, ten times a second.
  case screen
  /// A line a second, and one at every change of control.
  case lines
  /// The same as JSON.
  case json
}

/// One line of `reins teleop --json`.
struct TeleopLine: Codable {
  var hub: String
  var task: String
  var mode: String
  var control: String
  var epoch: UInt64
  var episode: UInt64
  var step: UInt32
  var successes: UInt64
  var takeovers: UInt64
  var interventionRate: Double
  var updates: UInt64
  var policyVersion: UInt64
  var roundTripP50Nanoseconds: UInt64
  var roundTripP99Nanoseconds: UInt64
  var lost: UInt64
  var rejected: UInt64
  var refused: UInt64
  /// Our own.
  var ownTakeovers: UInt64
  var ownCommands: UInt64
  var note: String

  init(_ status: TeleopStatus, _ own: OwnSide) {
    (hub, task, mode) = (status.hub, status.task, status.mode.map { "\($0)" } ?? "")
    (control, epoch, episode, step) = (status.controlWord.text, status.epoch, status.episode, status.step)
    let counts = status.counts
    (successes, takeovers) = (counts?.successes ?? 0, counts?.takeovers ?? 0)
    (interventionRate, updates) = (counts?.interventionRate ?? 0, counts?.updates ?? 0)
    policyVersion = counts?.policyVersion ?? 0
    (roundTripP50Nanoseconds, roundTripP99Nanoseconds) = (status.roundTrip.median, status.roundTrip.p99)
    (lost, rejected, refused) = (status.lost, status.rejected, status.refused)
    (ownTakeovers, ownCommands) = (own.takeovers, own.commands)
    note = status.session == nil ? status.link : status.note
  }
}

/// Shows a teleop's state on standard output.
final class TeleopDisplay {
  private let output: TeleopOutput
  private let write: (String) -> Void
  private var nextDraw: UInt64 = 0
  private var drawn = 0
  private var width = 80
  private var changes = 0
  private var control = ""

  static let screenNanoseconds: UInt64 = 100_000_000
  static let lineNanoseconds: UInt64 = 1_000_000_000

  init(_ output: TeleopOutput, write: @escaping (String) -> Void) { (self.output, self.write) = (output, write) }

  /// To be called often; draws when it is time, or control has changed.
  func show(_ status: TeleopStatus, _ own: OwnSide, at now: UInt64) throws {
    let word = status.controlWord.text
    let hasChanged = word != control
    guard now >= nextDraw || hasChanged else { return }
    nextDraw = now &+ (output == .screen ? Self.screenNanoseconds : Self.lineNanoseconds)
    switch output {
    case .lines: write(status.line(own) + "\n")
    case .json: write(try json(TeleopLine(status, own)) + "\n")
    case .screen:
      // Who looks at the robot hears that control has changed.
      if hasChanged && !control.isEmpty { write("\u{7}") }
      draw(status.screen(own, width: max(20, width - 1), hasColour: true))
    }
    control = word
  }

  /// The window has another size, or a stopped process goes on.
  func resize(_ columns: Int, changes: Int) {
    width = columns
    guard changes != self.changes else { return }
    self.changes = changes
    // Lines that were wrapped anew cannot be found again.
    drawn = 0
  }

  /// Lines that stay, above the status.
  func say(_ lines: [String]) {
    if output == .json { return }
    erase()
    write(lines.map { $0 + "\n" }.joined())
  }

  func end(_ status: TeleopStatus, _ own: OwnSide) throws {
    switch output {
    case .screen: erase()
    case .lines: break
    case .json: write(try json(TeleopLine(status, own)) + "\n")
    }
  }

  private func draw(_ lines: [String]) {
    let up = drawn > 0 ? "\u{1b}[\(drawn)A\r" : ""
    write(up + lines.map { "\u{1b}[2K\($0)\n" }.joined())
    drawn = lines.count
  }

  private func erase() {
    if drawn > 0 { write("\u{1b}[\(drawn)A\r\u{1b}[J") }
    drawn = 0
  }

  private func json(_ line: TeleopLine) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(line), as: UTF8.self)
  }
}

/// Writes to standard output, at once.
public func writeOut(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
