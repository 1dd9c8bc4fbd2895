import Foundation
import Recording
import Runtime
import Testing
import Vocabulary
import Wire

/// A robot that runs the policy itself, its hub and a person, as real processes.
@Suite("Live session, policy at the robot", .serialized)
struct EdgeSessionTests {
  private enum Part: Int, CaseIterable { case hub, robot, person }

  private func cast(steps: Int) throws -> Cast<Part> {
    try Cast(files: try Folder()) { part, cast in
      switch part {
      case .hub:
        cast.begun(
          "serve", cast.hubRun,
          [
            "launch/teleop-sim.yaml", "--set", "training.steps=\(steps)", "--set", "training.keepCheckpoints=100",
            "--set", "hub.onSilence=policy",
          ]) + ["--listen", cast.session]
      case .robot: cast.robot + ["--edge", "--spool", cast.spool]
      case .person: cast.person
      }
    }
  }

  @Test("weights travel: a policy learns at the hub and acts at the robot, which labels its own steps")
  func learns() throws {
    let cast = try cast(steps: 1_500)
    let hub = try #require(try cast.running[.hub]?.wait())
    #expect(hub.code == 0 && hub.errors.contains("twin runs the policy itself"), "\(hub.errors.suffix(400))")
    try cast.end(.person)
    try cast.end(.robot)
    let all = try transitions(cast.journal)
    #expect(all.count >= 1_500 && Set(all.map(\.spool)).count == 1)
    #expect(all.map(\.number) == Array(1...UInt64(all.count)))
    #expect(all.contains { $0.authority == .expert } && all.contains { $0.onset && $0.reward == -1 })
    #expect(all.allSatisfy { $0.reward == 0 || ($0.reward == -1 && $0.authority == .policy) })
    // Newer weights reached it while it moved.
    #expect(Set(all.map(\.policyVersion)).count >= 5)

    let before = try cast.successes(cast.hubRun, "0")
    let after = try cast.successes(cast.hubRun, "last")
    #expect(after >= before + 15, "\(before) of 50 before, \(after) after")
    try deploys(cast, after: after)
  }

  /// The policy travels to the robot, and drives it as in its task; a hub that could not keep what was asked of it sends none.
  private func deploys(_ cast: Cast<Part>, after successes: Int) throws {
    let (hubFiles, robotFiles) = (try Folder(), try Folder())
    func deploy(_ more: [String], robot: [String]) throws -> (Program.Running, Program.Running) {
      let hub = try Program.start(
        [
          "deploy", cast.hubRun, "--robot", "robots/panda", "--policy-hz", "5", "--listen", "tcp://127.0.0.1:0",
          "--json",
        ]
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
    let cast = try cast(steps: 1_000_000)
    try cast.killAtRandom(hub: .hub, seed: 11)
    for part in [Part.person, .robot, .hub] { try cast.end(part) }

    let all = try transitions(cast.journal)
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

extension Cast {
  fileprivate var spool: String { files.path("panda.spool") }
}
