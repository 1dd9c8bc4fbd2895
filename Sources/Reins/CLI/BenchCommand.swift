import ArgumentParser
import Benches
import Foundation
import Runtime

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure speed on this machine.",
    discussion: """
      Rows of `sim` are environment steps, resets and pictures per second; of `learner`, updates per second, their share \
      of what a matrix product reaches, and memory; of `bridge`, round trips between a robot and a hub over loopback TCP \
      beside an echo of libzmq's own. Stop other work first.
      """
  )

  enum Bench: String, CaseIterable, ExpressibleByArgument { case sim, learner, bridge }

  @Argument(help: "What to measure: \(Bench.allCases.map(\.rawValue).joined(separator: " or ")).")
  var name: Bench

  @Option(help: "`sim` only: one task instead of all.")
  var task: String?

  @Option(help: "`sim` only: a row more per task, of copies that step together on so many threads.")
  var threads = 1

  @Flag(help: "One JSON line per row.")
  var json = false

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads must be 1...256") }
  }

  func run() throws {
    var table = TextTable(
      header: ["row", "median", "p10", "p90", "unit", "threads", "isa"], rightAligned: [1, 2, 3, 5])
    let show: (BenchRow) throws -> Void = { row in
      if json {
        print(try jsonLine(row))
      } else {
        table.rows.append([
          row.name, row.median.formatted3, row.p10.formatted3, row.p90.formatted3, row.unit, "\(row.threads)", row.isa,
        ])
      }
    }
    switch name {
    case .sim:
      let catalog = try TaskCatalog.load()
      // A dense reward costs no other step than a sparse one.
      for id in task.map({ [$0] }) ?? catalog.ids.filter({ !$0.contains("Dense-") }) {
        for row in try SimulationBench.rows(environment: try catalog.environment(id: id)) {
          try show(row)
        }
        if threads == 1 { continue }
        let copies = try (0..<8 * threads).map { _ in try catalog.environment(id: id) }
        try show(try SimulationBench.row(copies: copies, threads: threads))
      }
      if task == nil {
        do {
          for row in try RenderingBench.rows(environment: try catalog.environment(id: "PandaPickAndPlace-v3")) {
            try show(row)
          }
        } catch {
          printError("reins: \(error)")
        }
      }
    case .learner:
      for row in try LearnerBench.rows() { try show(row) }
    case .bridge:
      for row in try BridgeBench.rows() { try show(row) }
    }
    if !json { print(table.text()) }
  }
}

extension Double {
  /// Three significant places for tables.
  fileprivate var formatted3: String { String(format: abs(self) >= 100 ? "%.0f" : "%.3g", self) }
}
