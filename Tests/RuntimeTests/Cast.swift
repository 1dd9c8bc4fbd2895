import Foundation
import Testing
import Vocabulary

/// Processes of one live run that can be killed and started again, at the same places, with the same files.
final class Cast<Part: Hashable & CaseIterable> {
  let files: Folder
  /// Where the hub listens.
  let session: String
  private(set) var running: [Part: Program.Running] = [:]
  private var folders: [Folder] = []
  private let arguments: (Part, Cast) -> [String]

  /// Starts all of them.
  ///
  /// - Parameter arguments: of `reins`, for one of them.
  init(files: Folder, arguments: @escaping (Part, Cast) -> [String]) throws {
    self.files = files
    self.arguments = arguments
    try FileManager.default.createDirectory(
      atPath: files.path("sockets"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    session = "ipc://" + files.path("sockets/hub")
    for part in Part.allCases { try start(part) }
  }

  func start(_ part: Part) throws {
    let folder = try Folder()
    folders.append(folder)
    running[part] = try Program.start(arguments(part, self), folder: folder)
  }

  func kill(_ part: Part) {
    guard let process = running[part]?.process else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  @discardableResult
  func end(_ part: Part) throws -> Program? {
    running[part]?.process.interrupt()
    return try running[part]?.wait()
  }

  /// Of a command that makes a run's folder, or goes on with it.
  func begun(_ command: String, _ run: String, _ start: [String]) -> [String] {
    let isThere = FileManager.default.fileExists(atPath: run + "/config.yaml")
    return [command] + (isThere ? ["--resume", run] : start + ["--out", run])
  }

  /// The simulated person of the live tests.
  var person: [String] {
    [
      "teleop", "--connect", session, "--name", "anna", "--expert", "--expert-set", "biasMeters=[-0.06, 0, 0]",
      "--intervention-set", "progressSteps=3", "--intervention-set", "progressPerStepMeters=0.01", "--json",
    ]
  }

  /// The simulated robot of the live tests.
  var robot: [String] {
    [
      "robot", "robots/panda", "--simulated", "--task", "PandaReach-v3", "--policy-hz", "5", "--clock", "answered",
      "--unattended", "--connect", session, "--faults", files.path("faults"),
    ]
  }

  var hubRun: String { files.path("run") }
  var journal: String { hubRun + "/transitions.journal" }
  var journalBytes: Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: journal)
    return attributes?[.size] as? Int ?? 0
  }

  /// Of 50 episodes.
  func successes(_ run: String, _ checkpoint: String) throws -> Int {
    let result = try Program.run(
      "eval", run, "--checkpoint", checkpoint, "--episodes", "50", "--json", folder: try Folder())
    let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    return try #require((json?["result"] as? [String: Any])?["successes"] as? Int, "\(result.errors)")
  }

  /// Kills one after the other while the journal grows, first each of them once in their order, then at random: 4 times, or
  /// REINS_KILLS at full size. The journal never holds less than it did.
  func killAtRandom(hub: Part, seed: UInt64) throws {
    let rounds = ProcessInfo.processInfo.environment["REINS_KILLS"].flatMap(Int.init) ?? 4
    let parts = Array(Part.allCases)
    var random = RandomStream(seed: seed)
    var committed = 0
    for round in 0..<rounds {
      let part = parts[round < parts.count ? round : random.index(below: parts.count)]
      let goal = journalBytes + random.index(below: 20_000)
      try RuntimeTests.wait("round \(round): the journal grows") { journalBytes > goal }
      kill(part)
      if part == hub {
        // Nobody has it open now.
        let count = try transitions(journal).count
        #expect(count >= committed)
        committed = count
      }
      try start(part)
    }
    let goal = journalBytes + 20_000
    try RuntimeTests.wait("the journal grows after the last") { journalBytes > goal }
  }
}
