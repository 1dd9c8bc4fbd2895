public import Replay
public import Vocabulary

/// What of a new episode an imitation learner is shown.
public enum Aggregation: String, Codable, Sendable, CaseIterable {
  /// Steps with the expert's action alone: RLIF's alg. 1, DAgger (arXiv:1011.0686), HG-DAgger (arXiv:1810.02890).
  case interventionsOnly
  /// Every step; where the expert said nothing, the policy's own action is the target: RLIF's released baselines.
  case all
}

/// Turns the steps of an episode into pairs to imitate, at its end.
///
/// | step | `relabelShare` nil (HG-DAgger) | with a share (DAgger) |
/// |---|---|---|
/// | the expert drove | its action | its action |
/// | the policy drove, and the step was drawn | | what the expert would have done |
/// | the policy drove, not drawn, `all` | the policy's action | the policy's action |
/// | the policy drove, not drawn, `interventionsOnly` | nothing | nothing |
///
/// A pair is stored as a transition whose action is the target and whose authority says who gave it; its reward is 0.
public struct ImitationAggregator {
  private let aggregation: Aggregation
  private let relabelShare: Double?
  private let observationDimension: Int
  private let actionDimension: Int
  // The running episode, step by step; the room is kept from episode to episode.
  private var observations: [Float] = []
  private var nextObservations: [Float] = []
  private var executed: [Float] = []
  private var proposals: [Float] = []
  private var expertActions: [Float] = []
  private var authorities: [Authority] = []
  private var isLabelled: [Bool] = []

  /// - Parameter relabelShare: share of an episode's steps that the expert labels afterwards, in 0 to 1; nil where it
  ///   speaks by taking over only. Below 1 the steps are drawn with replacement, ⌊share · T⌋ times, as in the release, so
  ///   fewer are labelled; 1 labels every step.
  public init(
    observationDimension: Int, actionDimension: Int, aggregation: Aggregation, relabelShare: Double?
  ) {
    precondition(relabelShare.map { $0 >= 0 && $0 <= 1 } ?? true, "a share is between 0 and 1")
    self.observationDimension = observationDimension
    self.actionDimension = actionDimension
    self.aggregation = aggregation
    self.relabelShare = relabelShare
  }

  /// Takes one executed step.
  public mutating func record(
    observation: Span<Float>, executed action: Span<Float>, proposal: Span<Float>, expertAction: Span<Float>,
    nextObservation: Span<Float>, authority: Authority
  ) {
    precondition(
      observation.count == observationDimension && nextObservation.count == observationDimension
        && action.count == actionDimension && proposal.count == actionDimension
        && expertAction.count == actionDimension, "a step has the dimensions of its task")
    for place in observation.indices {
      observations.append(observation[place])
      nextObservations.append(nextObservation[place])
    }
    for place in action.indices {
      executed.append(action[place])
      proposals.append(proposal[place])
      expertActions.append(clippedToActionBox(expertAction[place]))
    }
    authorities.append(authority)
    isLabelled.append(false)
  }

  /// Stores the episode's pairs and forgets its steps.
  ///
  /// - Parameter random: which steps are relabelled.
  /// - Returns: how many of the policy's steps the expert labelled.
  public mutating func endEpisode(
    policyVersion: UInt64, random: inout RandomStream, into replay: inout ReplayBuffer
  ) -> Int {
    drawLabels(random: &random)
    var (labels, previous) = (0, UInt64?.none)
    for step in authorities.indices {
      let byExpert = authorities[step] == .expert || isLabelled[step]
      guard byExpert || aggregation == .all else {
        previous = nil
        continue
      }
      if byExpert && authorities[step] == .policy { labels += 1 }
      let wide = step * observationDimension..<(step + 1) * observationDimension
      let narrow = step * actionDimension..<(step + 1) * actionDimension
      let target = isLabelled[step] ? expertActions : executed
      previous = replay.append(
        observation: observations.span.extracting(wide), action: target.span.extracting(narrow),
        proposal: proposals.span.extracting(narrow), nextObservation: nextObservations.span.extracting(wide),
        label: TransitionLabel(authority: byExpert ? .expert : .policy, reward: 0, policyVersion: policyVersion),
        continuing: previous)
    }
    removeAll()
    return labels
  }

  /// Forgets the running episode.
  public mutating func removeAll() {
    observations.removeAll(keepingCapacity: true)
    nextObservations.removeAll(keepingCapacity: true)
    executed.removeAll(keepingCapacity: true)
    proposals.removeAll(keepingCapacity: true)
    expertActions.removeAll(keepingCapacity: true)
    authorities.removeAll(keepingCapacity: true)
    isLabelled.removeAll(keepingCapacity: true)
  }

  private mutating func drawLabels(random: inout RandomStream) {
    guard let relabelShare, !authorities.isEmpty else { return }
    if relabelShare == 1 {
      for step in authorities.indices where authorities[step] == .policy { isLabelled[step] = true }
      return
    }
    for _ in 0..<Int(relabelShare * Double(authorities.count)) {
      let step = random.index(below: authorities.count)
      if authorities[step] == .policy { isLabelled[step] = true }
    }
  }
}
