public import Vocabulary
public import Wire

/// How a hub deals with robots and people; the keys under `hub:` of a launch file.
public struct HubConfiguration: Codable, Equatable, Sendable {
  /// What follows when a person who commands falls silent.
  public enum OnSilence: String, Codable, Sendable, CaseIterable {
    /// The robot holds position until somebody commands.
    case hold
    /// The robot holds position for the rest of the step, then the policy goes on.
    case policy
    /// The robot holds position, and the episode ends.
    case stop
  }

  /// Where the learner is.
  public enum Learner: String, Codable, Sendable, CaseIterable {
    /// In the hub's process.
    case hub
    /// A process of its own, which joins the hub.
    case remote
  }

  /// A person who commands and is silent for so long loses control.
  public var deadmanMilliseconds = 300
  public var onSilence = OnSilence.hold
  /// Policy steps per second of the robot's clock; 0: as many as the task has. A robot whose tool is capped at 0.25 m/s
  /// carries out an action of 5 cm at 5 Hz and not faster.
  public var policyHertz = 0.0
  /// Transitions that an actor may have on their way unacknowledged.
  public var transitionCredit = 256
  public var maximumMessagesPerSecond = 4_000
  /// Seconds between two broadcasts of weights, for robots that run the policy themselves; a remote learner sends them so
  /// often to the hub.
  public var weightsEverySeconds = 2.0
  public var learner = Learner.hub

  /// Whether somebody learns; a hub that only deploys takes no transitions.
  public var takesTransitions: Bool { transitionCredit > 0 }

  public init() {}

  public func validated() throws(ConfigError) -> Self {
    try check("hub.deadmanMilliseconds", deadmanMilliseconds, in: 20...60_000)
    try check("hub.policyHertz", policyHertz, in: 0...1000)
    try check("hub.transitionCredit", transitionCredit, in: 1...100_000)
    try check("hub.maximumMessagesPerSecond", maximumMessagesPerSecond, in: 100...10_000_000)
    try check("hub.weightsEverySeconds", weightsEverySeconds, in: 0.1...3600)
    return self
  }
}

extension HubConfiguration {
  /// Between two policy steps of a task.
  public func stepSeconds(of task: TaskSpecification) -> Double { policyHertz > 0 ? 1 / policyHertz : task.stepSeconds }
}

extension HubConfiguration.OnSilence {
  public var wire: SilencePolicy {
    switch self {
    case .hold: .hold
    case .policy: .policy
    case .stop: .stop
    }
  }
}
