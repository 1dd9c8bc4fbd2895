import Configuration
import Vocabulary

/// Numbers of an article to print beside ours, as they stand there: `launch/reproduce/paper.yaml`.
struct PaperTables: Codable, Equatable, Sendable {
  struct Table: Codable, Equatable, Sendable {
    /// Methods, or judges.
    var columns: [String]
    var rows: [Row]
  }

  struct Row: Codable, Equatable, Sendable {
    /// The article's domain, such as `hopper`.
    var domain: String
    var expert: String
    /// One per column, as text.
    var values: [String]
  }

  /// Article, tables, what the numbers are.
  var source: String
  /// Domain and expert against method.
  var methods: Table
  /// Domain and actor against the judge's quality.
  var judges: Table

  static func load(_ path: String) throws(ConfigError) -> PaperTables {
    let tables = try loadDefinition(PaperTables.self, from: path)
    for table in [tables.methods, tables.judges] {
      for row in table.rows where row.values.count != table.columns.count {
        throw .outOfRange(
          key: "\(path): \(row.domain) \(row.expert)", value: "\(row.values.count) values",
          allowed: "\(table.columns.count), one per column")
      }
    }
    return tables
  }

  /// The article's cell; nil where it has none.
  static func value(_ table: Table, domain: String, expert: String, column: String) -> String? {
    guard let row = table.rows.first(where: { $0.domain == domain && $0.expert == expert }),
      let place = table.columns.firstIndex(of: column)
    else { return nil }
    return row.values[place]
  }
}
