import Control
import Environments
import Intervention
import Vocabulary

/// `reins gate`: whether a gate can tell a perfect controller from a random one.
public struct GateReport: Codable, Sendable {
  public var task: String
  public var gate: String
  public var checks: Int
  /// Share of checks in which the gate's condition held.
  public var perfect: Double
  public var random: Double

  public static func run(
    launchFile: String, overrides: [String], checks: Int, catalog: TaskCatalog
  ) throws -> GateReport {
    let configuration = try LaunchConfiguration.load(launchFile, overrides: overrides, catalog: catalog)
    let environment = try catalog.environment(id: configuration.task)
    let gate = try configuration.intervention.withoutChance.makeGate(
      judge: try configuration.makeJudge(for: environment.specification, catalog: catalog),
      actionDimension: environment.specification.action.dimension)
    let trial = try GateTrial.run(
      environment: environment,
      expert: try configuration.makeExpert(for: environment, catalog: catalog, isPerfect: true), gate: gate,
      checks: checks,
      random: RandomStream(seed: configuration.seed).derived("gate trial"))
    return GateReport(
      task: configuration.task, gate: configuration.intervention.gate.rawValue, checks: checks,
      perfect: trial.perfect.rate, random: trial.random.rate)
  }

  public func text() -> String {
    var table = TextTable(header: ["controller", "trips the gate", "aim"], rightAligned: [1])
    table.add("perfect expert", percent(perfect), "at most 10 %")
    table.add("uniform random", percent(random), "at least 60 %")
    return "\(task), \(gate) gate, \(checks) checks each\n\n" + table.text()
  }
}
