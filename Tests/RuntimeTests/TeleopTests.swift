import Foundation
import Runtime
import Teleoperation
import Testing
import Vocabulary
import Wire

@Suite("A teleop in a hub's session", .serialized)
struct TeleopTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  private static let hertz = PointHub.hertz

  private func hub() throws -> PointHub {
    try PointHub(task: "PandaReach-v3", spaces: Spaces(of: TaskCatalog.load().specification(of: "PandaReach-v3")))
  }

  private func settings(_ hub: PointHub, _ output: TeleopOutput = .json) -> TeleopSettings {
    var settings = TeleopSettings(endpoint: hub.endpoint)
    settings.broadcast = hub.broadcast
    settings.name = "anna"
    settings.output = output
    return settings
  }

  @Test("a key held takes over: commands under the grant's epoch, at the policy's rate; let go, the policy has it back")
  func hold() throws {
    let hub = try hub()
    let script = OperatorScript(moments: [
      .init(atSeconds: 0.5, keys: ["w"]), .init(atSeconds: 2.5), .init(atSeconds: 2.7, event: "success"),
      .init(atSeconds: 3),
    ])
    var lines = ""
    var settings = self.settings(hub)
    settings.recording = folder.path("recorded.jsonl")
    try TeleopSession.withScript(settings, map: TeleopFiles.keyMap(nil), script: script, write: { lines += $0 })
      .run(interrupt: Interrupt())
    hub.stop()
    let seen = hub.seen
    let taken = try #require(seen.grants.first { $0.holderName == "anna" })
    #expect(seen.requests.count == 1 && seen.releases == [taken.epoch] && seen.rejections.isEmpty)
    #expect(seen.commands.allSatisfy { $0.command.epoch == taken.epoch && $0.command.action == [0.5, 0, 0] })
    // Two seconds; a busy machine may skip some, and nothing is sent twice.
    #expect((40...51).contains(seen.commands.count), "\(seen.commands.count)")
    let answered = seen.commands.map(\.command.observation)
    #expect(Set(answered).count == answered.count && answered == answered.sorted() && answered.first != 0)
    #expect(seen.renewals.count >= 18)
    #expect(seen.revocations.map(\.reason) == [.released] && seen.grants.last?.authority == .policy)
    #expect(seen.events.map(\.kind) == [.success] && seen.events[0].originRole == .teleop)
    // Half speed, 0.05 m a step: the robot went there.
    #expect(seen.steps.contains { $0.position.x > 0.5 })
    #expect(lines.contains("\"control\":\"YOU\"") && lines.contains("\"control\":\"POLICY\""))
    #expect(lines.contains("\"ownCommands\":\(seen.commands.count)"))
    let recorded = try TeleopFiles.script(folder.path("recorded.jsonl")).moments
    #expect(recorded.map(\.action) == [["x": 0.5], [:], [:]] && recorded.map(\.event) == ["", "", "success"])
  }

  @Test("who quits in control gives it back before the farewell; latching needs its option")
  func quitting() throws {
    let hub = try hub()
    var settings = self.settings(hub, .lines)
    settings.latches = true
    let script = OperatorScript(moments: [
      // A key of motion alone takes over nothing then.
      .init(atSeconds: 0.2, keys: ["w"]), .init(atSeconds: 0.4), .init(atSeconds: 0.5, keys: ["space"]),
      .init(atSeconds: 0.6, keys: ["s"]), .init(atSeconds: 1, keys: ["s"], event: "quit"), .init(atSeconds: 60),
    ])
    try TeleopSession.withScript(settings, map: TeleopFiles.keyMap(nil), script: script, write: { _ in })
      .run(interrupt: Interrupt())
    let isBack = hub.sees { $0.revocations.map(\.reason) == [.released] }
    hub.stop()
    let seen = hub.seen
    #expect(isBack && seen.requests.count == 1 && seen.rejections.isEmpty)
    #expect(seen.commands.first?.command.action == [0, 0, 0] && seen.commands.last?.command.action == [-0.5, 0, 0])
  }

  @Test("who falls silent loses control, and is not in control again when it wakes up with the key still down")
  func silence() throws {
    let hub = try hub()
    let file = folder.path("operator.yaml")
    try "moments:\n  - {atSeconds: 0.3, keys: [w]}\n  - {atSeconds: 60}\n"
      .write(toFile: file, atomically: true, encoding: .utf8)
    let running = try Program.start(
      [
        "teleop", "--connect", "\(hub.endpoint)", "--broadcast", "\(hub.broadcast)", "--script", file, "--name", "anna",
      ], folder: folder)
    #expect(hub.sees { $0.commands.count > 5 })
    kill(running.process.processIdentifier, SIGSTOP)
    #expect(hub.sees { $0.revocations.map(\.reason) == [.silent] })
    let before = hub.seen.commands.count
    kill(running.process.processIdentifier, SIGCONT)
    let count = hub.seen.observations
    #expect(hub.sees { $0.observations > count + 50 })
    // What was on its way may come; nothing is asked for anew.
    #expect(hub.seen.requests.count == 1 && hub.seen.commands.count <= before + 2)
    #expect(hub.seen.grants.count { $0.holderName == "anna" } == 1)
    running.process.terminate()
    let program = try running.wait()
    #expect(program.code == 0, "\(program.errors)")
    hub.stop()
  }

  @Test(
    "a simulated person takes over from a policy that stands still, for as many commands as it is told, until success")
  func expert() throws {
    let hub = try hub()
    let running = try Program.start(
      [
        "teleop", "--connect", "\(hub.endpoint)", "--broadcast", "\(hub.broadcast)", "--expert", "--name", "berta",
        "--intervention-set", "progressSteps=4", "--intervention-set", "holdSteps=5", "--intervention-set", "beta=1",
        "--intervention-set", "epsilon=0", "--seconds", "60",
      ], folder: folder)
    #expect(hub.sees(seconds: 50) { $0.successes >= 3 && $0.releases.count >= 4 })
    running.process.terminate()
    let program = try running.wait()
    #expect(program.code == 0, "\(program.errors)")
    hub.stop()
    let seen = hub.seen
    #expect(seen.rejections.isEmpty, "\(seen.rejections)")
    let takeovers = Dictionary(grouping: seen.commands.map(\.command), by: \.epoch)
    let epochs = seen.grants.filter { $0.holderName == "berta" }.map(\.epoch)
    #expect(Set(takeovers.keys).isSubset(of: epochs) && takeovers.count >= 4)
    for (epoch, commands) in takeovers {
      #expect(commands.count <= 5, "\(epoch) has \(commands.count)")
      #expect(Set(commands.map(\.observation)).count == commands.count && commands.allSatisfy { $0.observation > 0 })
      // Towards the goal, which lies at positive x, y and z.
      #expect(commands.allSatisfy { $0.action.reduce(0, +) > 0 })
    }
    #expect(takeovers.values.contains { $0.count == 5 })
    // The policy itself goes nowhere.
    #expect(seen.steps.contains { $0.authority == .policy } && seen.steps.contains { $0.authority == .expert })
  }

  @Test(
    "a mistake is one line that names the remedy",
    arguments: [
      (["teleop"], "ssh -t", 2), (["teleop", "--device", "terminal"], "ssh -t", 2),
      (["teleop", "--device", "/dev/input/event999"], "/proc/bus/input/devices", 2),
      (["teleop", "--script", "no-such-file.yaml"], "no-such-file.yaml", 2),
      (["teleop", "--keymap", "no-such-keys.yaml"], "no-such-keys.yaml", 2),
      (["teleop", "--connect", "tcp://192.0.2.1:5555", "--expert"], "keys", 2),
      (["teleop", "--expert", "--intervention-set", "gate=value"], "does not see", 2),
      (["teleop", "--expert-set", "shiftedGoalShare=1"], "--expert", 2),
      (["teleop", "--expert", "--connect", "tcp://127.0.0.1:1", "--seconds", "0.3"], "no hub at tcp://127.0.0.1:1", 1),
    ] as [([String], String, Int32)])
  func mistakes(arguments: [String], names: String, code: Int32) throws {
    let running = try Program.start(arguments, folder: folder)
    let program = try running.wait()
    #expect(program.code == code && program.errors.contains(names), "\(program.code) \(program.errors)")
  }

  @Test("the key map that is shipped moves all six degrees of freedom, the gripper and seven joints")
  func shipped() throws {
    let map = try TeleopFiles.keyMap(nil)
    for sign in [-1.0, 1] {
      let tool = map.tool.filter { $0.share * sign > 0 }.map(\.element)
      #expect(Set(tool) == ["x", "y", "z", "roll", "pitch", "yaw", "gripper"])
      let joints = map.joints.filter { $0.share * sign > 0 }.map(\.element)
      #expect(Set(joints) == Set((1...7).map { "joint\($0)" } + ["gripper"]))
    }
    #expect(Set(map.gamepad.axes.map(\.element)) == ["x", "y", "z", "roll", "pitch", "yaw"])
  }

  @Test("a script is YAML or JSON lines, and what is wrong in it is named by its line")
  func scripts() throws {
    let (yaml, lines) = (folder.path("a.yaml"), folder.path("a.jsonl"))
    try "moments:\n  - {atSeconds: 1, keys: [w, space]}\n  - {atSeconds: 2, action: {x: -0.5}, takeover: true}\n"
      .write(toFile: yaml, atomically: true, encoding: .utf8)
    try """
    {"atSeconds": 1, "keys": ["w", "space"]}

    {"atSeconds": 2, "action": {"x": -0.5}, "takeover": true}

    """.write(toFile: lines, atomically: true, encoding: .utf8)
    let script = try TeleopFiles.script(yaml)
    #expect(script.moments.count == 2 && script.moments[1].action == ["x": -0.5] && script.moments[1].takeover)
    #expect(try TeleopFiles.script(lines) == script)
    for (text, part) in [
      (#"{"atSeconds": 1, "kyes": ["w"]}"#, "did you mean 'keys'"), (#"{"keys": ["w"]}"#, "atSeconds"),
      (#"{"atSeconds": 1, "event": "sucess"}"#, "success"),
    ] {
      try "\n\(text)\n".write(toFile: lines, atomically: true, encoding: .utf8)
      let error = #expect(throws: ConfigError.self) { try TeleopFiles.script(lines) }
      #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }
  }
}
