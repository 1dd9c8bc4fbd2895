import ArgumentParser
import Foundation
import Runtime

/// The program. Exit codes: 0, 1 (failed), 2 (usage: an argument, a file or a key that somebody wrote is wrong).
@main
struct Reins: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reins",
    abstract: "Teaches robots from the moments when somebody takes the reins.",
    discussion: """
      A policy drives; a person or a simulated teleoperator watches and takes over when it goes wrong. The takeover is \
      the reward (RLIF, arXiv:2311.12996): -1 on the policy's last step before it, 0 elsewhere.

      Start here:
        reins tasks                       what can be learnt
        reins train launch/reach.yaml     learn from a teleoperator who is wrong
        reins eval runs/NAME              judge the policy that came out
      """,
    version: "reins \(reinsVersion)",
    subcommands: [
      TasksCommand.self, RobotsCommand.self, ExpertsCommand.self, TrainCommand.self, CollectCommand.self,
      EvalCommand.self, ExportCommand.self, InspectCommand.self, SimCommand.self, GateCommand.self,
      CompareCommand.self, ReproduceCommand.self, ServeCommand.self, LearnCommand.self, DeployCommand.self,
      RobotCommand.self, TeleopCommand.self, ObserveCommand.self, KeysCommand.self, BenchCommand.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Foundation.exit(report(error))
    }
  }

  /// Prints one message and gives the exit code that goes with it.
  private static func report(_ error: any Error) -> Int32 {
    if let failure = error as? Failure {
      if !failure.message.isEmpty { printError("reins: \(failure.message)") }
      return failure.isUsage ? 2 : 1
    }
    let code = exitCode(for: error)
    if code == .success || error is CleanExit {
      print(fullMessage(for: error))
      return 0
    }
    if code == .validationFailure {
      printError(fullMessage(for: error))
      return 2
    }
    printError("reins: \(error)")
    return isUsageError(error) ? 2 : 1
  }
}

/// A failure whose message is complete.
struct Failure: Error {
  var message: String
  var isUsage = false
}

func printError(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
