import Foundation
import Runtime
import Testing
import Vocabulary

@Suite("Every file of sim, robots and launch")
struct LaunchFileTests {
  @Test("is read without a complaint and builds what it describes")
  func everyFile() throws {
    let catalog = try TaskCatalog.load(root: Program.root)
    #expect(catalog.robots.map(\.name).contains("panda"))
    for id in catalog.ids { _ = try catalog.environment(id: id) }
    let launch = Program.root.appending(path: "launch")
    let files = try ["", "baselines/", "experts/", "sanity/"].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: launch.appending(path: folder).path)
        .filter { $0.hasSuffix(".yaml") }.map { folder + $0 }
    }
    #expect(files.contains("reach.yaml") && files.contains("pick-and-place.yaml"))
    #expect(files.contains("baselines/reach-hg-dagger.yaml") && files.contains("sanity/reach-sac.yaml"))
    for file in files {
      let configuration = try LaunchConfiguration.load(
        launch.appending(path: file).path, overrides: [], catalog: catalog)
      #expect(catalog.ids.contains(configuration.task))
    }
  }

  @Test("of launch/reproduce describes runs whose every setting is valid")
  func reproductions() throws {
    let folder = Program.root.appending(path: "launch/reproduce")
    let catalog = try TaskCatalog.load(root: Program.root)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != "paper.yaml" }
    #expect(files.contains("switches.yaml"))
    for file in files {
      let scratch = try Folder()
      _ = try Reproduction(
        file: folder.appending(path: file).path, output: scratch.path("out"), catalog: catalog, interrupt: Interrupt())
    }
  }

  @Test(
    "of a launch declares a gate that tells a perfect from a random controller", arguments: ["reach", "pick-and-place"])
  func gates(name: String) throws {
    let report = try GateReport.run(
      launchFile: Program.root.appending(path: "launch/\(name).yaml").path, overrides: [], checks: 600,
      catalog: try TaskCatalog.load(root: Program.root))
    #expect(report.perfect <= 0.1)
    #expect(report.random >= 0.6)
  }
}
