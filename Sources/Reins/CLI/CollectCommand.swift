import ArgumentParser
import Foundation
import Runtime

struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Record demonstrations of the launch file's expert.",
    discussion: """
      Writes DIR/demonstrations.safetensors and DIR/manifest.json, for the launch key `demonstrations:`. The task's \
      reward is not recorded: demonstrations enter the replay buffer with reward 0.
      """)

  @Argument(help: "A launch file; its task, seed and expert (`expert:` or `expertPolicy:`) are used.")
  var launch: String

  @Option(help: "Episodes to record.")
  var episodes = 20

  @Option(help: ArgumentHelp("The folder to write; must not exist.", valueName: "DIR"))
  var out: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Overlay one key, such as expert.shiftedGoalShare=0.4; may be repeated.", valueName: "KEY=VALUE")
  )
  var overrides: [String] = []

  @Flag(help: "Keep the episodes that ended in success only.")
  var successesOnly = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...1_000_000).contains(episodes) else { throw ValidationError("--episodes must be 1...1000000") }
  }

  func run() throws {
    let catalog = try TaskCatalog.load()
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let report = try DemonstrationCollection.run(
      launchFile: launch, overrides: overrides, episodes: episodes, successesOnly: successesOnly, folder: out,
      catalog: catalog, interrupt: interrupt)
    print(json ? try jsonText(report) : report.text())
  }
}
