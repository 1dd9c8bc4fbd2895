import Foundation
import Vocabulary

/// Reads a configuration file: a regular file of at most 1 MiB in UTF-8.
func readText(_ path: String) throws(ConfigError) -> String {
  let attributes = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)
  // A device or a pipe would never end.
  guard let attributes, attributes[.type] as? FileAttributeType == .typeRegular,
    let handle = FileHandle(forReadingAtPath: path)
  else { throw .missingFile(path: path) }
  defer { try? handle.close() }
  guard let data = try? handle.read(upToCount: maximumFileBytes + 1) ?? Data() else {
    throw .missingFile(path: path)
  }
  guard data.count <= maximumFileBytes else {
    throw .malformed(file: path, line: 1, reason: "larger than \(maximumFileBytes) bytes: is this the right file?")
  }
  guard let text = String(validating: data, as: UTF8.self) else {
    let good = String(decoding: data, as: UTF8.self).prefix { $0 != "\u{FFFD}" }
    throw .malformed(file: path, line: good.filter(\.isNewline).count + 1, reason: "not UTF-8 text")
  }
  return text
}
