import Foundation
import Recording
import Runtime
import Testing
import Vocabulary

@Suite("Experts that come along")
struct ExpertCardTests {
  private let catalog: TaskCatalog

  init() throws { catalog = try TaskCatalog.load(root: Program.root) }

  @Test("every policy has a card; the file is the one that was measured, of that task, step and recipe")
  func cards() throws {
    let cards = try ExpertCard.all(of: catalog)
    #expect(cards.count >= 2)
    for (path, card) in cards {
      let file = Program.root.appendingPathComponent(path).path
      let description = try PolicyFile.read(file).description
      #expect(description.task == card.task && description.step == card.step, "\(path)")
      #expect((description.ensembleSize > 0) == card.canJudge, "\(path)")
      let recipe = Program.root.appendingPathComponent(card.recipe).path
      #expect(try LaunchConfiguration.load(recipe, overrides: [], catalog: catalog).task == card.task, "\(path)")
    }
  }

  @Test("a policy reaches its card's level: 20 new episodes lie within four standard errors of it")
  func levels() throws {
    let episodes = 20
    for (path, card) in try ExpertCard.all(of: catalog) {
      let found = try PolicyEvaluation.run(
        run: Program.root.appendingPathComponent(path).path, checkpoint: "last", task: nil, episodes: episodes,
        firstSeed: 77, selection: card.selection, catalog: catalog, interrupt: Interrupt()
      ).result
      let error = card.returnDeviation * (1 / Double(episodes) + 1 / Double(card.episodes)).squareRoot()
      #expect(abs(found.returnMean - card.returnMean) < 4 * error + 0.01, "\(path): \(found.returnMean)")
    }
  }

  @Test("another file than the card's is refused by name")
  func another() throws {
    let (path, card) = try #require(try ExpertCard.all(of: catalog).first)
    var other = card
    other.sha256 = String(repeating: "0", count: 64)
    #expect(throws: RecordingError.self) {
      try other.check(policyAt: Program.root.appendingPathComponent(path).path)
    }
  }
}
