import ArgumentParser
import Runtime

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Set finished runs beside each other.",
    discussion: """
      Reads result.json of each run folder and prints one row per run: the method, success before and after training \
      with its 95 % interval, the teleoperator's own, and what it cost in environment steps and in the expert's.

      Example:
        reins compare runs/reach-s0 runs/reach-hg-dagger-s0
      """)

  @Argument(help: ArgumentHelp("Run folders.", valueName: "RUN"))
  var runs: [String]

  func run() throws { print(try RunComparison(reading: runs).text()) }
}
