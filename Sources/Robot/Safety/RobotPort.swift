/// A robot that is driven by joint positions: hardware or its simulated twin.
///
/// It takes only what a guard has made, so nothing drives it around the guard.
public protocol RobotPort {
  associatedtype Failure: Error

  /// Measures; called once per control period, before the guard's tick.
  mutating func read(into reading: inout RobotReading) throws(Failure)

  /// Sends; a command with `count` 0 moves nothing.
  mutating func send(_ command: consuming SafeCommand) throws(Failure)
}
