import Foundation
public import Vocabulary

/// Takes over when the policy's action is far from the expert's: Σ |a_expert − a_policy| ≥ threshold, with probability β
/// then and ε otherwise.
///
/// The gate of RLIF's released HG-DAgger (there called `binary`): threshold 12 for the 24 elements of the pen's hand,
/// n = 4, β = 1 − ε and ε = 0.05·exp(−0.1·k), k being the episodes so far. Both 1 − β and ε fall with the given decay;
/// without one they stay.
public final class ActionGate: Gate {
  private let threshold: Double
  private let beta: Double
  private let epsilon: Double
  private let decayPerEpisode: Double
  private let holdSteps: Int
  /// exp(−decay · k).
  private var chance = 1.0

  /// - Parameters:
  ///   - threshold: sum over the action's elements, each in [-1, 1].
  ///   - decayPerEpisode: 0 for none.
  ///   - holdSteps: n, steps that the expert keeps control.
  public init(threshold: Double, beta: Double, epsilon: Double, decayPerEpisode: Double = 0, holdSteps: Int) {
    precondition(holdSteps >= 1 && decayPerEpisode >= 0, "a takeover lasts at least one step, and chance does not grow")
    self.threshold = threshold
    self.beta = beta
    self.epsilon = epsilon
    self.decayPerEpisode = decayPerEpisode
    self.holdSteps = holdSteps
  }

  public func beginEpisode(index: Int) { chance = exp(-decayPerEpisode * Double(index)) }
  public func begin(random: inout RandomStream) {}
  public func observe(progress: Double) {}

  public func decide(
    observation: Span<Float>, proposal: Span<Float>, expertAction: Span<Float>, random: inout RandomStream
  ) -> GateVerdict {
    var distance = 0.0
    for element in proposal.indices {
      // What would be executed: an expert may ask for more than the action box holds.
      let wanted = max(-1, min(1, expertAction[element]))
      distance += Double((wanted - proposal[element]).magnitude)
    }
    // Written so that a NaN counts as far.
    let far = !(distance < threshold)
    return random.bernoulli(far ? 1 - (1 - beta) * chance : epsilon * chance) ? .takeOver(steps: holdSteps) : .leave
  }
}
