import ArgumentParser
import Foundation
import Runtime

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a trained policy as a file that needs nothing else.",
    discussion: """
      A safetensors file holds the weights and, as metadata, the task, the names and units of observation and action and \
      what stands between an observation and the network. `reins eval`, `reins sim run --policy` and the launch key \
      `expertPolicy:` take it wherever they take a run folder; with --critics the launch key `judge:` does, too.

      Examples:
        reins export runs/reach-s0 --safetensors reach.safetensors
        reins export runs/reach-s0 --safetensors judge.safetensors --critics --checkpoint 5000
      """)

  @Argument(help: ArgumentHelp("A run folder, or a file of `reins export --safetensors`.", valueName: "run"))
  var source: String

  @Option(help: ArgumentHelp("The safetensors file to write; one that is there is replaced.", valueName: "F"))
  var safetensors: String

  @Flag(help: "Write the critics, too, so that the file can judge.")
  var critics = false

  @Option(help: ArgumentHelp("A checkpoint below RUN/checkpoints, such as 010000.", valueName: "STEP"))
  var checkpoint: String = "last"

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let export = try PolicyExport.run(
      source: source, checkpoint: checkpoint, safetensors: safetensors, critics: critics,
      catalog: try TaskCatalog.load())
    print(json ? try jsonText(export) : export.text())
  }
}
