import Foundation
import Recording
import Runtime
import Testing
import Vocabulary
import Wire

/// A robot that runs the policy itself, its hub and a person, as real processes.
@Suite("Live session, policy at the robot", .serialized)
struct EdgeSessionTests {
  /// Three processes that can be killed and started again, at the same places, with the same files.
  private final class Cast {
    enum Part: Int, CaseIterable { case hub, robot, person }

    let files = try! Folder()
    let run: String
    let spool: String
    private let session: String
    private(set) var running: [Part: Program.Running] = [:]
    private var folders: [Folder] = []
    private var steps: Int

    init(steps: Int) throws {
      self.steps = steps
      try FileManager.default.createDirectory(
        atPath: files.path("sockets"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      session = "ipc://" + files.path("sockets/hub")
      run = files.path("run")
      spool = files.path("panda.spool")
      for part in Part.allCases { try start(part) }
    }

    func start(_ part: Part) throws {
      let folder = try Folder()
      folders.append(folder)
      let arguments =
        switch part {
        case .hub:
          FileManager.default.fileExists(atPath: run)
            ? ["serve", "--resume", run, "--listen", session]
            : [
              "serve", "launch/teleop-sim.yaml", "--out", run, "--listen", session, "--set", "training.steps=\(steps)",
              "--set", "training.keepCheckpoints=100", "--set", "hub.onSilence=policy",
            ]
        case .robot:
          [
            "robot", "robots/panda", "--simulated", "--task", "PandaReach-v3", "--policy-hz", "5", "--clock",
            "answered",
            "--unattended", "--edge", "--spool", spool, "--connect", session, "--faults", files.path("faults"),
          ]
        case .person:
          [
            "teleop", "--connect", session, "--name", "anna", "--expert", "--expert-set", "biasMeters=[-0.06, 0, 0]",
            "--intervention-set", "progressSteps=3", "--intervention-set", "progressPerStepMeters=0.01", "--json",
          ]
        }
      running[part] = try Program.start(arguments, folder: folder)
    }

    func kill(_ part: Part) {
      guard let process = running[part]?.process else { return }
      Foundation.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }

    func end(_ part: Part) throws {
      running[part]?.process.interrupt()
      _ = try running[part]?.wait()
    }

    var journalBytes: Int {
      let attributes = try? FileManager.default.attributesOfItem(atPath: run + "/transitions.journal")
      return attributes?[.size] as? Int ?? 0
    }
  }

  @Test("weights travel: a policy learns at the hub and acts at the robot, which labels its own steps")
  func learns() throws {
    let cast = try Cast(steps: 1_500)
    let hub = try #require(try cast.running[.hub]?.wait())
    #expect(hub.code == 0 && hub.errors.contains("twin runs the policy itself"), "\(hub.errors.suffix(400))")
    try cast.end(.person)
    try cast.end(.robot)
    let all = try transitions(cast.run + "/transitions.journal")
    #expect(all.count >= 1_500 && Set(all.map(\.spool)).count == 1)
    #expect(all.map(\.number) == Array(1...UInt64(all.count)))
    #expect(all.contains { $0.authority == .expert } && all.contains { $0.onset && $0.reward == -1 })
    #expect(all.allSatisfy { $0.reward == 0 || ($0.reward == -1 && $0.authority == .policy) })
    // Newer weights reached it while it moved.
    #expect(Set(all.map(\.policyVersion)).count >= 5)

    func successes(_ checkpoint: String) throws -> Int {
      let result = try Program.run(
        "eval", cast.run, "--checkpoint", checkpoint, "--episodes", "50", "--json", folder: cast.files)
      let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
      return try #require((json?["result"] as? [String: Any])?["successes"] as? Int, "\(result.errors)")
    }
    let (before, after) = (try successes("0"), try successes("last"))
    #expect(after >= before + 15, "\(before) of 50 before, \(after) after")
    try deploys(cast, after: after)
  }

  /// The policy travels to the robot, and drives it as in its task; a hub that could not keep what was asked of it sends none.
  private func deploys(_ cast: Cast, after successes: Int) throws {
    let (hubFiles, robotFiles) = (try Folder(), try Folder())
    func deploy(_ more: [String], robot: [String]) throws -> (Program.Running, Program.Running) {
      let hub = try Program.start(
        ["deploy", cast.run, "--robot", "robots/panda", "--policy-hz", "5", "--listen", "tcp://127.0.0.1:0", "--json"]
          + more,
        folder: hubFiles)
      try wait("the hub listens") { said(hub).contains("broadcast at") }
      let robot = try Program.start(
        [
          "robot", "robots/panda", "--simulated", "--task", "PandaReach-v3", "--policy-hz", "5", "--clock", "answered",
          "--unattended", "--edge", "--spool", robotFiles.path("spool"), "--faults", robotFiles.path("faults"),
          "--connect",
          try place("sessions", in: said(hub)), "--broadcast", try place("broadcast", in: said(hub)),
        ] + robot, folder: robotFiles)
      return (hub, robot)
    }
    let (hub, robot) = try deploy(["--episodes", "20"], robot: [])
    let report = try hub.wait()
    robot.process.interrupt()
    _ = try robot.wait()
    let json = try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any]
    let found = try #require(json?["successes"] as? Int, "\(report.errors)")
    #expect(
      Double(found) >= 20 * (Double(successes) / 50 - 0.25),
      "\(found) of 20 on the robot, \(successes) of 50 in the task")
    #expect(try #require(json?["steps"] as? Int) >= found)

