import ArgumentParser
import Foundation
import Runtime
import Transport

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run a hub that robots and people join, and learn from their takeovers.",
    discussion: """
      Hub and learner in one process; with `--set hub.learner=remote` the learner is `reins learn`. The policy drives the robot that joins; whoever holds the lease drives instead, and \
      the takeover is the reward. Transitions are in the run's journal before they are acknowledged; a run that was \
      stopped in any way goes on with --resume. docs/bridge.md tells a whole session.

      Examples:
        reins serve launch/teleop-sim.yaml
        reins serve launch/teleop-sim.yaml --listen tcp://192.168.1.20:5555 --key hub
        reins serve --resume runs/teleop-sim-s0
      """)

  @Argument(help: "A launch file.")
  var launch: String?

  @Option(help: ArgumentHelp("Go on with a run folder.", valueName: "RUN"))
  var resume: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Overlay one key, such as hub.onSilence=policy; may be repeated.", valueName: "KEY=VALUE"))
  var overrides: [String] = []

  @Option(help: ArgumentHelp("The run folder; must not exist. Default: runs/<launch file>-s<seed>.", valueName: "DIR"))
  var out: String?

  @Option(help: ArgumentHelp("Where sessions come in.", valueName: "ENDPOINT"))
  var listen = "tcp://127.0.0.1:5555"

  @Option(help: ArgumentHelp("Where weights and status go out. Default: the next port.", valueName: "ENDPOINT"))
  var broadcast: String?

  @Flag(help: "Bind tcp://0.0.0.0, every interface of this machine.")
  var expose = false

  @OptionGroup(title: "Keys") var keys: KeyOptions

  func validate() throws {
    guard (launch == nil) != (resume == nil) else {
      throw ValidationError("give a launch file or --resume RUN, one of the two")
    }
    if resume != nil, !overrides.isEmpty || out != nil {
      throw ValidationError("--resume continues a run as it was started: leave --set and --out away")
    }
  }

  func run() throws {
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let catalog = try TaskCatalog.load()
    let session = try Endpoint(listen)
    let door = ServeRun.Door(
      session: session, broadcast: try broadcast.map { try Endpoint($0) } ?? session.besides(), keys: keys.bridgeKeys,
      everyInterface: expose)
    let report: @Sendable (String) -> Void = { printError($0) }
    let run =
      if let resume {
        try ServeRun.resumed(folder: resume, door: door, catalog: catalog, interrupt: interrupt, report: report)
      } else {
        try ServeRun.started(
          launchFile: launch ?? "", overrides: overrides, folder: out, door: door, catalog: catalog,
          interrupt: interrupt, report: report)
      }
    printError("run folder: \(run.folderPath)")
    printError(
      "sessions at \(run.sessionEndpoint), broadcast at \(run.broadcastEndpoint)"
        + (keys.bridgeKeys == nil ? "; this machine only: no keys" : ""))
    try run.run()
    printError("saved. Judge it with: reins eval \(run.folderPath)")
  }
}
