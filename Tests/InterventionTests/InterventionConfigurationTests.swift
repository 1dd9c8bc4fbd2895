import Foundation
import Intervention
import Testing
import Vocabulary

@Suite("Intervention configuration")
struct InterventionConfigurationTests {
  @Test("the defaults are valid and every key is in their encoding")
  func defaults() throws {
    let configuration = try InterventionConfiguration().validated()
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(InterventionConfiguration.self, from: data) == configuration)
    let keys = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any]).keys
    #expect(
      Set(keys) == [
        "gate", "window", "holdSteps", "graceSteps", "beta", "epsilon", "progressSteps", "progressPerStepMeters",
        "delta", "deltaShare", "yardstick", "randomRatePercent", "onsetJitterSeconds", "onSuccess", "storeExpert",
        "guardTrips", "actionDistance", "chanceDecayPerEpisode",
      ])
  }

  private static let wrong: [(String, @Sendable (inout InterventionConfiguration) -> Void)] = [
    ("window", { $0.window = 0 }), ("holdSteps", { $0.holdSteps = 0 }), ("graceSteps", { $0.graceSteps = 0 }),
    ("beta", { $0.beta = 1.5 }), ("beta", { $0.beta = .nan }), ("epsilon", { $0.epsilon = -0.1 }),
    ("progressSteps", { $0.progressSteps = 0 }), ("progressPerStepMeters", { $0.progressPerStepMeters = .infinity }),
    ("delta", { $0.delta = -1 }), ("deltaShare", { $0.deltaShare = 1.1 }),
    ("randomRatePercent", { $0.randomRatePercent = 40 }),
    ("onsetJitterSeconds", { $0.onsetJitterSeconds = -1 }), ("actionDistance", { $0.actionDistance = -1 }),
    ("chanceDecayPerEpisode", { $0.chanceDecayPerEpisode = -0.1 }),
  ]

  @Test("a value outside its range is refused with its key", arguments: 0..<11)
  func refused(index: Int) throws {
    let (key, change) = Self.wrong[index]
    var configuration = InterventionConfiguration()
    change(&configuration)
    let error = try #require(throws: ConfigError.self) { try configuration.validated() }
    guard case .outOfRange(let named, _, _) = error else { throw error }
    #expect(named == "intervention.\(key)")
  }

  @Test("each kind builds its gate; a value gate needs a judge")
  func gates() throws {
    var configuration = InterventionConfiguration()
    let judge = ParabolaJudge(best: 0, own: 0)
    configuration.gate = .never
    #expect(try configuration.makeGate(judge: nil, actionDimension: 1) is NeverGate)
    configuration.gate = .random
    #expect(try configuration.makeGate(judge: nil, actionDimension: 1) is RandomGate)
    configuration.gate = .progress
    #expect(try configuration.makeGate(judge: nil, actionDimension: 1) is ProgressGate)
    configuration.gate = .value
    #expect(try configuration.makeGate(judge: judge, actionDimension: 1) is ValueGate)
    #expect(throws: ConfigError.self) { _ = try configuration.makeGate(judge: nil, actionDimension: 1) }
  }

  @Test("without chance β is 1, ε is 0 and nothing comes late")
  func withoutChance() {
    var expected = InterventionConfiguration()
    expected.window = 3
    expected.onsetJitterSeconds = 0.5
    let bare = expected.withoutChance
    (expected.beta, expected.epsilon, expected.onsetJitterSeconds) = (1, 0, 0)
    #expect(bare == expected)
  }
}
