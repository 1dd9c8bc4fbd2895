import Foundation
import Intervention
import Recording
import Runtime
import Testing

@Suite("Health alarms")
struct HealthAlarmTests {
  private static let columns = ["interventionRate", "takeovers", "updates", "outsideBounds", "valueLow", "valueHigh"]

  /// One row per rate, 500 steps apart.
  private func table(
    rates: [Double], takeovers: Double = 10, updates: [Double]? = nil, outside: [Double]? = nil
  ) throws -> MetricsTable {
    let folder = try Folder()
    let log = try MetricsLog(path: folder.path("metrics.csv"), columns: Self.columns)
    for (row, rate) in rates.enumerated() {
      try log.append(
        step: row * 500, [rate, takeovers, updates?[row] ?? Double(row * 500), outside?[row] ?? 0, -200, 3])
    }
    return try MetricsTable(reading: folder.path("metrics.csv"))
  }

  private func kinds(_ table: MetricsTable, _ configuration: LaunchConfiguration = .init()) -> [String] {
    HealthAlarm.raised(in: table, configuration: configuration).map { "\($0.kind) \($0.step)" }
  }

  private static let falling = (0..<12).map { 0.6 - 0.04 * Double($0) }

  @Test("a run that learns raises none")
  func healthy() throws { #expect(kinds(try table(rates: Self.falling)) == []) }

  @Test("critics outside their bounds: over 1 % of the batch and after 1,000 updates, once while it lasts")
  func bounds() throws {
    let outside = [0, 0.9, 0.9, 0.009, 0.011, 0.5, 0, 0.02, 0, 0, 0, 0]
    let updates = (0..<12).map { Double($0) * 600 - 100 }
    let alarms = HealthAlarm.raised(
      in: try table(rates: Self.falling, updates: updates, outside: outside), configuration: .init())
    // Row 1 has 500 updates and is not judged; row 2 has 1,100.
    #expect(alarms.map(\.step) == [1000, 2000, 3500] && alarms.allSatisfy { $0.kind == .criticsOutsideBounds })
    #expect(alarms[0].text.contains("90.0 %") && alarms[0].text.contains("Likely causes"))
  }

  @Test("interventions that no longer fall: four rows against the four before, above the rate that rest leaves")
  func rates() throws {
    let stuck = [0.9] + [Double](repeating: 0.5, count: 12)
    #expect(kinds(try table(rates: stuck)) == ["interventionsDoNotFall 4000"])
    #expect(kinds(try table(rates: Array(stuck.prefix(8)))) == [])
    // A good policy rests where the gate's chance takeovers leave it.
    #expect(kinds(try table(rates: [0.9] + [Double](repeating: 0.14, count: 12))) == [])
    #expect(kinds(try table(rates: (0..<20).map { 0.6 * pow(0.97, Double($0)) })) == [])
  }

  @Test("no takeover after 1,000 steps")
  func noTakeovers() throws {
    let none = try table(rates: [Double](repeating: 0, count: 5), takeovers: 0)
    #expect(kinds(none) == ["noTakeovers 1000"])
    #expect(kinds(try table(rates: [0, 0], takeovers: 0)) == [])
    var alone = LaunchConfiguration()
    alone.intervention.gate = .never
    #expect(kinds(none, alone) == [])
    #expect(kinds(none, LaunchConfiguration(algorithm: .sac)) == [])
  }

  @Test("a run that nobody ever interrupts says so while it trains, and marks its curves")
  func endToEnd() throws {
    let folder = try Folder()
    let program = try Program.run(
      "train", "launch/reach.yaml", "--out", folder.path("run"), "--set", "training.steps=1100", "--set",
      "training.evaluateEverySteps=1000", "--set", "intervention.beta=0", "--set", "intervention.epsilon=0", "--set",
      "learner.hiddenUnits=[16]", "--set", "training.evaluationEpisodes=1", "--set",
      "training.finalEvaluationEpisodes=1", folder: folder)
    #expect(program.errors.contains("ALARM at step 1000: nobody has taken over in 1000 steps"), "\(program.errors)")
    let curves = try String(contentsOfFile: folder.path("run/curves.svg"), encoding: .utf8)
    #expect(curves.contains(">no takeovers</text>"))
  }
}
