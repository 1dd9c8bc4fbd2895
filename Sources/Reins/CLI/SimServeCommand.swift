import ArgumentParser
import Foundation
import Runtime
import Transport

struct SimServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Simulate tasks for clients of other languages, over sockets.",
    discussion: """
      What `gymnasium.make("reins/...")` of clients/python talks with; it starts one by itself. docs/wire.md says how.

      Examples:
        reins sim serve
        reins sim serve --listen ipc:///run/user/1000/reins/hub
      """)

  @Option(help: ArgumentHelp("Where sessions come in.", valueName: "ENDPOINT"))
  var listen = "tcp://127.0.0.1:5555"

  @Option(help: "Copies of a task that one client may open.")
  var copies = 256

  @Flag(help: "Be silent about who comes and goes.")
  var quiet = false

  @OptionGroup(title: "Keys") var keys: KeyOptions

  func validate() throws {
    guard (1...4096).contains(copies) else { throw ValidationError("--copies must be 1...4096") }
  }

  func run() throws {
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let isQuiet = quiet
    let session = try Endpoint(listen)
    let service = try SimulationService(
      session: session, broadcast: session.besides(), keys: keys.bridgeKeys, mostCopies: copies,
      catalog: TaskCatalog.load()
    ) { if !isQuiet { printError($0) } }
    printError(
      "simulating at \(service.sessionEndpoint)\(keys.bridgeKeys == nil ? ", this machine only: no keys" : "")")
    try service.run(interrupt: interrupt)
  }
}
