import Foundation
import Testing
import Vocabulary
import Wire

/// Hub, robot, person and observer as real processes.
@Suite("Live session", .serialized)
struct LiveSessionTests {
  @Test("four processes over loopback, with keys: a policy learns from a person at the other end of the line")
  func learns() throws {
    let (files, hubFiles, robotFiles) = (try Folder(), try Folder(), try Folder())
    let (handFiles, eyeFiles) = (try Folder(), try Folder())
    let keys = files.path("keys")
    for (name, role) in [("hub", ""), ("panda", "robot"), ("anna", "teleop"), ("screen", "observer")] {
      #expect(try Program.run("keys", "new", name, "--keys", keys, folder: files).code == 0)
      if role.isEmpty { continue }
      #expect(try Program.run("keys", "trust", name, "--role", role, "--keys", keys, folder: files).code == 0)
    }
    let run = files.path("run")
    let hub = try Program.start(
      [
        "serve", "launch/teleop-sim.yaml", "--out", run, "--listen", "tcp://127.0.0.1:0", "--keys", keys, "--key",
        "hub", "--set", "training.steps=1500", "--set", "training.keepCheckpoints=100",
      ], folder: hubFiles)
    try wait("the hub listens") { said(hub).contains("broadcast at") }
    let (session, broadcast) = (try place("sessions", in: said(hub)), try place("broadcast", in: said(hub)))
    let robot = try Program.start(
      [
        "robot", "robots/panda", "--simulated", "--task", "PandaReach-v3", "--policy-hz", "5", "--clock", "answered",
        "--unattended", "--connect", session, "--keys", keys, "--key", "panda", "--faults", robotFiles.path("faults"),
      ], folder: robotFiles)
    let hand = try Program.start(
      [
        "teleop", "--connect", session, "--broadcast", broadcast, "--keys", keys, "--key", "anna", "--name", "anna",
        "--expert", "--expert-set", "biasMeters=[-0.06, 0, 0]", "--intervention-set", "progressSteps=3",
        "--intervention-set", "progressPerStepMeters=0.01", "--json",
      ], folder: handFiles)
    let eye = try Program.start(
      ["observe", "--connect", session, "--broadcast", broadcast, "--keys", keys, "--key", "screen", "--json"],
      folder: eyeFiles)
    let ended = try hub.wait()
    for process in [robot, hand, eye] { process.process.interrupt() }
    let seen = try eye.wait()
    _ = try (robot.wait(), hand.wait())
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.errors.contains("anna commands"))

    let all = try transitions(run + "/transitions.journal")
    #expect(all.count >= 1_200 && all.contains { $0.authority == .expert } && all.contains { $0.onset })
    #expect(all.allSatisfy { $0.reward == 0 || ($0.reward == -1 && $0.authority == .policy) })
    // Everybody was seen, and nothing was lost.
    let last = try #require(seen.output.split(separator: "\n").last.map(String.init))
    for word in ["twin", "anna", "PandaReach-v3", "\"lost\":0"] { #expect(last.contains(word), "\(last)") }

    func success(_ checkpoint: String) throws -> Double {
      let policy = files.path("\(checkpoint).safetensors")
      #expect(
        try Program.run("export", run, "--safetensors", policy, "--checkpoint", checkpoint, folder: files).code == 0)
      let result = try Program.run("eval", policy, "--episodes", "50", "--json", folder: files)
      let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
      let figures = try #require(json?["result"] as? [String: Any], "\(result.output) \(result.errors)")
      return Double(try #require(figures["successes"] as? Int)) / 50
    }
    let (before, after) = (try success("0"), try success("last"))
    #expect(after >= before + 0.3, "\(before) before, \(after) after")
    try deploys(files.path("last.safetensors"), after: after, files)
  }

  /// The policy that has learned drives the robot, as it does in its task.
  private func deploys(_ policy: String, after success: Double, _ files: Folder) throws {
    let (hubFiles, robotFiles) = (try Folder(), try Folder())
    let hub = try Program.start(
      [
        "deploy", policy, "--robot", "robots/panda", "--policy-hz", "5", "--episodes", "20", "--listen",
        "tcp://127.0.0.1:0", "--json",
      ], folder: hubFiles)
    try wait("the hub listens") { said(hub).contains("broadcast at") }
    let robot = try Program.start(
      [
        "robot", "robots/panda", "--simulated", "--task", "PandaReach-v3", "--policy-hz", "5", "--clock", "answered",
        "--unattended", "--connect", try place("sessions", in: said(hub)), "--faults", robotFiles.path("faults"),
      ], folder: robotFiles)
    let report = try hub.wait()
    robot.process.interrupt()
    _ = try robot.wait()
    let json = try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any]
    let successes = try #require(json?["successes"] as? Int, "\(report.errors)")
    #expect(Double(successes) >= 20 * (success - 0.25), "\(successes) of 20 on the robot, \(success) in the task")
    let refused = try Program.run("deploy", policy, "--robot", "robots/ur5e", folder: files)
    #expect(refused.code == 2 && refused.errors.contains("ur5e") && refused.errors.contains("panda"))
  }

  @Test(
    "a hub that is killed and started anew has every transition that was on its disk, once; the robot comes back by itself"
  )
  func killed() throws {
    let (files, robotFiles) = (try Folder(), try Folder())
    try FileManager.default.createDirectory(
      atPath: files.path("sockets"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let session = "ipc://" + files.path("sockets/hub")
    let run = files.path("run")
    let robot = try Program.start(
      [
        "robot", "robots/panda", "--simulated", "--task", "PandaReach-v3", "--policy-hz", "5", "--clock", "answered",
        "--unattended", "--connect", session, "--faults", robotFiles.path("faults"),
      ], folder: robotFiles)
    // REINS_KILLS=200 at full size.
    let rounds = ProcessInfo.processInfo.environment["REINS_KILLS"].flatMap(Int.init) ?? 4
    var counts: [Int] = []
    for round in 0..<rounds {
      let folder = try Folder()
      let start =
        round == 0
        ? ["launch/teleop-sim.yaml", "--out", run, "--set", "training.steps=1000000"] : ["--resume", run]
      let hub = try Program.start(["serve"] + start + ["--listen", session], folder: folder)
      let journal = run + "/transitions.journal"
      let before = counts.last ?? 0
      let size = ((try? FileManager.default.attributesOfItem(atPath: journal))?[.size] as? Int ?? 0) + 12_000
      try wait("round \(round): the journal grows") {
        let attributes = try? FileManager.default.attributesOfItem(atPath: journal)
        return (attributes?[.size] as? Int ?? 0) > size || hub.process.isRunning == false
      }
      #expect(hub.process.isRunning, "\(said(hub))")
      kill(hub.process.processIdentifier, SIGKILL)
      hub.process.waitUntilExit()
      counts.append(try transitions(journal).count)
      #expect(counts[round] > before)
    }
    robot.process.interrupt()
    _ = try robot.wait()
    let all = try transitions(run + "/transitions.journal")
    #expect(all.count == counts.last)
    for (spool, own) in Dictionary(grouping: all, by: \.spool) {
      #expect(own.map(\.number) == Array(1...UInt64(own.count)), "spool \(spool)")
    }
    #expect(Set(all.map(\.spool)).count == rounds)
    #expect(said(robot).components(separatedBy: "joined reins serve").count == rounds + 1)
  }
}
