import Foundation
import Testing
import Vocabulary
import Wire

/// A hub, a learner in a process of its own, a robot and a person.
@Suite("Live session, learner in a process of its own", .serialized)
struct RemoteLearnerTests {
  /// Processes that can be killed and started again, at the same places, with the same files.
  private final class Cast {
    /// In the order in which they are killed: the last learner's buffer is older than the last hub.
    enum Part: Int, CaseIterable { case learner, hub, robot, person }

    let files = try! Folder()
    private let keys: [String]
    private let session: String
    private let steps: Int
    private(set) var running: [Part: Program.Running] = [:]
    private var folders: [Folder] = []

    /// - Parameter withKeys: every connection is encrypted and every role proved.
    init(steps: Int, withKeys: Bool) throws {
      self.steps = steps
      let folder = files.path("keys")
      keys = withKeys ? ["--keys", folder] : []
      try FileManager.default.createDirectory(
        atPath: files.path("sockets"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      session = "ipc://" + files.path("sockets/hub")
      if withKeys {
        for (name, role) in [("hub", ""), ("learner", "learner"), ("panda", "robot"), ("anna", "teleop")] {
          #expect(try Program.run("keys", "new", name, "--keys", folder, folder: files).code == 0)
          if role.isEmpty { continue }
          #expect(try Program.run("keys", "trust", name, "--role", role, "--keys", folder, folder: files).code == 0)
        }
      }
      for part in Part.allCases { try start(part) }
    }

    var hubRun: String { files.path("hub") }
    var learnerRun: String { files.path("learner") }
    var journal: String { hubRun + "/transitions.journal" }

    func start(_ part: Part) throws {
      let folder = try Folder()
      folders.append(folder)
      let launch = [
        "launch/teleop-sim.yaml", "--set", "hub.learner=remote", "--set", "hub.weightsEverySeconds=0.3", "--set",
        "hub.onSilence=policy", "--set", "training.keepCheckpoints=100", "--set", "training.steps=\(steps)",
      ]
      func begin(_ command: String, _ run: String) -> [String] {
        let isThere = FileManager.default.fileExists(atPath: run + "/config.yaml")
        return [command] + (isThere ? ["--resume", run] : launch + ["--out", run])
      }
      let (arguments, key) =
        switch part {
        case .hub: (begin("serve", hubRun) + ["--listen", session], "hub")
        case .learner: (begin("learn", learnerRun) + ["--connect", session], "learner")
        case .robot:
          (
            [
              "robot", "robots/panda", "--simulated", "--task", "PandaReach-v3", "--policy-hz", "5", "--clock",
              "answered", "--unattended", "--connect", session, "--faults", files.path("faults"),
            ], "panda"
          )
        case .person:
          (
            [
              "teleop", "--connect", session, "--name", "anna", "--expert", "--expert-set",
              "biasMeters=[-0.06, 0, 0]", "--intervention-set", "progressSteps=3", "--intervention-set",
              "progressPerStepMeters=0.01", "--json",
            ], "anna"
          )
        }
      running[part] = try Program.start(arguments + (keys.isEmpty ? [] : keys + ["--key", key]), folder: folder)
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

    var journalBytes: Int {
      let attributes = try? FileManager.default.attributesOfItem(atPath: journal)
      return attributes?[.size] as? Int ?? 0
    }

    /// Of the learner that ended: transitions in its replay buffer.
    func transitions(_ ended: Program) throws -> Int {
      let line = try #require(ended.errors.split(separator: "\n").last { $0.contains("calls of the learner") })
      return try #require(Int(line.prefix { $0.isNumber }))
    }

    func successes(_ run: String, _ checkpoint: String) throws -> Int {
      let result = try Program.run(
        "eval", run, "--checkpoint", checkpoint, "--episodes", "50", "--json", folder: files)
      let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
      return try #require((json?["result"] as? [String: Any])?["successes"] as? Int, "\(result.errors)")
    }
  }

  @Test("five roles, four of them processes with keys: transitions go to the learner, weights come back and drive")
  func learns() throws {
    let cast = try Cast(steps: 1_500, withKeys: true)
    let hub = try #require(try cast.running[.hub]?.wait())
    #expect(hub.code == 0 && hub.errors.contains("learner joined as learner"), "\(hub.errors.suffix(400))")
    let learner = try #require(try cast.end(.learner))
    for part in [Cast.Part.robot, .person] { try cast.end(part) }
    #expect(learner.code == 0, "\(learner.errors)")

    let all = try transitions(cast.journal)
    #expect(all.count >= 1_200 && all.contains { $0.onset && $0.reward == -1 })
    // It had them all when the hub went, but for those of the last moment.
    let had = try cast.transitions(learner)
    #expect(had <= all.count && had >= all.count - 48, "\(had) of \(all.count)")
    // Its policies drove while the robot moved.
    #expect(Set(all.map(\.policyVersion)).count >= 10)
    let before = try cast.successes(cast.hubRun, "0")
    let after = try cast.successes(cast.hubRun, "last")
    #expect(after >= before + 15, "\(before) of 50 before, \(after) after")
    #expect(try cast.successes(cast.learnerRun, "last") >= before + 15)
  }

  @Test(
    "hub, learner, robot and person are killed at random: the learner has the journal's transitions, once each")
  func killed() throws {
    // REINS_KILLS=200 at full size.
    let rounds = ProcessInfo.processInfo.environment["REINS_KILLS"].flatMap(Int.init) ?? 4
    var random = RandomStream(seed: 12)
    let cast = try Cast(steps: 1_000_000, withKeys: false)
    var committed = 0
    for round in 0..<rounds {
      let part = Cast.Part(rawValue: round < 4 ? round : random.index(below: 4))!
      let goal = cast.journalBytes + random.index(below: 20_000)
      try wait("round \(round): the journal grows") { cast.journalBytes > goal }
      cast.kill(part)
      if part == .hub {
        // Nobody has it open now.
        let count = try transitions(cast.journal).count
        #expect(count >= committed)
        committed = count
      }
      try cast.start(part)
    }
    let goal = cast.journalBytes + 20_000
    try wait("the journal grows after the last") { cast.journalBytes > goal }
    for part in [Cast.Part.person, .robot] { try cast.end(part) }
    // The hub alone has the learner as long as it needs.
    let learner = try #require(cast.running[.learner])
    try wait("the learner has them all") {
      try said(learner).split(separator: "\n").contains {
        try $0.hasPrefix("\(transitions(cast.journal).count) transitions, ")
      }
    }
    let ended = try #require(try cast.end(.learner))
    try cast.end(.hub)

    let all = try transitions(cast.journal)
    for (spool, own) in Dictionary(grouping: all, by: \.spool) {
      #expect(own.map(\.number) == Array(1...UInt64(own.count)), "spool \(spool)")
    }
    #expect(try cast.transitions(ended) == all.count)
  }
}
