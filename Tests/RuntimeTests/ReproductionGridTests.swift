import Foundation
import Runtime
import Testing
import Vocabulary

@Suite("A reproduction's grid")
struct ReproductionGridTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  static let text = """
    seeds: [4, 5]
    tasks:
      - name: Reach
        launch: reach.yaml
        set: [training.steps=100]
        demonstrations: {episodes: 40, set: [seed=9]}
        experts:
          - {name: strong, set: [expert.noise=0.1]}
          - {name: weak}
        judges:
          - {name: good, set: [judge=a]}
          - {name: bad, set: [judge=b]}
        judgedMethods: ["RLIF, value"]
      - name: Hop
        launch: sub/hop.yaml
        experts: [{name: weak}]
    methods:
      - name: RLIF, value
        set: [intervention.gate=value]
        forTask: {Hop: [intervention.delta=2]}
      - {name: BC, ignoresExpert: true}
      - {name: DAgger, tasks: [Reach], experts: [weak]}
    """

  private func file(_ text: String = text) throws -> ReproductionFile {
    let path = folder.path("grid.yaml")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return try ReproductionFile.load(path)
  }

  @Test("is tasks x experts x judges x methods x seeds, seeds outermost")
  func cells() throws {
    let grid = ReproductionGrid(try file(), folder: "/f", output: "out")
    let first = grid.runs.prefix(grid.runs.count / 2)
    #expect(Set(first.map(\.seed)) == [4] && Set(grid.runs.suffix(first.count).map(\.seed)) == [5])
    #expect(
      first.map(\.folder) == [
        "runs/reach/strong/good/rlif-value/s4", "runs/reach/strong/bad/rlif-value/s4",
        "runs/reach/weak/good/rlif-value/s4", "runs/reach/weak/bad/rlif-value/s4",
        // Ignores the expert: one run, judged by the first judge.
        "runs/reach/good/bc/s4", "runs/reach/weak/good/dagger/s4", "runs/hop/weak/rlif-value/s4", "runs/hop/bc/s4",
      ])
    #expect(Set(grid.runs.map(\.folder)).count == grid.runs.count)
  }

  @Test("overlays win in the order task, expert, judge, demonstrations, method, method for the task")
  func overlays() throws {
    let grid = ReproductionGrid(try file(), folder: "/f", output: "out")
    let fixed = ["acceptance.minimumSuccess=0", "acceptance.beatTeleoperator=false", "learner.threads=1"]
    #expect(
      grid.runs[1].overrides == [
        "training.steps=100", "expert.noise=0.1", "judge=b", "demonstrations=out/demonstrations/reach",
        "intervention.gate=value",
      ] + fixed)
    let hop = try #require(grid.runs.first { $0.cell.task == "Hop" && $0.cell.method == "RLIF, value" })
    #expect(hop.overrides == ["intervention.gate=value", "intervention.delta=2"] + fixed)
    #expect(hop.launchFile == "/f/sub/hop.yaml")
  }

  @Test("collects a task's demonstrations once, fewer of them in a small copy")
  func demonstrations() throws {
    let collection = try #require(
      ReproductionGrid(try file(), folder: "/f", output: "out", percent: 10).collections.first)
    #expect(collection.episodes == 4 && collection.overrides == ["training.steps=100", "seed=9"])
    #expect(collection.folder == "demonstrations/reach")
  }

  @Test(
    "a file that cannot be run is refused, with what is wrong and what is near",
    arguments: [
      ("seeds: [4, 5]", "seeds: [4, 4]", "seeds"), ("judgedMethods", "judgedMethod", "judgedMethods"),
      ("tasks: [Reach]", "tasks: [Reech]", "did you mean 'Reach'"), ("{Hop: ", "{Hopp: ", "did you mean 'Hop'"),
      ("experts: [weak]", "experts: [week]", "did you mean 'weak'"), ("name: DAgger", "name: bc", "names that differ"),
      ("name: DAgger", "name: '!'", "letter or a digit"), ("launch: reach.yaml", "metric: success", "launch"),
      ("[{name: weak}]", "[]", "tasks.Hop.experts"),
      ("launch: sub/hop.yaml", "launch: sub/hop.yaml\n    metric: return\n    randomReturn: 100", "above randomReturn"),
    ])
  func refused(old: String, new: String, reason: String) throws {
    let broken = Self.text.replacingOccurrences(of: old, with: new)
    try #require(broken != Self.text)
    let error = #expect(throws: ConfigError.self) { try file(broken) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }
}
