import Configuration
import Foundation
import Recording
public import Vocabulary

/// What is known of a policy that is shipped as a teacher or a judge: `sim/experts/NAME.yaml`, beside the policy.
///
/// Written by `launch/experts/make`, which measures what it says.
public struct ExpertCard: Codable, Equatable, Sendable {
  /// File name, in the card's folder.
  public var policy: String
  /// Of that file, 64 hexadecimal digits.
  public var sha256: String
  public var task: String
  /// The launch file that trained it, relative to the checkout's root, and the step of the checkpoint.
  public var recipe: String
  public var step: Int
  /// Whether its critics are there, so that `judge:` takes it.
  public var canJudge: Bool
  /// How its level was measured: mode actions or samples, episodes, the first one's seed.
  public var selection: ActionSelection
  public var episodes: Int
  public var firstSeed: UInt64
  public var returnMean: Double
  public var returnDeviation: Double
  public var successes: Int
  /// Of the reference, percent.
  public var levelPercent: Double
  /// Quantity, value and source.
  public var reference: String

  /// All cards of a checkout, by path of the policy relative to its root; every policy is the one that was measured.
  ///
  /// - Throws: `ConfigError` for a card that cannot be read, and for a policy without a card; `RecordingError` for a policy
  ///   that is missing or another than its card's.
  public static func all(of catalog: TaskCatalog) throws -> [(path: String, card: ExpertCard)] {
    let folder = catalog.root.appendingPathComponent("sim/experts").path
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    for policy in names where policy.hasSuffix(".safetensors") {
      let card = policy.replacing(".safetensors", with: ".yaml")
      if !names.contains(card) { throw ConfigError.missingFile(path: "\(folder)/\(card)") }
    }
    return try names.filter { $0.hasSuffix(".yaml") }.map { name in
      let card = try loadDefinition(ExpertCard.self, from: "\(folder)/\(name)")
      try card.check(policyAt: "\(folder)/\(card.policy)")
      return ("sim/experts/\(card.policy)", card)
    }
  }

  /// - Throws: `RecordingError.damaged` where the policy is not the one that was measured.
  public func check(policyAt path: String) throws {
    guard Recording.sha256(try readFile(path, limit: 1 << 30)) == sha256 else {
      throw RecordingError.damaged(
        path: path, reason: "its hash is not its card's: run launch/experts/make, or take the file from the repository")
    }
  }

  /// For people.
  public static func text(_ cards: [(path: String, card: ExpertCard)]) -> String {
    var table = TextTable(
      header: ["policy", "task", "level", "measured", "judge", "recipe"], rightAligned: [2])
    for (path, card) in cards {
      table.rows.append([
        path, card.task, "\(decimal(card.levelPercent, 0)) %",
        // A task that goes on for ever has no success.
        "return \(decimal(card.returnMean, 1)) +- \(decimal(card.returnDeviation, 1))"
          + (card.reference.hasPrefix("return") ? "" : ", \(card.successes) of \(card.episodes) succeed")
          + " (\(card.selection.rawValue))",
        card.canJudge ? "yes" : "no", "\(card.recipe), step \(card.step)",
      ])
    }
    return table.text()
  }
}
