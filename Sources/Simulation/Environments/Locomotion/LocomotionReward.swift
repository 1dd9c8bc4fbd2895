/// The parts of a walker's reward; pybullet_envs, `WalkerBaseBulletEnv.step`.
public struct LocomotionReward: Equatable, Sendable {
  public var alive: Double
  /// Metres gained towards the target, per step's length in seconds.
  public var progress: Double
  public var electricity: Double
  public var jointsAtLimit: Double

  public init(alive: Double, progress: Double, electricity: Double, jointsAtLimit: Double) {
    self.alive = alive
    self.progress = progress
    self.electricity = electricity
    self.jointsAtLimit = jointsAtLimit
  }

  public var sum: Double { alive + progress + electricity + jointsAtLimit }
}

extension AliveDefinition {
  /// The bonus where the robot stands, else −1; `alive_bonus` of robot_locomotors.py.
  ///
  /// - Parameter touchedBefore: whether one of `forbiddenContacts` touched the ground as the last observation told.
  public func reward(heightMeters: Double, pitchRadians: Double, touchedBefore: Bool) -> Double {
    let high = minimumHeightMeters == 0 || heightMeters > minimumHeightMeters
    let upright = maximumPitchRadians == 0 || abs(pitchRadians) < maximumPitchRadians
    return high && upright && !touchedBefore ? bonus : -1
  }
}

/// What the step brought nearer to the target, per second: both distances in metres.
public func locomotionProgress(before: Double, after: Double, stepSeconds: Double) -> Double {
  -after / stepSeconds - (-before / stepSeconds)
}

extension LocomotionCosts {
  /// −electricity · mean |a · s| − stallTorque · mean a².
  ///
  /// - Parameters:
  ///   - action: a, clipped to [-1, 1].
  ///   - speeds: s, 0.1 times the joints' velocities, in the order of the action.
  public func electricityReward(action: Span<Double>, speeds: Span<Float>) -> Double {
    precondition(action.count == speeds.count, "an action has one element per driven joint")
    var (power, square) = (0.0, 0.0)
    for place in 0..<action.count {
      power += abs(action[place] * Double(speeds[place]))
      square += action[place] * action[place]
    }
    let count = Double(action.count)
    return -electricity * (power / count) - stallTorque * (square / count)
  }

  /// - Parameter positions: of the driven joints, −1 at the lower and 1 at the upper limit.
  public func limitReward(positions: Span<Float>) -> Double {
    var count = 0
    for place in 0..<positions.count where abs(positions[place]) > 0.99 { count += 1 }
    return -jointAtLimit * Double(count)
  }
}
