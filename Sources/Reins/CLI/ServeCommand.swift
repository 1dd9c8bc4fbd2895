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

  @OptionGroup var source: RunOptions

  @Option(help: ArgumentHelp("Where sessions come in.", valueName: "ENDPOINT"))
  var listen = "tcp://127.0.0.1:5555"

  @Option(help: ArgumentHelp("Where weights and status go out. Default: the next port.", valueName: "ENDPOINT"))
  var broadcast: String?

  @Flag(help: "Bind tcp://0.0.0.0, every interface of this machine.")
  var expose = false

  @OptionGroup(title: "Keys") var keys: KeyOptions

  func run() throws {
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let catalog = try TaskCatalog.load()
    let session = try Endpoint(listen)
    let door = ServeRun.Door(
      session: session, broadcast: try broadcast.map { try Endpoint($0) } ?? session.besides(), keys: keys.bridgeKeys,
      everyInterface: expose)
    let report: @Sendable (String) -> Void = { printError($0) }
    let run = try source.start {
      try ServeRun.resumed(folder: $0, door: door, catalog: catalog, interrupt: interrupt, report: report)
    } started: {
      try ServeRun.started(
        launchFile: $0, overrides: $1, folder: $2, door: door, catalog: catalog, interrupt: interrupt, report: report)
    }
    printError("run folder: \(run.folderPath)")
    printError(
      "sessions at \(run.sessionEndpoint), broadcast at \(run.broadcastEndpoint)"
        + (keys.bridgeKeys == nil ? "; this machine only: no keys" : ""))
    if run.awaitsLearner { printError("learns elsewhere: reins learn, with the same launch file, joins here") }
    try run.run()
    printError("saved. Judge it with: reins eval \(run.folderPath)")
  }
}
