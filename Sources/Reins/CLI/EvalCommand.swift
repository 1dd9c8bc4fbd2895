import ArgumentParser
import Foundation
import Runtime
import Vocabulary

struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Judge a trained policy.",
    discussion:
      "Runs the policy's mode action from starts that training never saw, and prints success with its 95 % interval.")

  @Argument(help: ArgumentHelp("A run folder, or a file of `reins export --safetensors`.", valueName: "run"))
  var folder: String

  @Option(help: "Evaluation episodes.")
  var episodes = 100

  @Option(help: ArgumentHelp("Another task with the same observation and action.", valueName: "ID"))
  var task: String?

  @Option(help: ArgumentHelp("A checkpoint below RUN/checkpoints, such as 010000.", valueName: "STEP"))
  var checkpoint: String = "last"

  @Option(help: "Seed of the first episode.")
  var seed: UInt64 = 1_000_000

  @Flag(help: "Draw actions from the policy instead of its mode.")
  var sample = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup(title: "Pictures (a film shows the first \(PolicyEvaluation.filmedEpisodes) episodes)")
  var pictures: PictureOptions

  func validate() throws {
    guard (1...1_000_000).contains(episodes) else { throw ValidationError("--episodes must be 1...1000000") }
  }

  func run() throws {
    let catalog = try TaskCatalog.load()
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let judged = try PolicyEvaluation.run(
      run: folder, checkpoint: checkpoint, task: task, episodes: episodes, firstSeed: seed,
      selection: sample ? .sample : .mode, pictures: pictures.request, catalog: catalog, interrupt: interrupt)
    print(json ? try jsonText(judged) : judged.text())
  }
}
