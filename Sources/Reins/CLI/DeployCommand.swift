import ArgumentParser
import Foundation
import Runtime
import Transport

struct DeployCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy", abstract: "Let a trained policy drive the robot that joins.",
    discussion: """
      A hub without a learner: the robot's driver joins it, the policy answers each observation by its mode, people may \
      take over. A policy of another robot, task, unit or rate is refused. Ends with a table.

      Examples:
        reins deploy runs/reach-s0 --robot robots/panda --policy-hz 5 --dry-run
        reins deploy runs/reach-s0 --robot robots/panda --policy-hz 5 --max-speed 0.2 --episodes 20
      """)

  @Argument(help: "A run folder, or a file of `reins export`.")
  var policy: String

  @Option(help: ArgumentHelp("The robot's folder.", valueName: "robots/NAME"))
  var robot: String

  @Option(name: .customLong("policy-hz"), help: "Policy steps per second; 0: the task's own.")
  var policyHertz = 0.0

  @Flag(help: "Command only a robot that says that nothing moves (`reins robot --dry-run`).")
  var dryRun = false

  @Option(
    name: .customLong("max-speed"),
    help: "Share of what the policy asks for that goes to the robot, grippers excepted; above 0, at most 1.")
  var maximumSpeed = 1.0

  @Option(help: "End after so many episodes.")
  var episodes: Int?

  @Option(help: ArgumentHelp("Where sessions come in.", valueName: "ENDPOINT"))
  var listen = "tcp://127.0.0.1:5555"

  @Flag(help: "The table as JSON.")
  var json = false

  @OptionGroup(title: "Keys") var keys: KeyOptions

  func validate() throws {
    guard maximumSpeed > 0, maximumSpeed <= 1 else { throw ValidationError("--max-speed must be above 0, at most 1") }
    guard (0...1000).contains(policyHertz) else { throw ValidationError("--policy-hz must be 0...1000") }
    guard episodes.map({ $0 > 0 }) ?? true else { throw ValidationError("--episodes must be at least 1") }
  }

  func run() throws {
    let interrupt = Interrupt()
    interrupt.installHandlers()
    var options = DeployRun.Options(policy: policy, robot: URL(fileURLWithPath: robot).lastPathComponent)
    options.policyHertz = policyHertz
    options.isDry = dryRun
    options.speedShare = maximumSpeed
    options.episodes = episodes
    let session = try Endpoint(listen)
    let run = try DeployRun(
      options,
      door: ServeRun.Door(session: session, broadcast: session.besides(), keys: keys.bridgeKeys),
      catalog: TaskCatalog.load(), interrupt: interrupt
    ) { printError($0) }
    printError(
      "sessions at \(run.sessionEndpoint), broadcast at \(run.broadcastEndpoint)"
        + (keys.bridgeKeys == nil ? "; this machine only: no keys" : ""))
    let report = try run.run()
    print(json ? try jsonText(report) : report.table)
  }
}
