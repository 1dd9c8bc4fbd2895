import ArgumentParser
import Foundation
import Runtime
import Transport
import Wire

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Say who may talk with a hub, and as what.",
    discussion: """
      On the hub's machine, once, and then for every client with what its user sends:
        reins keys new hub
        reins keys trust anna --role teleop --public 'KEY OF ANNA'
      On anna's machine, whose public key goes to the hub and the hub's comes back:
        reins keys new anna
        reins keys add hub --public 'KEY OF HUB'
        reins teleop --connect tcp://192.168.1.20:5555 --key anna
      Secrets never leave their machine. docs/security.md says what is refused.
      """,
    subcommands: [
      KeysNewCommand.self, KeysAddCommand.self, KeysTrustCommand.self, KeysRevokeCommand.self, KeysListCommand.self,
    ])
}

/// The folder that all of them work in.
struct KeyFolderOption: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of keys. Default: REINS_KEYS, or ~/.config/reins/keys.", valueName: "DIR"))
  var keys: String?

  var store: KeyStore { KeyStore(folder: keys ?? BridgeKeys.defaultFolder) }

  /// The same, made where there is none: folders above it, too, as readable as the user's others.
  func made() throws -> KeyStore {
    let store = store
    let parent = URL(fileURLWithPath: store.folder).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    try store.create()
    return store
  }
}

/// A public key as somebody has sent it.
func publicKey(_ text: String) throws -> PublicKey {
  guard let key = PublicKey(z85: text) else {
    throw ValidationError("--public '\(text)' is no key: it has 40 characters; quote them for the shell")
  }
  return key
}

struct KeysNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make a key pair, and print the half to give away.")

  @Argument(help: "Who it is for, for example hub or anna.")
  var name: String

  @OptionGroup var folder: KeyFolderOption

  func run() throws {
    let store = try folder.made()
    print(try store.makeKeys(name))
    printError("secret: \(store.folder)/\(name).secret (stays here)  public: \(store.folder)/\(name).public")
  }
}

struct KeysAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Keep the public key of a hub, as its user has given it.")

  @Argument(help: "What it is called here; clients look for 'hub'.")
  var name: String

  @Option(
    name: .customLong("public"), parsing: .unconditional, help: ArgumentHelp("The hub's public key.", valueName: "KEY"))
  var key: String

  @OptionGroup var folder: KeyFolderOption

  func run() throws { try folder.made().add(name, key: publicKey(key)) }
}

struct KeysTrustCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust", abstract: "Let a client in, in one role; a running hub does so at once.")

  @Argument(help: "Who it is.")
  var name: String

  @Option(help: "robot, teleop, observer, actor or learner.")
  var role: String

  @Option(
    name: .customLong("public"), parsing: .unconditional,
    help: ArgumentHelp("The client's public key. Default: that of NAME.public in the folder.", valueName: "KEY"))
  var key: String?

  @OptionGroup var folder: KeyFolderOption

  func run() throws {
    guard let role = Role.allCases.first(where: { $0.description == role && $0 != .hub }) else {
      throw ValidationError("--role '\(role)' is none of robot, teleop, observer, actor, learner")
    }
    let store = try folder.made()
    try store.trust(name, key: key.map(publicKey) ?? store.publicKey(name), role: role)
  }
}

struct KeysRevokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Let a client in no more; a running hub does not hear it from then on.")

  @Argument(help: "Who it is.")
  var name: String

  @OptionGroup var folder: KeyFolderOption

  func run() throws { try folder.store.revoke(name) }
}

struct KeysListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show who may come in.")

  @OptionGroup var folder: KeyFolderOption

  func run() throws {
    let (clients, problems) = try folder.store.trusted()
    for client in clients { print("\(client.name)  \(client.role)  \(client.key)") }
    if clients.isEmpty { print("nobody is trusted") }
    for problem in problems { printError("reins: \(problem)") }
    if !problems.isEmpty { throw ExitCode.failure }
  }
}
