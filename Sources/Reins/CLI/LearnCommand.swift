import ArgumentParser
import Foundation
import Runtime
import Transport

struct LearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn", abstract: "The learner of a live run, as a process of its own that joins its hub.",
    discussion: """
      For a hub that was started with `hub.learner=remote`, from the same launch file: it hands on every transition that is on \
      its disk, and drives by the weights that come back. Either may be stopped in any way and started again; nothing is \
      lost and nothing counted twice. Ctrl-C saves; `--resume RUN` goes on.

      Examples:
        reins serve launch/teleop-sim.yaml --set hub.learner=remote
        reins learn launch/teleop-sim.yaml --connect tcp://127.0.0.1:5555
        reins learn --resume runs/teleop-sim-s0-learner --connect tcp://192.168.1.20:5555 --key learner
      """)

  @Argument(help: "The hub's launch file.")
  var launch: String?

  @Option(help: ArgumentHelp("Go on with a learner's run folder.", valueName: "RUN"))
  var resume: String?

  @Option(help: ArgumentHelp("The hub.", valueName: "ENDPOINT"))
  var connect = "tcp://127.0.0.1:5555"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Overlay one key, such as learner.utdRatio=4; may be repeated.", valueName: "KEY=VALUE"))
  var overrides: [String] = []

  @Option(
    help: ArgumentHelp(
      "The run folder; must not exist. Default: runs/<launch file>-s<seed>-learner.", valueName: "DIR"))
  var out: String?

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
    let hub = try Endpoint(connect)
    let report: @Sendable (String) -> Void = { printError($0) }
    let run =
      if let resume {
        try LearnRun.resumed(
          folder: resume, hub: hub, keys: keys.bridgeKeys, catalog: catalog, interrupt: interrupt, report: report)
      } else {
        try LearnRun.started(
          launchFile: launch ?? "", overrides: overrides, folder: out, hub: hub, keys: keys.bridgeKeys,
          catalog: catalog, interrupt: interrupt, report: report)
      }
    printError("run folder: \(run.folderPath)")
    try run.run()
    printError("saved. Judge it with: reins eval \(run.folderPath)")
  }
}
