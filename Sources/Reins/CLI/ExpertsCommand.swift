import ArgumentParser
import Runtime

struct ExpertsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experts", abstract: "List the trained policies that come along as teachers and judges.",
    discussion: """
      The launch keys `expertPolicy:` and `judge:` take their paths. Levels are percent of the reference that each card, \
      sim/experts/NAME.yaml, names; launch/experts/make trains and measures them again.
      """)

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let cards = try ExpertCard.all(of: try TaskCatalog.load())
    print(json ? try jsonText(cards.map(\.card)) : ExpertCard.text(cards))
  }
}
