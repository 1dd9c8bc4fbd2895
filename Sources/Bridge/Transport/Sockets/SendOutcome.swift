/// What became of a message that was to be sent. Sending never waits.
public enum SendOutcome: Sendable {
  /// On its way; whether it arrives is for acknowledgements.
  case sent
  /// The queue is full, or there is no connection yet.
  case blocked
  /// The peer's connection is lost: a client that comes again is another peer. A hub notices while it waits and receives.
  case gone
}
