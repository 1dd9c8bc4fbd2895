public import Vocabulary

/// Everything a run counts; saved with each checkpoint, so that a resumed run goes on counting.
public struct TrainingCounters: Codable, Equatable, Sendable {
  public var steps = 0
  public var episodes = 0
  public var takeovers = 0
  public var expertSteps = 0
  /// Training episodes that ended in success, whoever drove.
  public var successes = 0
  /// Environment steps and expert-driven steps per tenth of the run, for the first and last tenth of the report.
  public var stepsPerTenth = [Int](repeating: 0, count: 10)
  public var expertStepsPerTenth = [Int](repeating: 0, count: 10)

  public init() {}

  /// Counts one step of a run of `total` steps.
  public mutating func countStep(authority: Authority, takeoverStarted: Bool, total: Int) {
    let tenth = min(9, steps * 10 / max(1, total))
    steps += 1
    stepsPerTenth[tenth] += 1
    if authority == .expert {
      expertSteps += 1
      expertStepsPerTenth[tenth] += 1
    }
    if takeoverStarted { takeovers += 1 }
  }

  /// Share of the steps of one tenth that the expert drove; nil where there was none.
  public func interventionRate(tenth: Int) -> Double? {
    stepsPerTenth[tenth] == 0 ? nil : Double(expertStepsPerTenth[tenth]) / Double(stepsPerTenth[tenth])
  }

  /// For a checkpoint.
  public var tensor: NamedTensor {
    let words = [steps, episodes, takeovers, expertSteps, successes] + stepsPerTenth + expertStepsPerTenth
    return NamedTensor(name: "run/counters", shape: [words.count], values: .uint64(words.map(UInt64.init)))
  }

  /// From a checkpoint; nil when the tensor is not one of ours.
  public init?(tensor: NamedTensor) {
    guard tensor.name == "run/counters", case .uint64(let words) = tensor.values, words.count == 25,
      words.allSatisfy({ $0 <= UInt64(Int.max) })
    else { return nil }
    let counts = words.map { Int($0) }
    (steps, episodes, takeovers, expertSteps, successes) = (counts[0], counts[1], counts[2], counts[3], counts[4])
    stepsPerTenth = Array(counts[5..<15])
    expertStepsPerTenth = Array(counts[15..<25])
  }
}
