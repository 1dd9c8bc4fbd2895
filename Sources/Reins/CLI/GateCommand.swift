import ArgumentParser
import Foundation
import Runtime

struct GateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate", abstract: "How often a perfect and a random controller trip a launch file's gate.",
    discussion: """
      A gate that punishes a perfect controller, or lets a random one pass, teaches nothing. Aim for at most 10 % against \
      at least 60 %. Counts the gate's own checks, before its deliberate errors (beta, epsilon).
      """)

  @Argument(help: "A launch file; its task and intervention are used.")
  var launch: String

  @Option(help: "Checks of the gate per controller.")
  var checks = 4000

  @Option(name: .customLong("set"), help: ArgumentHelp("Overlay one key; may be repeated.", valueName: "KEY=VALUE"))
  var overrides: [String] = []

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...100_000_000).contains(checks) else { throw ValidationError("--checks must be 1...100000000") }
  }

  func run() throws {
    let catalog = try TaskCatalog.load()
    let report = try GateReport.run(launchFile: launch, overrides: overrides, checks: checks, catalog: catalog)
    print(json ? try jsonText(report) : report.text())
  }
}
