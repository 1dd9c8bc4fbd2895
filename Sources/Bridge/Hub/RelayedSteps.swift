import Vocabulary
import Wire

/// What a hub knows of the steps of a robot that runs the policy itself: what it shows, and what it counts.
struct RelayedSteps {
  var mode = RobotMode.disarmed
  private(set) var counts: PilotCounts
  private(set) var episode: UInt64 = 0
  private(set) var stepIndex: UInt32 = 0
  private(set) var interventionRate = 0.0
  /// Observations that were passed over.
  private(set) var missing: UInt64 = 0
  /// Of the last observation of this session; 0 before the first.
  private var number: UInt64 = 0
  private var hasSucceeded = false
  /// Whether every step comes as a transition; without, observations are counted while the robot obeys.
  private let isLabelled: Bool

  init(counts: PilotCounts, isLabelled: Bool) { (self.counts, self.isLabelled) = (counts, isLabelled) }

  mutating func begin() { (mode, episode, number) = (.disarmed, 0, 0) }

  /// The robot is gone: an episode that it did not end is none.
  mutating func end() {
    (stepIndex, hasSucceeded) = (0, false)
    mode = .disarmed
  }

  mutating func observed(_ message: ObservationMessage, authority: Authority) {
    if number > 0, message.number > number + 1 { missing += message.number - number - 1 }
    number = message.number
    if message.episode != episode {
      endEpisode()
      episode = message.episode
    } else if !isLabelled, mode == .policy || mode == .expert {
      count(authority, takeover: false)
    }
    stepIndex = message.step
  }

  mutating func happened(_ event: Event) {
    switch event.kind {
    // An event may be lost on its way, a transition is not.
    case .takeover: if !isLabelled { counts.takeovers += 1 }
    case .success: hasSucceeded = true
    default: break
    }
  }

  mutating func count(_ transition: TransitionMessage) {
    guard isLabelled else { return }
    count(transition.authority, takeover: transition.events.contains { $0.kind == .takeover })
  }

  private mutating func count(_ authority: Authority, takeover: Bool) {
    counts.count(authority, takeover: takeover)
    interventionRate += ((authority == .expert ? 1 : 0) - interventionRate) / 200
  }

  /// An episode in which the robot sensed once only, on its way between two, is none.
  private mutating func endEpisode() {
    if stepIndex > 0 {
      counts.episodes += 1
      if hasSucceeded { counts.successes += 1 }
    }
    (stepIndex, hasSucceeded) = (0, false)
  }
}
