public import Vocabulary

/// Takes over by chance alone: onset and length are uniform integers, drawn when the policy gets control.
///
/// RLIF, arXiv:2311.12996, def. A.4. The realised share of expert steps is E[k] / (g + E[I] + E[k]) with g grace steps;
/// g = 1 gives 31.6, 55.6 and 84.8 %.
public final class RandomGate: Gate {
  /// The named rates of the paper, in percent.
  public enum Rate: Int, Sendable, CaseIterable {
    case thirty = 30
    case fifty = 50
    case eightyFive = 85

    /// I: steps from the first question to the takeover.
    public var onset: ClosedRange<Int> {
      switch self {
      case .thirty: 1...10
      case .fifty: 1...5
      case .eightyFive: 1...2
      }
    }

    /// k: steps that the expert keeps control.
    public var length: ClosedRange<Int> {
      switch self {
      case .thirty: 1...5
      case .fifty: 3...7
      case .eightyFive: 12...16
      }
    }
  }

  private let rate: Rate
  private var stepsLeft = 0
  private var holdSteps = 0

  public init(rate: Rate) { self.rate = rate }

  public func begin(random: inout RandomStream) {
    stepsLeft = random.integer(in: rate.onset)
    holdSteps = random.integer(in: rate.length)
  }

  public func observe(progress: Double) {}

  public func decide(
    observation: Span<Float>, proposal: Span<Float>, expertAction: Span<Float>, random: inout RandomStream
  ) -> GateVerdict {
    if stepsLeft > 0 {
      stepsLeft -= 1
      return .leave
    }
    let steps = holdSteps
    // Asked again without a handback, as in a trial of the gate, chance starts over.
    begin(random: &random)
    return .takeOver(steps: steps)
  }
}
