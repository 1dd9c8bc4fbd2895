import Foundation
import Transport

/// A folder of its own (0700), removed with the value's end.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/reins-" + UUID().uuidString.prefix(8)
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func setPermissions(_ permissions: Int, of file: String = "") throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: permissions], ofItemAtPath: file.isEmpty ? path : "\(path)/\(file)")
  }

  func write(_ text: String, to file: String, permissions: Int = 0o600) throws {
    try text.write(toFile: "\(path)/\(file)", atomically: true, encoding: .utf8)
    try setPermissions(permissions, of: file)
  }

  func permissions(of file: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")[.posixPermissions] as? Int
  }
}
