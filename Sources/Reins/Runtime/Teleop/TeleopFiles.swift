import Configuration
import Foundation
public import Teleoperation
import Vocabulary

/// Files of `reins teleop`.
public enum TeleopFiles {
  /// The key map, checked; nil: the one that is shipped.
  public static func keyMap(_ path: String?) throws -> KeyMap {
    let file = try path ?? ResourceRoot.locate().appendingPathComponent("launch/teleop/keys.yaml").path
    let map = try loadDefinition(KeyMap.self, from: file)
    return try inFile(file) { () throws(ConfigError) in try map.validated() }
  }

  /// An operator's script: YAML with `moments:`, or one JSON object per line (`.jsonl`).
  public static func script(_ path: String) throws -> OperatorScript {
    let prototypes = [Prototype(OperatorScript.Moment(), required: ["atSeconds"])]
    guard path.hasSuffix(".jsonl") else {
      let script = try loadDefinition(OperatorScript.self, from: path, prototypes: prototypes)
      return try inFile(path) { () throws(ConfigError) in try script.validated() }
    }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw ConfigError.missingFile(path: path)
    }
    var script = OperatorScript()
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.allSatisfy(\.isWhitespace) { continue }
      script.moments.append(
        try inFile("\(path):\(number + 1)") { () throws(ConfigError) in
          try decodeDefinition(
            OperatorScript.Moment.self, yaml: String(line), file: "\(path):\(number + 1)", prototypes: prototypes)
        })
    }
    return try inFile(path) { () throws(ConfigError) in try script.validated() }
  }
}
