import Control
import Foundation
import Intervention
import Learners
import Runtime
import Testing
import Vocabulary

@Suite("Imitation settings")
struct ImitationConfigurationTests {
  private let catalog: TaskCatalog
  private let folder: Folder

  init() throws {
    catalog = try TaskCatalog.load(root: Program.root)
    folder = try Folder()
  }

  private func load(_ text: String, _ overrides: [String] = []) throws -> LaunchConfiguration {
    try LaunchConfiguration.load(try folder.launchFile(text), overrides: overrides, catalog: catalog)
  }

  @Test("one key turns the textbook's form into the release's; single keys still win")
  func forms() throws {
    let textbook = try load("algorithm: hgDagger")
    #expect(textbook.imitation.aggregate == .interventionsOnly && textbook.imitation.loss == .meanSquaredError)
    #expect(textbook.imitation.relabelShare == 1 && textbook.imitation.weightDecay == 0)
    #expect(textbook.imitation.demonstrationEpisodes == 20 && textbook.intervention.gate == .progress)
    for overrides in [["imitation.form=release"], []] {
      let release = try load(
        overrides.isEmpty ? "algorithm: hgDagger\nimitation: {form: release}" : "algorithm: hgDagger", overrides)
      #expect(release.imitation.aggregate == .all && release.imitation.loss == .negativeLogLikelihood)
      #expect(release.imitation.roundEpisodes == 5 && release.imitation.roundUpdates == 2500)
      #expect(release.imitation.pretrainUpdates == 100_000 && release.imitation.weightDecay == 1e-3)
      #expect(release.intervention.gate == .action && release.intervention.epsilon == 0.05)
      #expect(release.intervention.chanceDecayPerEpisode == 0.1 && release.intervention.holdSteps == 4)
    }
    let mixed = try load("algorithm: dagger", ["imitation.form=release", "imitation.relabelShare=0.875"])
    #expect(mixed.imitation.relabelShare == 0.875 && mixed.imitation.aggregate == .all)
    #expect(SACConfiguration.imitation.hiddenUnits == [256, 256])
  }

  @Test("only methods that need demonstrations collect any")
  func demonstrations() throws {
    for (algorithm, episodes) in [("rlif", 0), ("sac", 0), ("rlpd", 0), ("bc", 20), ("dagger", 20), ("hilSerl", 20)] {
      #expect(try load("algorithm: \(algorithm)").imitation.demonstrationEpisodes == episodes)
    }
  }

  @Test(
    "what cannot be learnt from is refused, with the key",
    arguments: [
      ("algorithm: bc\nimitation: {demonstrationEpisodes: 0}", "demonstrations"),
      ("algorithm: hgDagger\nimitation: {demonstrationEpisodes: 0}\nintervention: {gate: never}", "intervention.gate"),
      ("algorithm: dagger\nimitation: {relabelShare: 1.5}", "imitation.relabelShare"),
      ("algorithm: dagger\nimitation: {roundEpisodes: 0}", "imitation.roundEpisodes"),
      ("algorithm: hilSerl\nintervention: {onSuccess: truncated}", "intervention.onSuccess"),
      ("algorithm: dager", "dagger"),
    ])
  func refused(text: String, key: String) throws {
    let error = #expect(throws: (any Error).self) { try load(text) }
    #expect(error.map { "\($0)".contains(key) } == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("the imitating launch files have the teacher and the gate of launch/reach.yaml")
  func sameTeacher() throws {
    let launch = Program.root.appending(path: "launch")
    let reach = try LaunchConfiguration.load(launch.appending(path: "reach.yaml").path, overrides: [], catalog: catalog)
    for name in ["hg-dagger", "dagger", "bc", "hil-serl"] {
      let baseline = try LaunchConfiguration.load(
        launch.appending(path: "baselines/reach-\(name).yaml").path, overrides: [], catalog: catalog)
      #expect(baseline.task == reach.task && baseline.expert == reach.expert)
      // As their comments say it is done.
      _ = try LaunchConfiguration.load(
        launch.appending(path: "baselines/reach-\(name).yaml").path, overrides: ["imitation.form=release"],
        catalog: catalog)
      if baseline.algorithm.hasTakeovers { #expect(baseline.intervention == reach.intervention) }
    }
  }
}
