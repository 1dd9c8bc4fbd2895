import ArgumentParser

@main
struct Reins: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reins", abstract: "Teaches robots from the moments when somebody takes the reins.")
}
