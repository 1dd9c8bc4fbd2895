public import Intervention
public import Replay
public import Vocabulary

/// Turns executed steps into labelled transitions; one per environment copy, and nobody else labels.
///
/// A step's reward depends on who commands after it, so the policy's last `window` steps wait here until a takeover, the
/// next steps or the end of the segment tell. Allocates nothing after `init`.
///
/// A failure must never look attractive. All rewards are ≤ 0, so (r = 0, mask 0) would be the best value there is and
/// the policy would learn to fail at once. While the policy drives, a failure is a takeover of length 0, stored as r = −1,
/// mask 1 and o' = o: failing costs 1 and changes nothing, which is worse than staying unless every step is punished.
/// (Not storing it leaves its value to the initial weights, and o' itself, a state nobody ever acts in, would be valued
/// by them too.) While the expert drives, the failing step is dropped: its reward is 0 by rule, and a loop that costs
/// nothing would be as attractive as the goal.
public struct TransitionAssembler {
  private let configuration: InterventionConfiguration
  private let rewardSource: RewardSource
  /// Steps of the current turn whose label is open; a ring.
  private var held: [Transition]
  private var first = 0
  private var count = 0
  /// Who commanded the held steps.
  private var turn = Authority.none
  /// The last transition stored from this segment.
  private var previous: UInt64?

  public init(
    observationDimension: Int, actionDimension: Int, configuration: InterventionConfiguration,
    rewardSource: RewardSource
  ) {
    precondition(configuration.window >= 1, "a window has at least one step")
    self.configuration = configuration
    self.rewardSource = rewardSource
    let (observation, action) = (
      [Float](repeating: 0, count: observationDimension), [Float](repeating: 0, count: actionDimension)
    )
    held = (0..<configuration.window).map { _ in
      Transition(
        observation: observation, action: action, proposal: action, nextObservation: observation,
        label: TransitionLabel(authority: .none, reward: 0))
    }
  }

  /// Takes one executed step and stores every transition whose label is now known.
  ///
  /// - Parameters:
  ///   - observation: o, before the step.
  ///   - action: the executed action.
  ///   - proposal: what the policy proposed.
  ///   - nextObservation: o', after the step.
  ///   - authority: who commanded; `.none` stores nothing and ends the segment truncated.
  ///   - result: what the environment said; its reward is read only under `RewardSource.task`.
  ///   - clipped: `TransitionLabel.clipped`.
  ///   - policyVersion: version of the weights that proposed.
  /// - Returns: how many transitions were stored.
  public mutating func record(
    observation: Span<Float>, action: Span<Float>, proposal: Span<Float>, nextObservation: Span<Float>,
    authority: Authority, result: StepResult, clipped: Bool = false, policyVersion: UInt64,
    into replay: inout ReplayBuffer
  ) -> Int {
    if authority == .none { return endSegment(.truncated, into: &replay) }
    if rewardSource != .intervention {
      let isTask = rewardSource == .task
      let label = TransitionLabel(
        authority: authority, reward: isTask ? Float(result.reward) : result.success ? 1 : 0,
        terminated: result.outcome == .terminated || (!isTask && result.success), clipped: clipped,
        policyVersion: policyVersion)
      previous = replay.append(
        observation: observation, action: action, proposal: proposal, nextObservation: nextObservation, label: label,
        continuing: previous)
      if result.outcome != .running || label.terminated { previous = nil }
      return 1
    }
    let before = replay.appended
    if authority != turn { settle(followedBy: authority, end: .running, into: &replay) }
    turn = authority
    if count == (authority == .policy ? configuration.window : 1) { releaseOldest(into: &replay) }
    hold(
      observation: observation, action: action, proposal: proposal, nextObservation: nextObservation,
      label: TransitionLabel(authority: authority, reward: 0, clipped: clipped, policyVersion: policyVersion))
    let end = configuration.segmentEnd(of: result)
    if end != .running { _ = endSegment(end, into: &replay) }
    return Int(replay.appended - before)
  }

  /// Ends the running segment: stores every held step, the last one included.
  ///
  /// - Returns: how many transitions were stored.
  @discardableResult
  public mutating func endSegment(_ end: SegmentEnd, into replay: inout ReplayBuffer) -> Int {
    let before = replay.appended
    settle(followedBy: .none, end: end, into: &replay)
    turn = .none
    previous = nil
    return Int(replay.appended - before)
  }

  private mutating func hold(
    observation: Span<Float>, action: Span<Float>, proposal: Span<Float>, nextObservation: Span<Float>,
    label: TransitionLabel
  ) {
    let slot = (first + count) % held.count
    for place in observation.indices {
      held[slot].observation[place] = observation[place]
      held[slot].nextObservation[place] = nextObservation[place]
    }
    for place in action.indices {
      held[slot].action[place] = action[place]
      held[slot].proposal[place] = proposal[place]
    }
    held[slot].label = label
    count += 1
  }

  /// The oldest held step is no longer among the last: the policy's is stored with 0, the expert's if all are wanted.
  private mutating func releaseOldest(into replay: inout ReplayBuffer) {
    if turn == .policy || configuration.storeExpert == .all { store(first, into: &replay) }
    first = (first + 1) % held.count
    count -= 1
  }

  /// Labels and stores the held steps of a turn that is over.
  private mutating func settle(followedBy next: Authority, end: SegmentEnd, into replay: inout ReplayBuffer) {
    let turnedOver = turn == .policy && (next == .expert || end == .failed || end == .stopped)
    for place in 0..<count {
      let slot = (first + place) % held.count
      let isLast = place == count - 1
      held[slot].label.reward = interventionReward(
        current: turn, stepsToTakeover: turnedOver ? count - place : nil, window: configuration.window)
      held[slot].label.onset = turnedOver && isLast
      held[slot].label.terminated = isLast && end == .terminated
      if isLast && end == .failed {
        if turn == .expert { continue }
        for element in held[slot].observation.indices {
          held[slot].nextObservation[element] = held[slot].observation[element]
        }
      }
      if turn == .expert && configuration.storeExpert == .none { continue }
      store(slot, into: &replay)
    }
    count = 0
  }

  private mutating func store(_ slot: Int, into replay: inout ReplayBuffer) {
    previous = replay.append(held[slot], continuing: previous)
  }
}
