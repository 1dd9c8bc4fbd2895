import ArgumentParser
import Foundation
import Runtime
import Transport

struct ObserveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "observe",
    abstract: "Look on at a hub: who is in control, what is learned, how far away everybody is.",
    discussion: """
      An observer commands nothing; a hub does not even read a command of its.

      Example:
        reins observe --connect tcp://192.168.1.20:5555 --key screen
      """)

  @Option(help: ArgumentHelp("The hub's sessions.", valueName: "ENDPOINT"))
  var connect = "tcp://127.0.0.1:5555"

  @Option(help: ArgumentHelp("The hub's broadcast. Default: the port after the sessions'.", valueName: "ENDPOINT"))
  var broadcast: String?

  @Option(help: "How the hub shows you.")
  var name = "observer"

  @Option(help: "End after so many seconds.")
  var seconds: Double?

  @Flag(help: "One JSON line per look.")
  var json = false

  @OptionGroup(title: "Keys") var keys: KeyOptions

  func run() throws {
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let session = try Endpoint(connect)
    let run = try ObserveRun(
      session: session, broadcast: try broadcast.map { try Endpoint($0) } ?? session.besides(), name: name,
      keys: keys.bridgeKeys, interrupt: interrupt)
    try run.run(seconds: seconds) { look in
      print(json ? (try? jsonLine(look)) ?? "" : look.line)
      fflush(nil)
    } event: {
      printError($0)
    }
  }
}
