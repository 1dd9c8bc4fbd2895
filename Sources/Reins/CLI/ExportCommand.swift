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

      An ONNX model maps `observation`, float32 [batch, n] in SI units, to `action`, float32 [batch, m] in [-1, 1]: the \
      policy's mode, its input scaling included.

      Examples:
        reins export runs/reach-s0 --safetensors reach.safetensors
        reins export runs/reach-s0 --safetensors judge.safetensors --critics --checkpoint 5000
        reins export reach.safetensors --onnx reach.onnx
      """)

  @Argument(help: ArgumentHelp("A run folder, or a file of `reins export --safetensors`.", valueName: "run"))
  var source: String

  @Option(help: ArgumentHelp("The safetensors file to write; one that is there is replaced.", valueName: "F"))
  var safetensors: String?

  @Option(
    help: ArgumentHelp(
      "The ONNX model to write (opset 17; the mode action); one that is there is replaced.", valueName: "F"))
  var onnx: String?

  @Flag(help: "Write the critics, too, so that the file can judge.")
  var critics = false

  @Option(help: ArgumentHelp("A checkpoint below RUN/checkpoints, such as 010000.", valueName: "STEP"))
  var checkpoint: String = "last"

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard safetensors != nil || onnx != nil else { throw ValidationError("give --safetensors F, --onnx F, or both") }
    guard !critics || safetensors != nil else { throw ValidationError("--critics needs --safetensors F") }
  }

  func run() throws {
    let export = try PolicyExport.run(
      source: source, checkpoint: checkpoint, safetensors: safetensors, critics: critics, onnx: onnx,
      catalog: try TaskCatalog.load())
    print(json ? try jsonText(export) : export.text())
  }
}