    for (asked, words) in [(["--dry-run"], "--dry-run"), (["--max-speed", "0.2"], "--max-speed 0.2")] {
      let (hub, robot) = try deploy(asked, robot: [])
      try wait("the hub sends no policy: \(words)") { said(hub).contains("gets") && said(hub).contains(words) }
      hub.process.interrupt()
      robot.process.interrupt()
      _ = try robot.wait()
      #expect(try hub.wait().output.contains("\"steps\" : 0"))
    }
  }

  @Test("hub, robot and person are killed at random: every transition is on the hub's disk or in the spool, once")
  func killed() throws {
    // REINS_KILLS=200 at full size.
    let rounds = ProcessInfo.processInfo.environment["REINS_KILLS"].flatMap(Int.init) ?? 4
    var random = RandomStream(seed: 11)
    let cast = try Cast(steps: 1_000_000)
    var committed = 0
    for round in 0..<rounds {
      let part = Cast.Part(rawValue: round < 3 ? round : random.index(below: 3))!
      let goal = cast.journalBytes + random.index(below: 20_000)
      try wait("round \(round): the journal grows") { cast.journalBytes > goal }
      cast.kill(part)
      if part == .hub {
        // Nobody has it open now.
        let count = try transitions(cast.run + "/transitions.journal").count
        #expect(count >= committed)
        committed = count
      }
      try cast.start(part)
    }
    let goal = cast.journalBytes + 10_000
    try wait("the journal grows after the last") { cast.journalBytes > goal }
    for part in [Cast.Part.person, .robot, .hub] { try cast.end(part) }

    let all = try transitions(cast.run + "/transitions.journal")
    #expect(Set(all.map(\.spool)).count == 1)
    #expect(all.map(\.number) == Array(1...UInt64(all.count)))
    // What the robot has kept since its file was begun anew is the same, and goes on from there.
    var kept: [TransitionMessage] = []
    _ = try TransitionJournal(path: cast.spool) { payload in
      if payload.count > 24, case .transition(let message) = try FrameCodec.decode(payload).body {
        kept.append(message)
      }
    }
    let last = try #require(kept.last?.number)
    #expect(last >= UInt64(all.count))
    #expect(kept.map(\.number) == Array((last - UInt64(kept.count) + 1)...last))
    for message in kept where message.number <= UInt64(all.count) { #expect(all[Int(message.number) - 1] == message) }
  }
}
