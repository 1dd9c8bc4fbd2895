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

  @OptionGroup var source: RunOptions

  @Flag(help: "Print result.json instead of the table.")
  var json = false

  func run() throws {
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let catalog = try TaskCatalog.load()
    let run = try source.start {
      try TrainingRun.resumed(folder: $0, catalog: catalog, interrupt: interrupt)
    } started: {
      try TrainingRun.started(launchFile: $0, overrides: $1, folder: $2, catalog: catalog, interrupt: interrupt)
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
