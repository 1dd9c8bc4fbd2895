import Foundation

/// `metrics.csv`: one row per report, `step` first, written at once so that a crash loses nothing.
public final class MetricsLog {
  public let path: String
  public let columns: [String]
  private let file: Int32
  private var lastStep: Int
  /// Bytes of whole rows.
  private var length: Int

  /// Starts a new log, or continues one.
  ///
  /// - Parameters:
  ///   - columns: names beside `step`, which comes first by itself.
  ///   - resumeStep: nil for a new file; else the checkpoint's step: later rows and a torn last line are removed; all
  ///     that is there when it is negative.
  public init(path: String, columns: [String], resumeStep: Int? = nil) throws(RecordingError) {
    let columns = ["step"] + columns
    precondition(Set(columns).count == columns.count, "a column's name is unique")
    let header = columns.joined(separator: ",") + "\n"
    if let resumeStep, resumeStep < 0 {
      try replaceFile(path, with: Array(header.utf8), on: SystemDisk())
      lastStep = -1
    } else if let resumeStep, exists(path) {
      let table = try MetricsTable(reading: path)
      guard table.columns == columns else { throw .columns(path: path, expected: columns, found: table.columns) }
      let kept = table.rows.filter { $0[0] <= Double(resumeStep) }
      let text = header + kept.map { row(of: $0) }.joined()
      try replaceFile(path, with: Array(text.utf8), on: SystemDisk())
      lastStep = kept.last.map { Int($0[0]) } ?? -1
    } else {
      try SystemDisk().write(Array(header.utf8), to: path)
      lastStep = -1
    }
    file = unsafe open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    length = file >= 0 ? Int(lseek(file, 0, SEEK_END)) : -1
    guard length >= 0 else { throw failure("open", path) }
    self.path = path
    self.columns = columns
  }

  deinit { close(file) }

  /// Appends a row with one system call; on an error the log ends with the row before.
  ///
  /// - Parameters:
  ///   - step: at least the last row's.
  ///   - values: one per column beside `step`; NaN means not measured and leaves the cell empty.
  public func append(step: Int, _ values: [Double]) throws(RecordingError) {
    precondition(values.count + 1 == columns.count, "\(columns.count - 1) values, one per column beside 'step'")
    precondition(step >= lastStep, "rows come in the order of their steps")
    let bytes = Array(row(of: [Double(step)] + values).utf8)
    do throws(RecordingError) {
      try writeAll(bytes, to: file, path: path)
    } catch {
      // Half a row would make the next one unreadable. Should cutting fail, too, then the first error still tells why.
      _ = ftruncate(file, off_t(length))
      throw error
    }
    length += bytes.count
    lastStep = step
  }

  /// Forces every row to the medium: a checkpoint must not outlive the rows before it.
  public func sync() throws(RecordingError) {
    guard fsync(file) == 0 else { throw failure("write", path) }
  }
}

/// The rows of a `metrics.csv`; missing values are NaN.
public struct MetricsTable: Equatable, Sendable {
  public var columns: [String]
  /// Shape [rows, columns].
  public var rows: [[Double]]

  /// Reads a log of at most 256 MiB; a torn last line is left out, any other damage is an error.
  public init(reading path: String) throws(RecordingError) {
    let text = String(decoding: try readFile(path, limit: 256 << 20), as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    // What follows the last newline is either empty or torn.
    lines.removeLast()
    guard let header = lines.first else { throw .damaged(path: path, reason: "it has no header") }
    columns = header.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    rows = []
    for (number, line) in lines.enumerated().dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let values = cells.compactMap { $0.isEmpty ? Double.nan : Double($0) }
      guard values.count == columns.count, values[0].isFinite, abs(values[0]) < 0x1p53 else {
        throw .damaged(path: path, reason: "line \(number + 1) is no row of \(columns.count) numbers")
      }
      rows.append(values)
    }
  }

  /// (step, value) of one column where it was measured; nil when there is no such column.
  public func curve(_ column: String) -> [CurvePoint]? {
    guard let place = columns.firstIndex(of: column) else { return nil }
    return rows.compactMap { $0[place].isFinite ? CurvePoint(x: $0[0], y: $0[place]) : nil }
  }
}

private func row(of values: [Double]) -> String {
  let cells = values.map { value in
    if !value.isFinite { return "" }
    return value == value.rounded() && abs(value) < 0x1p53 ? "\(Int(value))" : "\(value)"
  }
  return cells.joined(separator: ",") + "\n"
}
