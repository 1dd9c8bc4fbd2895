import Foundation
import Testing

/// The built `reins` as a user starts it: another process, its texts and its exit code.
struct Program {
  var code: Int32
  var output: String
  var errors: String

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Where the package manager puts programs and tests.
  private static var executable: URL {
    // The test runner itself lies beside the program.
    let tests =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "reins")
  }

  /// Starts `reins` in the checkout's root.
  ///
  /// - Parameter fileLimitBytes: the largest file it may write; for a disk that is full.
  static func start(
    _ arguments: [String], folder: Folder, environment: [String: String] = [:], fileLimitBytes: Int? = nil
  ) throws -> Running {
    let process = Process()
    if let fileLimitBytes {
      process.executableURL = URL(filePath: "/bin/bash")
      let blocks = fileLimitBytes / 1024
      process.arguments = ["-c", "trap '' XFSZ; ulimit -f \(blocks); exec \"$0\" \"$@\"", executable.path] + arguments
    } else {
      process.executableURL = executable
      process.arguments = arguments
    }
    process.currentDirectoryURL = root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: nobody has to empty them while the process runs.
    let (output, errors) = (folder.url.appending(path: "stdout"), folder.url.appending(path: "stderr"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    return Running(process: process, output: output, errors: errors)
  }

  static func run(
    _ arguments: String..., folder: Folder, environment: [String: String] = [:], fileLimitBytes: Int? = nil
  ) throws -> Program {
    try start(arguments, folder: folder, environment: environment, fileLimitBytes: fileLimitBytes).wait()
  }

  struct Running {
    let process: Process
    let output: URL
    let errors: URL

    func wait() throws -> Program {
      process.waitUntilExit()
      return Program(
        code: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
        errors: try String(contentsOf: errors, encoding: .utf8))
    }
  }
}

/// A folder of its own for one test, removed at its end.
final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "reins-runtime-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a launch file of a short Reach run; `text` is added to it.
  func launchFile(_ text: String = "") throws -> String {
    let file = path("short.yaml")
    let short = """
      task: PandaReach-v3
      training: {steps: 400, evaluateEverySteps: 200, evaluationEpisodes: 2, finalEvaluationEpisodes: 3,
        checkpointEverySteps: 150, minimumTransitions: 64}
      learner: {hiddenUnits: [16, 16], batchSize: 32}
      \(text)
      """
    try short.write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }
}
