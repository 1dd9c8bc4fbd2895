import Foundation
import Recording
import Runtime
import Testing

@Suite("reins inspect")
struct InspectTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  @Test("says what a run, a checkpoint, a policy and a model are, for people and as JSON")
  func kinds() throws {
    let run = folder.path("run")
    let (file, model) = (folder.path("p.safetensors"), folder.path("p.onnx"))
    #expect(try Program.run("train", try folder.launchFile(), "--out", run, folder: folder).code == 0)
    let exported = try Program.run(
      "export", run, "--safetensors", file, "--critics", "--onnx", model, folder: folder)
    #expect(exported.code == 0 && exported.output.contains("2 critics"), "\(exported.errors)")
    let cases: [(path: String, texts: [String], key: String)] = [
      (run, ["PandaReach-v3", "rlif, seed 0", "400 of 400", "last success"], "lastSuccess"),
      (run + "/checkpoints/last", ["PandaReach-v3", "policy.safetensors", "expertSteps"], "identity"),
      (
        file, ["a policy of `reins export`", "critics/1/output/bias", "[16, 1]", "policyInput", "toolPosition.x"],
        "tensors"
      ),
      (model, ["opset", "17", "observation [batch, 12]", "action [batch, 3]", "policySHA256"], "metadata"),
    ]
    for (path, texts, key) in cases {
      let plain = try Program.run("inspect", path, folder: folder)
      #expect(plain.code == 0, "\(plain.errors)")
      for text in texts { #expect(plain.output.contains(text), "\(path): \(text) is not in\n\(plain.output)") }
      let json = try Program.run("inspect", path, "--json", folder: folder)
      #expect(json.output.contains("\"\(key)\"") && json.code == 0)
      _ = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
    }
    // The hash that it prints is the one that everybody's tool prints.
    let sum = try readFile(model, limit: 1 << 20)
    #expect(try Program.run("inspect", model, folder: folder).output.contains(sha256(sum)))
  }

  @Test("refuses what it does not know, and a text within a file does not steer the terminal")
  func strangers() throws {
    for (path, text) in [("no-such-file", "no-such-file"), ("README.md", "not ONNX"), ("sim", "'sim'")] {
      let program = try Program.run("inspect", path, folder: folder)
      #expect(program.code == 2 && program.errors.contains(text), "\(program.errors)")
    }
    let path = folder.path("evil.safetensors")
    try writeWhole(try Safetensors(tensors: [], metadata: ["a\u{1b}[2J": "\u{202e}\u{9b}31m\n"]).encoded(), to: path)
    let shown = try Program.run("inspect", path, folder: folder)
    #expect(shown.code == 0 && shown.output.contains("\\u{1b}[2J"))
    #expect(!shown.output.unicodeScalars.contains { ["\u{1b}", "\u{9b}", "\u{202e}"].contains($0) })
  }
}
