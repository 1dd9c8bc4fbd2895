import ArgumentParser
import Foundation
import Runtime

struct SimVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that episodes repeat bit for bit, and that resets leak nothing.",
    discussion: """
      Plays episodes with random actions in one process, tasks and seeds in random order, each after one that is left in \
      the middle, and then each alone in a new process. States, observations and rewards of every step must be the same. \
      Exits with 1 and names the first episode that differs.
      """)

  @Option(help: "Episodes to compare.")
  var episodes = 20

  @Option(help: "Resets to count memory over; 0 counts none.")
  var resets = 0

  @Option(help: "Seed of the order.")
  var seed: UInt64 = 0

  @Option(help: "One task instead of all.")
  var task: String?

  @Option(name: .customLong("alone"), help: .hidden)
  var alone: String?

  func validate() throws {
    guard (0...10_000_000).contains(episodes) else { throw ValidationError("--episodes must be 0...10000000") }
    guard (0...100_000_000).contains(resets) else { throw ValidationError("--resets must be 0...100000000") }
  }

  func run() throws {
    let catalog = try TaskCatalog.load()
    if let alone {
      print(try jsonLine(try RepeatCheck.alone(id: alone, seed: seed, catalog: catalog)))
      return
    }
    if let task { _ = try catalog.specification(of: task) }
    let ids = task.map { [$0] } ?? catalog.ids
    var (compared, steps, wrong) = (0, 0, [String]())
    try RepeatCheck.play(ids: ids, catalog: catalog, episodes: episodes, seed: seed) { here in
      let there = try inNewProcess(here)
      compared += 1
      steps += here.length
      if here != there { wrong.append("\(here.task) with seed \(here.seed): \(here) here, \(there) alone") }
      return wrong.isEmpty
    }
    if let first = wrong.first {
      FileHandle.standardError.write(Data("an episode differs when it is played alone: \(first)\n".utf8))
      throw ExitCode.failure
    }
    print("\(compared) episodes of \(ids.count) tasks, \(steps) steps: the same alone in a new process")
    if resets > 0 {
      let growth = try RepeatCheck.growth(ids: ids, catalog: catalog, resets: resets)
      let text = growth > 0 ? String(format: "grew by %.1f MiB", Double(growth) / 1_048_576) : "did not grow"
      print("\(resets) resets of \(ids.count) tasks: the process \(text)")
      // What the allocator keeps for later settles; a leak of one contact point per reset would be 0.2 MiB in 1,000.
      if growth > 8 << 20 {
        FileHandle.standardError.write(Data("resets leak: at most 8 MiB are allowed\n".utf8))
        throw ExitCode.failure
      }
    }
  }

  private func inNewProcess(_ trace: RepeatCheck.Trace) throws -> RepeatCheck.Trace {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["sim", "verify", "--alone", trace.task, "--seed", "\(trace.seed)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
    return try JSONDecoder().decode(RepeatCheck.Trace.self, from: data)
  }
}
