import ArgumentParser
import Foundation
import Runtime
import Transport

struct TeleopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "teleop", abstract: "Take over from a policy, by keys, gamepad or script.",
    discussion: """
      Joins a hub as a person's hands. Hold a key of motion, or the takeover key, and you command; let it go and the \
      policy goes on. `?` shows the keys, which are data: launch/teleop/keys.yaml. Works over SSH. docs/teleop.md has the rest.

      Examples:
        reins teleop
        reins teleop --connect tcp://192.168.1.20:5555 --key anna
        reins teleop --script operator.yaml --json
        reins teleop --expert --intervention-set progressSteps=4
      """)

  @Option(help: ArgumentHelp("The hub's sessions.", valueName: "ENDPOINT"))
  var connect = "tcp://127.0.0.1:5555"

  @Option(help: ArgumentHelp("The hub's broadcast. Default: the port after the sessions'.", valueName: "ENDPOINT"))
  var broadcast: String?

  @Option(help: "Who you are, for people; the hub shows it to everybody.")
  var name = ProcessInfo.processInfo.environment["USER"] ?? "teleop"

  @OptionGroup(title: "Keys") var keys: KeyOptions

  @Flag(help: "The takeover key takes over until it is pressed again: nothing hands back when you let go.")
  var latch = false

  @Option(help: "0 to 100; a higher one takes control from a lower one.")
  var priority: UInt32 = 0

  @Option(
    help: ArgumentHelp(
      "auto (the terminal, and a gamepad where there is one), terminal, or a gamepad's file such as /dev/input/event5.",
      valueName: "DEVICE"))
  var device = "auto"

  @Option(help: ArgumentHelp("Another key map.", valueName: "FILE"))
  var keymap: String?

  @Option(
    help: ArgumentHelp("Replay a written operator: YAML with `moments:`, or JSON lines (.jsonl).", valueName: "FILE"))
  var script: String?

  @Option(
    help: ArgumentHelp("Write what you do as a script for --script; must not exist.", valueName: "FILE.jsonl"))
  var record: String?

  @Flag(help: "A simulated person: the scripted expert of the hub's task takes over when the policy makes no progress.")
  var expert = false

  @Option(
    name: .customLong("expert-set"),
    help: ArgumentHelp("A knob of the expert, such as shiftedGoalShare=0.4; may be repeated.", valueName: "KEY=VALUE"))
  var expertOverrides: [String] = []

  @Option(
    name: .customLong("intervention-set"),
    help: ArgumentHelp(
      "A knob of its gate, such as progressSteps=4 or holdSteps=8; may be repeated.", valueName: "KEY=VALUE"))
  var interventionOverrides: [String] = []

  @Option(help: "Of everything that is chance in a simulated person.")
  var seed: UInt64 = 0

  @Option(help: "End after so many seconds.")
  var seconds: Double?

  @Flag(help: "The status as JSON, a line a second and at every change of control.")
  var json = false

  func validate() throws {
    if script != nil && expert { throw ValidationError("--script and --expert exclude each other") }
    if !expert && !(expertOverrides.isEmpty && interventionOverrides.isEmpty) {
      throw ValidationError("--expert-set and --intervention-set are for --expert")
    }
    guard priority <= 100 else { throw ValidationError("--priority must be 0...100") }
    if let seconds, !(seconds > 0 && seconds <= 1e7) { throw ValidationError("--seconds must be above 0") }
  }

  func run() throws {
    let interrupt = Interrupt()
    interrupt.installHandlers()
    var settings = TeleopSettings(endpoint: try Endpoint(connect))
    settings.broadcast = try broadcast.map { try Endpoint($0) }
    settings.keys = keys.bridgeKeys
    (settings.name, settings.priority, settings.latches, settings.seconds) = (name, priority, latch, seconds)
    settings.recording = record
    settings.output = json ? .json : isatty(STDOUT_FILENO) == 1 ? .screen : .lines
    let session =
      if let script {
        try TeleopSession.withScript(
          settings, map: TeleopFiles.keyMap(keymap), script: TeleopFiles.script(script))
      } else if expert {
        try TeleopSession.withExpert(
          settings, expertOverrides: expertOverrides, interventionOverrides: interventionOverrides, seed: seed,
          catalog: TaskCatalog.load())
      } else {
        try TeleopSession.withHands(settings, map: TeleopFiles.keyMap(keymap), device: chosenDevice)
      }
    try session.run(interrupt: interrupt)
  }

  private var chosenDevice: TeleopDevice {
    switch device {
    case "auto": .auto
    case "terminal": .terminal
    default: .pad(path: device)
    }
  }
}
