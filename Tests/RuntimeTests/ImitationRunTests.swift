import Foundation
import Learners
import Recording
import Runtime
import Testing
import Vocabulary

/// Short runs of `bc`, `dagger`, `hgDagger` and `hilSerl`.
@Suite("Imitation runs")
struct ImitationRunTests {
  private let catalog: TaskCatalog
  private let folder: Folder

  init() throws {
    catalog = try TaskCatalog.load(root: Program.root)
    folder = try Folder()
  }

  private static let short = [
    "imitation.demonstrationEpisodes=3", "imitation.pretrainUpdates=60", "imitation.roundEpisodes=2",
    "imitation.roundUpdates=20",
  ]

  private func started(_ name: String, _ algorithm: String, _ overrides: [String] = []) throws -> TrainingRun {
    try TrainingRun.started(
      launchFile: try folder.launchFile("algorithm: \(algorithm)"), overrides: Self.short + overrides,
      folder: folder.path(name), catalog: catalog, interrupt: Interrupt())
  }

  private func words(_ tensors: [NamedTensor]?, _ name: String) throws -> [UInt64] {
    let found = try #require(tensors).filter { $0.name == name }
    #expect(!found.isEmpty, "no \(name)")
    return found.flatMap { tensor in
      if case .uint64(let values) = tensor.values { values } else { [UInt64]() }
    }
  }

  private func parts(_ name: String) throws -> [String: [NamedTensor]] {
    try checkpointContents(folder.path(name))
  }

  /// What a checkpoint holds of the replay buffer, one tensor of every segment after the other.
  private func replay(_ name: String) throws -> [NamedTensor] {
    try CheckpointStore(runFolder: folder.path(name)).loadLast().segments.flatMap { $0 }
  }

  private func floats(_ tensors: [NamedTensor]?, _ name: String) throws -> [Float] {
    let found = try #require(tensors).filter { $0.name == name }
    #expect(!found.isEmpty, "no \(name)")
    return found.flatMap { tensor in
      if case .float32(let values) = tensor.values { values } else { [Float]() }
    }
  }

  @Test(
    "give the same bits for the same seed, whatever the thread count",
    arguments: ["bc", "dagger", "hgDagger", "hilSerl"])
  func seeds(algorithm: String) throws {
    _ = try started("a", algorithm, ["learner.threads=1"]).run()
    _ = try started("b", algorithm, ["learner.threads=3"]).run()
    _ = try started("c", algorithm, ["seed=1"]).run()
    let (a, b, c) = (try parts("a"), try parts("b"), try parts("c"))
    #expect(a == b)
    #expect(a["policy"] != c["policy"])
  }

  @Test(
    "go on from a checkpoint with the bits of a run that never stopped", arguments: ["dagger", "hgDagger", "hilSerl"],
    ["textbook", "release"])
  func resume(algorithm: String, form: String) throws {
    _ = try started("whole", algorithm, ["imitation.form=\(form)", "imitation.relabelShare=0.5"]).run()
    let whole = try parts("whole")
    let store = CheckpointStore(runFolder: folder.path("whole"))
    let middle = try #require(store.steps.first { $0 > 0 && $0 < 400 })
    try store.discard(after: middle)
    let report = try TrainingRun.resumed(
      folder: folder.path("whole"), catalog: catalog, interrupt: Interrupt()
    ).run()
    // Which observations of HIL-SERL's second buffer share a frame is no part of what it holds.
    func comparable(_ parts: [String: [NamedTensor]]) -> [String: [NamedTensor]] {
      parts.mapValues { $0.filter { !$0.name.hasPrefix("replay/frame") } }
    }
    #expect(try comparable(parts("whole")) == comparable(whole))
    #expect(report.steps == 400)
  }

  @Test("a run that is stopped while it imitates its demonstrations goes on there")
  func pretraining() throws {
    _ = try started("whole", "bc").run()
    let interrupt = Interrupt()
    var run: TrainingRun? = try TrainingRun.started(
      launchFile: try folder.launchFile("algorithm: bc"), overrides: Self.short, folder: folder.path("run"),
      catalog: catalog, interrupt: interrupt)
    interrupt.request()
    let stopped = try #require(try run?.run())
    #expect(stopped.interrupted && stopped.steps == 0)
    run = nil
    let finished = try TrainingRun.resumed(folder: folder.path("run"), catalog: catalog, interrupt: Interrupt()).run()
    #expect(!finished.interrupted && finished.steps == finished.demonstrationSteps)
    #expect(try parts("run")["policy"] == parts("whole")["policy"])
  }

