/// Rows of text in aligned columns, for terminals.
public struct TextTable {
  public var header: [String]
  public var rows: [[String]] = []
  /// Columns whose text is set flush right.
  public var rightAligned: Set<Int> = []

  public init(header: [String], rightAligned: Set<Int> = []) {
    self.header = header
    self.rightAligned = rightAligned
  }

  public mutating func add(_ row: String...) { rows.append(row) }

  public func text() -> String {
    let all = (header.isEmpty ? [] : [header]) + rows
    let columns = all.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    func line(_ row: [String]) -> String {
      var text = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        let isLast = column == row.count - 1
        text += rightAligned.contains(column) ? padding + cell : cell + (isLast ? "" : padding)
        if !isLast { text += "  " }
      }
      return text
    }
    var lines: [String] = []
    if !header.isEmpty {
      lines.append(line(header))
      lines.append(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "))
    }
    lines += rows.map(line)
    return lines.joined(separator: "\n")
  }
}
