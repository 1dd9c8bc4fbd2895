import Foundation
import Testing

/// A command line of a document, for example `reins train launch/reach.yaml --seed 7`.
struct DocumentedCommand: CustomStringConvertible {
  var file: String
  /// Words without brackets, bars and quotes.
  var words: [String]
  /// From a `console` block: complete, as a user would type it; else a pattern in running text.
  var isComplete: Bool

  var description: String { "\(file): \(words.joined(separator: " "))" }

  /// Commands of the program `name` in all documents.
  static func all(of name: String) throws -> [DocumentedCommand] {
    let files =
      ["README.md", "CHANGELOG.md"] + PackageFiles.files(in: ["docs", "robots", "sim", "launch"], endingIn: ["md"])
    var commands: [DocumentedCommand] = []
    for file in files {
      var inConsole = false
      for line in try PackageFiles.lines(file) {
        if line.hasPrefix("```") {
          inConsole = line.hasPrefix("```console")
        } else if inConsole, line.hasPrefix("$ ") {
          let command = line.dropFirst(2).prefix { $0 != "#" }
          let words = command.split(separator: " ").map(String.init)
          if words.first == name { commands.append(.init(file: file, words: words, isComplete: true)) }
        } else {
          for span in line.matches(of: /`([^`]+)`/) {
            let plain = span.1.map { "()[]\\|".contains($0) ? " " : $0 }
            let words = String(plain).split(separator: " ").map(String.init)
            if words.first == name && words.count > 1 {
              commands.append(.init(file: file, words: words, isComplete: false))
            }
          }
        }
      }
    }
    return commands
  }
}

/// A command as the program describes itself.
struct CommandHelp: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var isOptional: Bool
    var names: [Name]?

    var spellings: [String] { (names ?? []).map { ($0.kind == "short" ? "-" : "--") + $0.name } }
  }

  var commandName: String
  var arguments: [Argument]?
  var subcommands: [CommandHelp]?

  /// The whole tree, asked from the program that was built beside these tests.
  static func ofBuiltProgram() throws -> CommandHelp {
    struct Dump: Decodable { var command: CommandHelp }
    let text = try output(of: ["--experimental-dump-help"]).text
    return try JSONDecoder().decode(Dump.self, from: Data(text.utf8)).command
  }

  /// Runs the built program in the package's root; the text is standard output and error together.
  static func output(of arguments: [String]) throws -> (status: Int32, text: String) {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let process = Process()
    process.executableURL = URL(filePath: tests).deletingLastPathComponent().appending(path: "reins")
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: PackageFiles.root)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// Why the command would not be accepted; nil when it would.
  func objection(to command: DocumentedCommand) -> String? {
    var node = self
    var rest = command.words.dropFirst()
    while let word = rest.first, let next = node.subcommands?.first(where: { $0.commandName == word }) {
      (node, rest) = (next, rest.dropFirst())
    }
    if node.subcommands?.contains(where: { $0.commandName != "help" }) == true {
      // `reins --help`, or a name that nobody knows.
      return rest.allSatisfy { $0.hasPrefix("-") } ? nil : "'\(rest.first ?? "")' is no command of \(node.commandName)"
    }
    var positionals = 0
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        positionals += 1
        continue
      }
      guard let option = node.arguments?.first(where: { $0.spellings.contains(word) }) else {
        return "\(node.commandName) has no option \(word)"
      }
      if option.kind == "option" && rest.popFirst() == nil && command.isComplete { return "\(word) needs a value" }
    }
    if !command.isComplete { return nil }
    let known = node.arguments?.filter { $0.kind == "positional" } ?? []
    if positionals > known.count { return "\(node.commandName) takes \(known.count) arguments, not \(positionals)" }
    let required = known.count { !$0.isOptional }
    return positionals < required ? "\(node.commandName) needs \(required) arguments" : nil
  }
}

@Suite("Documents")
struct DocumentedCommandTests {
  @Test("every `reins` command in a document is accepted by the program")
  func commands() throws {
    let help = try CommandHelp.ofBuiltProgram()
    let commands = try DocumentedCommand.all(of: "reins")
    #expect(commands.filter(\.isComplete).count >= 5 && commands.count >= 12)
    for command in commands {
      let objection = help.objection(to: command)
      #expect(objection == nil, "\(command): \(objection ?? "")")
    }
  }

  @Test("every command of the program stands in the README")
  func complete() throws {
    let readme = try PackageFiles.text("README.md")
    func check(_ node: CommandHelp, _ path: String) {
      let children = (node.subcommands ?? []).filter { $0.commandName != "help" }
      if children.isEmpty { #expect(readme.contains(path), "README.md says nothing of '\(path)'") }
      for child in children { check(child, "\(path) \(child.commandName)") }
    }
    check(try CommandHelp.ofBuiltProgram(), "reins")
  }

  @Test(
    "the checker refuses what the program would refuse",
    arguments: [
      ("reins fly", "'fly'"), ("reins train a.yaml --sed 7", "--sed"), ("reins eval", "needs 1"),
      ("reins tasks a b", "takes 1"), ("reins train a.yaml --seed", "needs a value"), ("reins sim walk", "'walk'"),
      ("reins train a.yaml --seed 7", nil), ("reins tasks", nil),
    ] as [(String, String?)])
  func checker(line: String, reason: String?) throws {
    let words = line.split(separator: " ").map(String.init)
    let objection = try CommandHelp.ofBuiltProgram().objection(to: .init(file: "", words: words, isComplete: true))
    if let reason { #expect(objection?.contains(reason) == true) } else { #expect(objection == nil) }
  }

  @Test("the launch file in the README is one that the program accepts")
  func launchFile() throws {
    let block = try #require(PackageFiles.text("README.md").firstMatch(of: /```yaml\n((?s:.*?))```/)).1
    let file = FileManager.default.temporaryDirectory.appending(path: "reins-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try String(block).write(to: file, atomically: true, encoding: .utf8)
    let output = try CommandHelp.output(of: ["gate", file.path, "--checks", "10"])
    #expect(output.status == 0, "\(output.text)")
    try ("lerner: {}\n" + block).write(to: file, atomically: true, encoding: .utf8)
    let refused = try CommandHelp.output(of: ["gate", file.path, "--checks", "10"])
    #expect(refused.status == 2 && refused.text.contains("did you mean 'learner'"), "\(refused.text)")
  }

  @Test("scripts that a document names exist and can be run", arguments: ["setup", "test", "quickstart"])
  func scripts(name: String) {
    #expect(FileManager.default.isExecutableFile(atPath: PackageFiles.root + "/launch/" + name))
  }

  @Test("links and launch files in documents lead somewhere")
  func links() throws {
    var found = 0
    for file in ["README.md", "CHANGELOG.md"] + PackageFiles.files(in: ["docs", "robots", "sim"], endingIn: ["md"]) {
      let folder = (PackageFiles.root + "/" + file as NSString).deletingLastPathComponent
      let text = try PackageFiles.text(file)
      for match in text.matches(of: /\]\(([^)#\s]+)[^)]*\)/) where !match.1.contains("://") {
        found += 1
        #expect(FileManager.default.fileExists(atPath: "\(folder)/\(match.1)"), "\(file) links to \(match.1)")
      }
      for match in text.matches(of: /\blaunch\/[a-z0-9\/-]+\.yaml/) {
        found += 1
        #expect(FileManager.default.fileExists(atPath: "\(PackageFiles.root)/\(match.0)"), "\(file) names \(match.0)")
      }
    }
    #expect(found > 8)
  }
}
