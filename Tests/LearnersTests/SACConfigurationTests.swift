import Foundation
import Learners
import Testing
import Vocabulary

@Suite("Learner configuration")
struct SACConfigurationTests {
  @Test("the three presets are valid and survive encoding")
  func presets() throws {
    for preset in [SACConfiguration.sac, .rlpd, .rlif] {
      #expect(try preset.validated() == preset)
      #expect(try JSONDecoder().decode(SACConfiguration.self, from: JSONEncoder().encode(preset)) == preset)
    }
  }

  @Test("RLPD with two critics, both drawn, without its additions is SAC")
  func rlpdIsSAC() {
    var configuration = SACConfiguration.rlpd
    configuration.ensembleSize = 2
    configuration.criticLayerNorm = false
    configuration.utdRatio = 1
    configuration.actorCriticReduction = .minimum
    configuration.targetEntropyPerDimension = -1
    #expect(configuration == .sac)
  }

  static let wrong: [(String, @Sendable (inout SACConfiguration) -> Void)] = [
    ("discount", { $0.discount = 1 }), ("discount", { $0.discount = .nan }), ("hiddenUnits", { $0.hiddenUnits = [] }),
    ("hiddenUnits", { $0.hiddenUnits = [64, 0] }), ("ensembleSize", { $0.ensembleSize = 0 }),
    ("ensembleSubset", { $0.ensembleSubset = 3 }), ("ensembleSubset", { $0.ensembleSubset = 0 }),
    ("utdRatio", { $0.utdRatio = 0 }), ("batchSize", { $0.batchSize = 0 }), ("batchSize", { $0.batchSize = .max }),
    ("actorLearningRate", { $0.actorLearningRate = -1 }), ("criticLearningRate", { $0.criticLearningRate = .nan }),
    ("temperatureLearningRate", { $0.temperatureLearningRate = 2 }), ("adamBeta1", { $0.adamBeta1 = 1 }),
    ("adamBeta2", { $0.adamBeta2 = 1 }), ("adamEpsilon", { $0.adamEpsilon = 0 }), ("polyakRate", { $0.polyakRate = 0 }),
    ("initialTemperature", { $0.initialTemperature = 0 }),
    ("targetEntropyPerDimension", { $0.targetEntropyPerDimension = .infinity }),
    ("logStandardDeviationLow", { $0.logStandardDeviationLow = 2 }),
    ("logStandardDeviationHigh", { $0.logStandardDeviationHigh = 11 }), ("threads", { $0.threads = -1 }),
  ]

  @Test("a value out of range is refused by its key", arguments: wrong.indices)
  func outOfRange(index: Int) throws {
    var configuration = SACConfiguration.rlif
    Self.wrong[index].1(&configuration)
    let error = #expect(throws: ConfigError.self) { _ = try configuration.validated() }
    guard case .outOfRange(let key, _, _) = error else {
      Issue.record("expected outOfRange, got \(String(describing: error))")
      return
    }
    #expect(key == "learner.\(Self.wrong[index].0)")
  }
}
