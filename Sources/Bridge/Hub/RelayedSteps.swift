import Vocabulary
import Wire

/// What a hub knows of the steps of a robot that runs the policy itself: what it shows, and what it counts.
struct RelayedSteps {
  var mode = RobotMode.disarmed
  private(set) var counts: PilotCounts
  private(set) var episode: UInt64 = 0
  private(set) var stepIndex: UInt32 = 0
  private(set) var interventionRate = 0.0
  private var hasSucceeded = false
  /// Whether every step comes as a transition; without, observations are counted while the robot obeys.
  private let isLabelled: Bool

  init(counts: PilotCounts, isLabelled: Bool) { (self.counts, self.isLabelled) = (counts, isLabelled) }

  mutating func begin() { (mode, episode) = (.disarmed, 0) }

  /// The robot is gone: an episode that it did not end is none.
  mutating func end() {
    (stepIndex, hasSucceeded) = (0, false)
    mode = .disarmed
  }

  mutating func observed(_ message: ObservationMessage, authority: Authority) {
    if message.episode != episode {
      endEpisode()
      episode = message.episode
    } else if !isLabelled, mode == .policy || mode == .expert {
      count(authority)
    }
    stepIndex = message.step
  }

  mutating func happened(_ event: Event) {
    switch event.kind {
    case .takeover: counts.takeovers += 1
    case .success: hasSucceeded = true
    default: break
    }
  }

  mutating func count(_ transition: TransitionMessage) {
    if isLabelled { count(transition.authority) }
  }

  private mutating func count(_ authority: Authority) {
    counts.count(authority, takeover: false)
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
