import Foundation
import Recording
import Testing

@Suite("The program, from outside")
struct ProgramTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  @Test(
    "answers a mistake with one line that names the remedy, and exit code 2",
    arguments: [
      (["train", "no-such-file.yaml"], "no-such-file.yaml"),
      (["train"], "--resume"),
      (["train", "launch/reach.yaml", "--set", "learner.utdRatoi=4"], "did you mean 'utdRatio'"),
      (["train", "launch/reach.yaml", "--set", "learner.utdRatio=many"], "learner.utdRatio"),
      (["train", "launch/reach.yaml", "--set", "learner.discount=1.5"], "learner.discount"),
      (["train", "launch/reach.yaml", "--set", "robot=ur5e"], "robot"),
      (["train", "launch/reach.yaml", "--set", "intervention.gate=value"], "judge"),
      (["train", "--resume", "no-such-run"], "no-such-run"),
      (["tasks", "PandaReech-v3"], "PandaReach-v3"),
      (["robots", "pando"], "panda"),
      (["eval", "no-such-run"], "no-such-run"),
      (["sim", "run", "PandaReach-v3", "--expert", "--random"], "exclude"),
      (["nonsense"], "nonsense"),
    ])
  func usage(arguments: [String], names: String) throws {
    let program = try Program.start(arguments, folder: folder).wait()
    #expect(program.code == 2, "\(program.errors)")
    #expect(program.errors.contains(names), "\(program.errors)")
    #expect(program.output.isEmpty)
  }

  @Test("refuses an unknown instruction set instead of choosing another")
  func instructionSet() throws {
    let program = try Program.run(
      "train", "launch/reach.yaml", "--out", folder.path("run"), folder: folder, environment: ["REINS_ISA": "v9"])
    #expect(program.code == 2 && program.errors.contains("v9"))
  }

  @Test("prints the same episode for the same seed, each as one line of JSON")
  func episodes() throws {
    let arguments = ["sim", "run", "PandaPickAndPlace-v3", "--expert", "--episodes", "3", "--seed", "7", "--json"]
    let (first, second) = (
      try Program.start(arguments, folder: folder).wait(), try Program.start(arguments, folder: folder).wait()
    )
    #expect(first.code == 0 && first.output == second.output)
    let lines = first.output.split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(Set(object.keys).isSuperset(of: ["return", "success", "length", "stateHash"]))
    }
  }

  @Test("saves and says where when it is interrupted; what was saved can be judged")
  func interruption() throws {
    let run = folder.path("run")
    let running = try Program.start(
      ["train", try folder.launchFile(), "--set", "training.steps=1000000", "--out", run], folder: folder)
    // The first checkpoint shows that it trains.
    let log = URL(filePath: run).appending(path: "checkpoints/last")
    while running.process.isRunning, (try? FileManager.default.attributesOfItem(atPath: log.path)) == nil {
      _ = sched_yield()
    }
    running.process.interrupt()
    let stopped = try running.wait()
    #expect(stopped.code == 1)
    #expect(stopped.errors.contains("reins train --resume \(run)"), "\(stopped.errors)")
    let evaluated = try Program.run("eval", run, "--episodes", "2", "--json", folder: folder)
    #expect(evaluated.code == 0, "\(evaluated.errors)")
    #expect(evaluated.output.contains("\"episodes\" : 2"))
  }

  @Test("says so when the disk is full, and what had been saved can still be loaded")
  func fullDisk() throws {
    let run = folder.path("run")
    // The replay buffer's file grows past 64 KiB after a few hundred steps; the first checkpoints fit.
    let program = try Program.run(
      "train", try folder.launchFile(), "--set", "training.steps=5000", "--out", run, folder: folder,
      fileLimitBytes: 64 * 1024)
    #expect(program.code == 1, "\(program.errors)")
    #expect(program.errors.contains("--resume \(run)"), "\(program.errors)")
    #expect(try CheckpointStore(runFolder: run).loadLast().identity.step > 0)
  }

  @Test("stops when a weight is no longer a number, names it, and leaves a checkpoint that can be judged")
  func divergence() throws {
    let run = folder.path("run")
    // A bootstrap without a slow target, a learning rate of 1 and an entropy bonus of 1000 feed themselves.
    let settings = [
      "learner.initialTemperature=1000", "learner.backupEntropy=true", "learner.criticLearningRate=1",
      "learner.polyakRate=1", "learner.criticLayerNorm=false", "training.steps=20000",
    ]
    let program = try Program.start(
      ["train", try folder.launchFile(), "--out", run] + settings.flatMap { ["--set", $0] }, folder: folder
    ).wait()
    #expect(program.code == 1)
    #expect(program.errors.contains("NaN or an infinity at update"), "\(program.errors)")
    #expect(program.errors.contains("is safe in \(run)/checkpoints/last"), "\(program.errors)")
    let judged = try Program.run("eval", run, "--episodes", "1", folder: folder)
    #expect(judged.code == 0, "\(judged.errors)")
  }

  @Test("collects demonstrations that a launch file can name")
  func demonstrations() throws {
    let data = folder.path("demonstrations")
    let launch = try folder.launchFile()
    let collected = try Program.run(
      "collect", launch, "--episodes", "5", "--out", data, "--json", folder: folder)
    #expect(collected.code == 0, "\(collected.errors)")
    let trained = try Program.run(
      "train", launch, "--set", "demonstrations=\(data)", "--out", folder.path("run"), "--json", folder: folder)
    #expect(trained.code == 0, "\(trained.errors)")
    let wrong = try Program.run(
      "train", launch, "--set", "demonstrations=\(data)", "--set", "task=PandaPush-v3", "--out", folder.path("other"),
      folder: folder)
    #expect(wrong.code == 2 && wrong.errors.contains("PandaReach-v3"), "\(wrong.errors)")
  }
}
