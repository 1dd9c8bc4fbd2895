import ArgumentParser
import Runtime

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Print what a file or folder is.",
    discussion: """
      Knows safetensors and ONNX files (told from their bytes, not from their names), a folder of a checkpoint and a run \
      folder. Nothing in them is executed, and a damaged one is an error that says where.
      """)

  @Argument(help: ArgumentHelp("A file or folder.", valueName: "file"))
  var path: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let inspection = try Inspection.run(path)
    print(json ? try jsonText(inspection) : inspection.text())
  }
}