  @Test("count what the expert drove, labelled and demonstrated")
  func counts() throws {
    let bc = try started("bc", "bc").run()
    #expect(bc.steps == bc.demonstrationSteps && bc.expertSteps == bc.steps && bc.steps > 0 && bc.takeovers == 0)
    let metrics = try MetricsTable(reading: folder.path("bc/metrics.csv"))
    #expect(metrics.rows.map { $0[0] } == [0, Double(bc.steps)])

    // Every step of a whole episode is labelled; the last one may be cut short by the end of the run.
    let dagger = try started("dagger", "dagger").run()
    #expect(dagger.steps == 400 && dagger.takeovers == 0 && dagger.interventionRateFirstTenth == 0)
    let labels = dagger.expertSteps - dagger.demonstrationSteps
    #expect((350...400).contains(labels))

    let hgDagger = try started("hg", "hgDagger").run()
    let driven = hgDagger.expertSteps - hgDagger.demonstrationSteps
    #expect(hgDagger.takeovers > 0 && driven >= hgDagger.takeovers && driven < 400)

    let rlif = try started("rlif", "rlif").run()
    #expect(rlif.demonstrationSteps == bc.demonstrationSteps && rlif.expertSteps > rlif.demonstrationSteps)
  }

  @Test("the textbook aggregates the expert's actions, the release everything", arguments: ["dagger", "hgDagger"])
  func aggregation(algorithm: String) throws {
    var flags: [String: [UInt64]] = [:]
    for aggregate in ["interventionsOnly", "all"] {
      _ = try started(
        aggregate, algorithm,
        ["imitation.aggregate=\(aggregate)", "imitation.relabelShare=0.5", "imitation.roundUpdates=1"]
      ).run()
      flags[aggregate] = try words(replay(aggregate), "replay/flags")
    }
    let expert = UInt64(Authority.expert.rawValue)
    let (only, all) = (try #require(flags["interventionsOnly"]), try #require(flags["all"]))
    #expect(!only.isEmpty && only.allSatisfy { $0 & 3 == expert })
    #expect(all.contains { $0 & 3 != expert } && all.contains { $0 & 3 == expert })
    #expect((350...400).contains(all.count))
  }

  // HIL-SERL: every executed step in the replay buffer, the expert's also beside the demonstrations.
  @Test("HIL-SERL stores every step once and the expert's steps a second time, with reward 1 at success alone")
  func hilSerlBuffers() throws {
    let report = try started("run", "hilSerl").run()
    let parts = try parts("run")
    let stored = try replay("run")
    let (rewards, prior) = (try floats(stored, "replay/rewards"), try floats(parts["prior"], "replay/rewards"))
    #expect(rewards.count == 400)
    #expect(prior.count == report.expertSteps)
    #expect((rewards + prior).allSatisfy { $0 == 0 || $0 == 1 })
    for tensors in [stored, parts["prior"] ?? []] {
      // Mask 0 exactly where the reward is.
      for (reward, flag) in zip(try floats(tensors, "replay/rewards"), try words(tensors, "replay/flags")) {
        #expect((flag & 1 << 2 != 0) == (reward == 1))
      }
    }
    let drivers = try words(parts["prior"], "replay/flags").map { $0 & 3 }
    #expect(drivers.allSatisfy { $0 == UInt64(Authority.expert.rawValue) })
    // The demonstrator has no fault, so each of its three episodes ends in success.
    #expect(prior.count { $0 == 1 } >= 3)
  }

  @Test("demonstrations warm-start RLIF's buffer with reward 0, or have a buffer of their own")
  func warmStart() throws {
    let warm = try started("warm", "rlif", ["training.demonstrationUse=warmStart"]).run()
    _ = try started("apart", "rlif").run()
    let (mixed, apart) = (
      try floats(replay("warm"), "replay/rewards"), try floats(replay("apart"), "replay/rewards")
    )
    #expect(mixed.count == 400 + warm.demonstrationSteps && apart.count == 400)
    #expect(mixed.prefix(warm.demonstrationSteps).allSatisfy { $0 == 0 })
  }

  @Test("the run's own demonstrations are those that `reins collect` writes with the same seed")
  func sameDemonstrations() throws {
    let launch = try folder.launchFile("algorithm: bc")
    _ = try DemonstrationCollection.run(
      launchFile: launch, overrides: [], episodes: 3, successesOnly: false, folder: folder.path("demonstrations"),
      catalog: catalog, interrupt: Interrupt())
    _ = try started("own", "bc").run()
    _ = try started("read", "bc", ["demonstrations=\(folder.path("demonstrations"))"]).run()
    #expect(try parts("own")["policy"] == parts("read")["policy"])
  }
}
