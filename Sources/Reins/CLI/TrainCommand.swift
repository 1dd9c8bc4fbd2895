import ArgumentParser
import Foundation
import Runtime
import Vocabulary

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a policy from interventions.",
    discussion: """
      Reads a launch file, trains, and leaves a run folder: config.yaml, metrics.csv, curves.svg, result.json and \
      checkpoints/. Ends with a table; exits 1 when the launch file's `acceptance` is not met. \
      Ctrl-C finishes the step, saves and says where; `--resume RUN` goes on from the last checkpoint, also after a \
      crash, and ends with the bits of a run that was never stopped.

      Examples:
        reins train launch/reach.yaml
        reins train launch/pick-and-place.yaml --seed 3 --set learner.utdRatio=2
        reins train --resume runs/reach-s0
      """)

  @Argument(help: "A launch file.")
  var launch: String?

  @Option(help: ArgumentHelp("Go on with a run folder from its last checkpoint.", valueName: "RUN"))
  var resume: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Overlay one key, such as learner.utdRatio=4; may be repeated.", valueName: "KEY=VALUE"))
  var overrides: [String] = []

  @Option(help: "The run's seed; the same seed gives the same weights on the same machine.")
  var seed: UInt64?

  @Option(help: ArgumentHelp("The run folder; must not exist. Default: runs/<launch file>-s<seed>.", valueName: "DIR"))
  var out: String?

  @Flag(help: "Print result.json instead of the table.")
  var json = false

  func validate() throws {
    guard (launch == nil) != (resume == nil) else {
      throw ValidationError("give a launch file or --resume RUN, one of the two")
    }
    if resume != nil, !overrides.isEmpty || seed != nil || out != nil {
      throw ValidationError("--resume continues a run as it was started: leave --set, --seed and --out away")
    }
  }

  func run() throws {
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let catalog = try TaskCatalog.load()
    let run =
      if let resume {
        try TrainingRun.resumed(folder: resume, catalog: catalog, interrupt: interrupt)
      } else {
        try TrainingRun.started(
          launchFile: launch ?? "", overrides: overrides + (seed.map { ["seed=\($0)"] } ?? []), folder: out,
          catalog: catalog, interrupt: interrupt)
      }
    printError("run folder: \(run.folderPath)")
    let report = try run.run()
    print(json ? try jsonText(report) : report.table())
    if report.interrupted {
      throw Failure(message: "interrupted; saved. Go on with: reins train --resume \(run.folderPath)")
    }
    let reasons = TrainingReport.shortcomings(
      after: report.after, teleoperator: report.teleoperator, acceptance: run.configuration.acceptance)
    if !reasons.isEmpty { throw Failure(message: reasons.joined(separator: "; ")) }
  }
}
