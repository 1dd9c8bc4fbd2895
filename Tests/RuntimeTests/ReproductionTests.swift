import Foundation
import Recording
import Runtime
import Testing

@Suite("reins reproduce")
struct ReproductionTests {
  let folder: Folder
  let grid: String
  let out: String

  init() throws {
    folder = try Folder()
    (grid, out) = (folder.path("grid.yaml"), folder.path("out"))
    let text = """
      title: Two methods
      paper: \(Program.root.path)/launch/reproduce/paper.yaml
      seeds: [0, 1]
      tasks:
        - name: Reach
          paper: hopper
          launch: \(Program.root.path)/launch/reach.yaml
          set: ["learner.hiddenUnits=[16, 16]", training.checkpointEverySteps=10]
          demonstrations: {episodes: 100}
          experts: [{name: biased, paper: ~15}]
      methods:
        - {name: RLIF, paper: RLIF value-based}
        - {name: SAC, set: [algorithm=sac, training.randomSteps=0], ignoresExpert: true}
      """
    try text.write(toFile: grid, atomically: true, encoding: .utf8)
  }

  private func reproduce(_ more: String...) throws -> Program {
    try Program.start(["reproduce", grid, "--percent", "4", "--out", out] + more, folder: folder).wait()
  }

  private func text(_ name: String) throws -> String { try String(contentsOfFile: "\(out)/\(name)", encoding: .utf8) }

  @Test("runs every cell, writes report, tables and figures, and has nothing left to do the second time")
  func wholeGrid() throws {
    let first = try reproduce()
    #expect(first.code == 0 && first.errors.contains("4 of 4 runs are finished"), "\(first.errors)")
    let report = try text("report.md")
    for part in [
      "# Two methods", "| Reach | expert alone | RLIF | SAC |", "reach-steps.svg", "--percent 4", "(108.01 ± 0.64)",
    ] {
      #expect(report.contains(part), "\(part)")
    }
    let rows = try text("runs.csv").split(separator: "\n")
    #expect(rows.count == 5 && rows[1].hasPrefix("Reach,biased,,RLIF,0,"))
    // The table's mean is the mean of the rows.
    let scores = rows.dropFirst().filter { $0.contains(",SAC,") }.compactMap {
      Double($0.split(separator: ",", omittingEmptySubsequences: false)[5])
    }
    let mean = scores.reduce(0, +) / Double(scores.count)
    #expect(scores.count == 2 && report.contains(String(format: "%.1f ±", mean)))
    let written = try FileManager.default.attributesOfItem(atPath: "\(out)/runs/reach/sac/s1/result.json")
    #expect(try reproduce().code == 0)
    let again = try FileManager.default.attributesOfItem(atPath: "\(out)/runs/reach/sac/s1/result.json")
    #expect(written[.modificationDate] as? Date == again[.modificationDate] as? Date)
  }

  @Test("goes on after it was killed: finished runs stay, a run with a checkpoint is resumed, one without begins anew")
  func killed() throws {
    _ = try reproduce()
    let whole = try text("runs.csv").replacing(/,[0-9.e-]+\n/, with: "\n")
    let runs = "\(out)/runs/reach"
    // As a crash leaves them: one run short of its result, one without any checkpoint.
    try FileManager.default.removeItem(atPath: "\(runs)/biased/rlif/s0/result.json")
    try CheckpointStore(runFolder: "\(runs)/biased/rlif/s0").discard(after: 60)
    try FileManager.default.removeItem(atPath: "\(runs)/sac/s1/result.json")
    try FileManager.default.removeItem(atPath: "\(runs)/sac/s1/checkpoints")
    let again = try reproduce("--jobs", "2")
    #expect(again.code == 0, "\(again.errors)")
    // The same numbers but for the seconds.
    #expect(try text("runs.csv").replacing(/,[0-9.e-]+\n/, with: "\n") == whole)
  }

  @Test("does not take a folder that was made under other settings for its own")
  func otherSettings() throws {
    _ = try reproduce()
    let other = try String(contentsOfFile: grid, encoding: .utf8).replacingOccurrences(of: "[16, 16]", with: "[8, 8]")
    try other.write(toFile: grid, atomically: true, encoding: .utf8)
    let refused = try reproduce()
    #expect(refused.code == 2 && refused.errors.contains("under other settings"), "\(refused.errors)")
  }

  @Test("a run that fails is named with its log, the others finish, and the exit code is 1")
  func failure() throws {
    let broken = try String(contentsOfFile: grid, encoding: .utf8).replacingOccurrences(
      of: "{name: RLIF,", with: "{name: RLIF, set: [demonstrations=/nowhere],")
    try broken.write(toFile: grid, atomically: true, encoding: .utf8)
    let result = try reproduce()
    #expect(result.code == 1 && result.errors.contains("reach/biased/rlif/s0: exit code"), "\(result.errors)")
    #expect(result.errors.contains("2 of 4 runs are finished"))
    #expect(try text("report.md").contains("2 of 4 runs are finished"))
  }
}
