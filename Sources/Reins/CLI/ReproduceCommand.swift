import ArgumentParser
import Foundation
import Runtime

struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce", abstract: "Run a comparison of methods, experts and seeds, and write its report.",
    discussion: """
      Reads a grid (tasks, experts, methods, seeds), runs what is not finished yet, several runs at a time on one core \
      each, and writes report.md, runs.csv, curves.csv and figures beside the run folders. Ctrl-C saves every running \
      run; the same command goes on where it stopped.

      Examples:
        reins reproduce launch/reproduce/quick.yaml
        reins reproduce launch/reproduce/quick.yaml --percent 2 --out runs/try
        reins reproduce launch/reproduce/full.yaml --report-only
      """)

  @Argument(help: "A reproduction file.")
  var file: String

  @Option(help: ArgumentHelp("The folder of runs and report. Default: runs/reproduce-<file>.", valueName: "DIR"))
  var out: String?

  @Option(help: "Runs at a time. Default: the file's parallelRuns, or one per core.")
  var jobs: Int?

  @Option(help: "Share of every run's steps and updates, 1 to 100: a small copy of the same comparison.")
  var percent = 100

  @Option(help: "The first N of the file's seeds; a later call with more goes on.")
  var seeds: Int?

  @Flag(help: "Write the report of what is finished and run nothing.")
  var reportOnly = false

  func validate() throws {
    if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs must be 1 to 256") }
    if !(1...100).contains(percent) { throw ValidationError("--percent must be 1 to 100") }
  }

  func run() throws {
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let reproduction = try Reproduction(
      file: file, output: out, percent: percent, seeds: seeds, catalog: try TaskCatalog.load(), interrupt: interrupt)
    if reportOnly {
      print(try reproduction.report())
      return
    }
    let status = try reproduction.run(parallel: jobs)
    print(try reproduction.report())
    printError("\(status.finished) of \(status.total) runs are finished")
    if !status.failures.isEmpty { throw Failure(message: status.failures.joined(separator: "\n")) }
    if status.interrupted { throw Failure(message: "interrupted; the same command goes on where it stopped") }
  }
}
