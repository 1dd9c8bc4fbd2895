import ArgumentParser
import Foundation
import Runtime
import Vocabulary

struct SimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sim", abstract: "Step tasks without learning.",
    subcommands: [SimRunCommand.self, SimServeCommand.self, SimVerifyCommand.self])
}

struct SimRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run episodes with random actions, the scripted expert or a trained policy.",
    discussion: """
      With --json one line per episode: return, success, length and the final stateHash, which is the same for the same \
      seed and driver in every episode on this machine.
      """)

  @Argument(help: "A task id such as PandaPush-v3.")
  var task: String

  @Flag(help: "Uniform random actions (the default).")
  var random = false

  @Flag(help: "The task's scripted expert.")
  var expert = false

  @Option(help: ArgumentHelp("The policy of a run folder or of a file of `reins export`.", valueName: "RUN"))
  var policy: String?

  @Option(
    name: .customLong("expert-set"),
    help: ArgumentHelp("A knob of the expert, such as shiftedGoalShare=0.4.", valueName: "KEY=VALUE"))
  var expertOverrides: [String] = []

  @Option(help: "Episodes to run.")
  var episodes = 1

  @Option(help: "Seed of the first episode; the next ones count up.")
  var seed: UInt64 = 0

  @Flag(help: "One JSON line per episode.")
  var json = false

  @OptionGroup(title: "Pictures")
  var pictures: PictureOptions

  func validate() throws {
    guard [random, expert, policy != nil].filter({ $0 }).count <= 1 else {
      throw ValidationError("--random, --expert and --policy exclude each other")
    }
    guard (1...10_000_000).contains(episodes) else { throw ValidationError("--episodes must be 1...10000000") }
  }

  func run() throws {
    let catalog = try TaskCatalog.load()
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let driver: SimulationRun.DriverChoice =
      if let policy { .policy(source: policy) } else if expert { .expert(overrides: expertOverrides) } else { .random }
    let result = try SimulationRun.run(
      task: task, driver: driver, episodes: episodes, firstSeed: seed, pictures: pictures.request, catalog: catalog,
      interrupt: interrupt
    ) { summary in
      if json { print((try? jsonLine(summary)) ?? "") } else { print(SimulationRun.line(summary)) }
    }
    if !json { print(SimulationRun.summary(result)) }
  }
}
