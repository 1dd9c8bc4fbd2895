import ArgumentParser
import Foundation
import Runtime
import Transport

struct LearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn", abstract: "The learner of a live run, as a process of its own that joins its hub.",
    discussion: """
      For a hub that was started with `hub.learner=remote`, from the same launch file (its folder is \
      runs/<launch file>-s<seed>-learner): it hands on every transition that is on \
      its disk, and drives by the weights that come back. Either may be stopped in any way and started again; nothing is \
      lost and nothing counted twice. Ctrl-C saves; `--resume RUN` goes on.

      Examples:
        reins serve launch/teleop-sim.yaml --set hub.learner=remote
        reins learn launch/teleop-sim.yaml --connect tcp://127.0.0.1:5555
        reins learn --resume runs/teleop-sim-s0-learner --connect tcp://192.168.1.20:5555 --key learner
      """)

  @OptionGroup var source: RunOptions

  @Option(help: ArgumentHelp("The hub.", valueName: "ENDPOINT"))
  var connect = "tcp://127.0.0.1:5555"

  @OptionGroup(title: "Keys") var keys: KeyOptions

  func run() throws {
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let catalog = try TaskCatalog.load()
    let hub = try Endpoint(connect)
    let report: @Sendable (String) -> Void = { printError($0) }
    let run = try source.start {
      try LearnRun.resumed(
        folder: $0, hub: hub, keys: keys.bridgeKeys, catalog: catalog, interrupt: interrupt, report: report)
    } started: {
      try LearnRun.started(
        launchFile: $0, overrides: $1, folder: $2, hub: hub, keys: keys.bridgeKeys, catalog: catalog,
        interrupt: interrupt, report: report)
    }
    printError("run folder: \(run.folderPath)")
    try run.run()
    printError("saved. Judge it with: reins eval \(run.folderPath)")
  }
}
