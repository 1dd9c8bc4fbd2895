public import Vocabulary

/// What one tick of the loop did.
public struct TickReport: Equatable, Sendable {
  /// Who commanded the executed action.
  public var authority: Authority
  /// The expert commands this step and did not command the one before (also at the start of an episode, where no
  /// policy step can be blamed).
  public var takeoverStarted: Bool
  /// What the environment said.
  public var result: StepResult
  /// The episode is over: call `beginEpisode` next. Also true at a success that the task itself does not end at.
  public var episodeEnded: Bool
  /// Transitions that reached the replay buffer in this tick; 0 while labels wait.
  public var transitionsStored: Int

  public init(
    authority: Authority, takeoverStarted: Bool, result: StepResult, episodeEnded: Bool, transitionsStored: Int
  ) {
    self.authority = authority
    self.takeoverStarted = takeoverStarted
    self.result = result
    self.episodeEnded = episodeEnded
    self.transitionsStored = transitionsStored
  }
}

/// Why an episode is ended from outside.
public enum Interruption: String, Codable, Sendable, CaseIterable {
  /// Held, reset, disarmed or the run was stopped: says nothing about the policy.
  case hold
  /// The operator stopped the policy because it went wrong: a takeover of length 0.
  case stop
  /// The operator says that the task has failed: a takeover of length 0 with nothing after it.
  case failure
  /// The operator says that the task is done; what that means is `intervention.onSuccess`.
  case success
  /// The safety guard tripped; a takeover of length 0 if `intervention.guardTrips` says so.
  case guardTrip
}
