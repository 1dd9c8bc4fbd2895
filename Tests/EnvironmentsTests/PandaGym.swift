import Foundation

/// panda-gym as an oracle, in a Python of its own: `REINS_ORACLE_PYTHON`, else `python3`.
enum PandaGym {
  static let isInstalled: Bool = {
    let answer = try? run("import panda_gym, json; print(json.dumps(True))", input: Data())
    return answer.map { String(decoding: $0, as: UTF8.self).hasPrefix("true") } ?? false
  }()

  struct Failed: Error { var status: Int32 }

  /// The last line that a Python text prints: pybullet greets on standard output. The text reads `input`.
  static func run(_ text: String, input: Data) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [ProcessInfo.processInfo.environment["REINS_ORACLE_PYTHON"] ?? "python3", "-c", text]
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    process.standardError = FileHandle.nullDevice
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: input)
    try standardInput.fileHandleForWriting.close()
    let output = standardOutput.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
    return output.split(separator: UInt8(ascii: "\n")).last.map { Data($0) } ?? Data()
  }
}
