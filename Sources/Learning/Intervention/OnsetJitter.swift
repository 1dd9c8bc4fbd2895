public import Vocabulary

/// The delay between an observer's decision and the first command that is executed.
///
/// Human takeover times are noisy (GAINS, arXiv:2608.15707: more than half of repeated marks differ by more than 10
/// frames at 30 frames/s), so a gate without delay flatters the label.
public struct OnsetJitter: Equatable, Sendable {
  /// The delay is uniform in 0 to this.
  public var seconds: Double
  /// Seconds between two policy steps.
  public var stepSeconds: Double

  public init(seconds: Double, stepSeconds: Double) {
    precondition(seconds >= 0 && stepSeconds > 0, "a delay is not negative and a step takes time")
    self.seconds = seconds
    self.stepSeconds = stepSeconds
  }

  /// Steps from the decision to the first step that starts no earlier than the delayed command; always draws once.
  public func delaySteps(random: inout RandomStream) -> Int {
    Int((random.unit() * seconds / stepSeconds).rounded(.up))
  }
}
