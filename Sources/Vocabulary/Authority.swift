/// Who commands the robot during one control step.
///
/// The raw values are stored in replay buffers and recordings: they never change.
public enum Authority: UInt8, Codable, Sendable, CaseIterable {
  /// Nobody: held, resetting or disarmed. Produces no transitions.
  case none = 0
  case policy = 1
  case expert = 2
}
