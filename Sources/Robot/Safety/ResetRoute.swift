/// Where RESET goes, and how far it has come.
struct ResetRoute: Sendable {
  /// Poses in order: perhaps one of retracting, then the task's start.
  private(set) var poses: [[Double]] = []
  private(set) var leg = 0
  var beganAt: UInt64 = 0
  /// When it arrived; nil on the way.
  private(set) var arrivedAt: UInt64?

  init() {}

  init(poses: [[Double]], now: UInt64) {
    self.poses = poses
    beganAt = now
  }

  var lastLeg: Int { poses.count - 1 }

  func target(_ joint: Int) -> Double { poses[leg][joint] }

  /// The pose of this leg is reached.
  mutating func advance(now: UInt64) {
    if leg < lastLeg { leg += 1 } else if arrivedAt == nil { arrivedAt = now }
  }
}
