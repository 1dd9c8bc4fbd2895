import ArgumentParser
import Foundation
import Runtime
import Transport

struct RobotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robot", abstract: "A robot's simulated twin that joins a hub as a process of its own.",
    discussion: """
      It senses once per policy step, runs its control loop at the simulation's rate, and obeys through the guard of \
      robots/NAME (docs/safety.md): nothing moves before an operator arms it, and it holds still when it hears nothing. \
      Hardware has a driver instead: clients/cpp and clients/python show one each.

      Examples:
        reins robot robots/panda --simulated --task PandaReach-v3
        reins robot robots/panda --simulated --task PandaReach-v3 --policy-hz 5 --clock answered --unattended
        reins robot robots/panda --simulated --task PandaReach-v3 --policy-hz 5 --edge --spool panda.spool
      """)

  @Argument(help: ArgumentHelp("The robot's folder.", valueName: "robots/NAME"))
  var robot: String

  @Flag(help: "A twin in the simulation; there is no other driver in this program.")
  var simulated = false

  @Option(help: "The task that it stands in.")
  var task: String

  @Option(help: ArgumentHelp("The hub.", valueName: "ENDPOINT"))
  var connect = "tcp://127.0.0.1:5555"

  @Option(help: "How the hub shows it.")
  var name = "twin"

  @Option(
    name: .customLong("policy-hz"),
    help: "Policy steps per second of its clock, as the hub's launch file has it; 0: the task's own.")
  var policyHertz = 0.0

  @Option(
    help: ArgumentHelp(
      "What moves its clock: real, or answered (a step passes when the hub has answered: as fast as the machines allow).",
      valueName: "real|answered"),
    transform: { text in
      guard let clock = TwinRun.Clock(rawValue: text) else {
        throw ValidationError("--clock '\(text)' is neither real nor answered")
      }
      return clock
    })
  var clock = TwinRun.Clock.real

  @Flag(help: "Arm, clear and begin episodes without an operator.")
  var unattended = false

  @Flag(help: "Nothing moves.")
  var dryRun = false

  @Option(name: .customLong("max-speed"), help: "Share of every joint's speed limit, above 0, at most 1.")
  var maximumSpeed = 1.0

  @Flag(help: "Run the policy here: weights travel instead of observations, and the robot labels its steps.")
  var edge = false

  @Option(
    help: ArgumentHelp(
      "With --edge: the hub's broadcast; left out: the next port after --connect.", valueName: "ENDPOINT"))
  var broadcast: String?

  @Option(
    help: ArgumentHelp("With --edge: where transitions wait until the hub has them on its disk.", valueName: "FILE"))
  var spool = "robot.spool"

  @Option(help: "Seed of its episodes.")
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Where the ticks before a fault are written.", valueName: "DIR"))
  var faults = "faults"

  @Flag(help: "Print the robot's hello as Protocol Buffers text, for drivers in other languages, and end.")
  var describe = false

  @OptionGroup(title: "Keys") var keys: KeyOptions

  func validate() throws {
    guard simulated || describe else {
      throw ValidationError("give --simulated: hardware is driven by a program such as clients/cpp/driver.cpp")
    }
  }

  func run() throws {
    let interrupt = Interrupt()
    interrupt.installHandlers()
    let folder = URL(fileURLWithPath: robot).lastPathComponent
    var options = TwinRun.Options(task: task, robot: folder)
    options.name = name
    options.policyHertz = policyHertz
    options.clock = clock
    options.isUnattended = unattended
    options.isDry = dryRun
    options.maximumSpeedShare = maximumSpeed
    options.seed = seed
    options.faultFolder = faults
    if edge {
      let session = try Endpoint(connect)
      options.edge = TwinRun.Edge(broadcast: try broadcast.map { try Endpoint($0) } ?? session.besides(), spool: spool)
    }
    if describe {
      print(try TwinRun.description(options, catalog: TaskCatalog.load()))
      return
    }
    let run = try TwinRun(
      options, endpoint: Endpoint(connect), keys: keys.bridgeKeys, catalog: TaskCatalog.load(), interrupt: interrupt
    ) { printError($0) }
    try run.run()
  }
}
