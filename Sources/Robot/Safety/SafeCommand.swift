/// Joint positions that went through the guard, with the verdict on them.
///
/// Only `SafetyGuard.tick` makes one, and it cannot be copied: a port sends what the guard made in this tick, once.
public struct SafeCommand: ~Copyable, Sendable {
  /// The most joints that a robot may have.
  public static let maximumJointCount = 16

  public let verdict: Verdict
  /// Values in `self[_:]`; 0 before the robot was measured for the first time: nothing is to be sent then.
  public let count: Int
  private let positions: InlineArray<16, Double>

  init(positions: InlineArray<16, Double>, count: Int, verdict: Verdict) {
    self.positions = positions
    self.count = count
    self.verdict = verdict
  }

  /// Target of a joint, rad or m: arm joints, then fingers.
  public subscript(joint: Int) -> Double {
    precondition(joint < count, "a safe command has a value for each joint")
    return positions[joint]
  }
}
