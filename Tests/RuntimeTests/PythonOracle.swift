import Foundation
import Testing

/// A script of `Tests/oracle`, run by `REINS_ORACLE_PYTHON` or python3; JSON in, JSON out.
enum PythonOracle {
  static let python = ProcessInfo.processInfo.environment["REINS_ORACLE_PYTHON"] ?? "python3"

  /// Why tests that need `module` are skipped.
  static func skipped(_ module: String) -> Comment {
    "\(python) has no module '\(module)': set REINS_ORACLE_PYTHON to a Python that has it"
  }

  /// Whether a module can be imported.
  static func has(_ module: String) -> Bool {
    (try? run(["-c", "import \(module)"], input: Data())) != nil
  }

  /// The folder that the Python's packages lie in; empty where there is no such Python.
  static let packages: String = {
    let code = "import sysconfig; print('{' + sysconfig.get_paths()['purelib'])"
    guard let answer = try? run(["-c", code], input: Data()) else { return "" }
    return String(decoding: answer, as: UTF8.self).dropFirst().trimmingCharacters(in: .whitespacesAndNewlines)
  }()

  /// What a script answers to `question`.
  static func ask<Question: Encodable, Answer: Decodable>(
    _ script: String, _ question: Question, as: Answer.Type
  ) throws -> Answer {
    let path = Program.root.appending(path: "Tests/oracle/\(script)").path
    return try JSONDecoder().decode(Answer.self, from: run([path], input: JSONEncoder().encode(question)))
  }

  struct Failed: Error {
    var text: String
  }

  private static func run(_ arguments: [String], input: Data) throws -> Data {
    // Through files: two pipes of one process can wait for each other.
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["in", "out", "err"].map { folder.appending(path: $0) }
    try input.write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python] + arguments
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus == 0 {
      // pybullet greets on the standard output.
      let text = String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
      return Data(text[(text.firstIndex(of: "{") ?? text.startIndex)...].utf8)
    }
    throw Failed(text: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }
}
