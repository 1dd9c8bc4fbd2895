/// What the guard made of one tick. Every safe command carries one.
public struct Verdict: Equatable, Sendable {
  public enum Outcome: UInt8, Sendable, CaseIterable {
    /// The desired positions went out unchanged.
    case passed = 0
    /// `limits` changed them.
    case limited = 1
    /// The robot brakes or stands.
    case held = 2
    /// On the way to the task's start, or waiting there.
    case resetting = 3
    /// On the way home, latched.
    case goingHome = 4
  }

  public var mode: GuardMode
  public var outcome: Outcome
  public var limits: LimitSet
  /// Of every joint's velocity limit, allowed in this tick; below 1 where it slowed down, 0 while the robot is held.
  public var speedShare: Double
  /// Of HOLD and LATCHED.
  public var reason: StopReason
  public var refusal: CommandRefusal
  /// The robot was stopped for a fault in this tick: write the flight recorder's rows to a file.
  public var isFault: Bool
  /// Commanded velocity and acceleration of every joint are 0.
  public var isAtRest: Bool
  /// Largest difference between a desired and the safe position, as a share of that joint's range; 0 without a command.
  public var deviationShare: Double

  /// What helps; empty while nothing is stopped.
  public var wayOut: String {
    switch mode {
    case .hold: reason.holdWayOut
    case .latched: reason.latchedWayOut
    case .disarmed, .armed, .policy, .expert, .reset: ""
    }
  }

  /// Latched and standing: a port with brakes may close them.
  public var mayCloseBrakes: Bool { mode == .latched && isAtRest && outcome == .held }
}
