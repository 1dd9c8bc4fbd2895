public import Vocabulary

/// The newest command, in joint space; the caller keeps one and fills it in place.
public struct DesiredMotion: Equatable, Sendable {
  /// rad, m: arm joints, then fingers.
  public var jointPositions: [Double]
  public var authority: Authority
  /// Of the command, rising. Between two commands the positions may move on (interpolation) under the same number.
  public var number: UInt64 = 0
  /// Of the lease under which it was given, rising.
  public var epoch: UInt64 = 0
  /// When the observation that it answers was sensed, the robot's monotonic clock; an expert's may be 0.
  public var observedNanoseconds: UInt64 = 0
  /// Time since the command arrived, the robot's monotonic clock.
  public var ageNanoseconds: UInt64 = 0

  public init(jointPositions: [Double], authority: Authority) {
    self.jointPositions = jointPositions
    self.authority = authority
  }

  var isFinite: Bool {
    var sum = 0.0
    for value in jointPositions { sum += value - value }
    return sum == 0
  }
}
