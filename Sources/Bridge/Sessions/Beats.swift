/// What both sides of a session do at what times (docs/wire.md, "A session").
public enum Beats {
  /// Between two looks of a hub for silent members: a member's silence is noticed this much later at most.
  static let lookNanoseconds: UInt64 = 2_000_000
  /// Between two pings of one side.
  public static let pingNanoseconds: UInt64 = 500_000_000
  /// A peer that has sent nothing for so long is gone.
  public static let silenceNanoseconds: UInt64 = 2_000_000_000
  /// A learner may compute for longer between two readings of its socket.
  static let learnerSilenceNanoseconds: UInt64 = 60_000_000_000
  /// One that steps simulated tasks may compute for longer between two steps.
  static let simulationSilenceNanoseconds: UInt64 = 60_000_000_000
  /// Between two hellos that were not answered.
  public static let helloNanoseconds: UInt64 = 2_000_000_000
  /// Between two attempts to send a hello that no connection took.
  static let retryNanoseconds: UInt64 = 20_000_000
  /// Between two frames of a peer without a session that the hub looks at.
  static let greetingNanoseconds: UInt64 = 200_000_000
}
