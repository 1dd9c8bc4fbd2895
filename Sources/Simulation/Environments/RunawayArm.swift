import Physics
import Vocabulary

/// Tells an arm whose controller has become unstable from one that moves.
///
/// Bullet bounds what a joint does in a step, so such an arm shakes in its place for ever: nothing of it becomes
/// infinite, and its tool stays within reach.
struct RunawayArm: Sendable {
  /// Motors of a simulation may overshoot what the hardware allows; nothing that works gets ten times as fast.
  static let beyond = 10.0

  private let names: [String]
  private let radiansPerSecond: [Double]

  init(_ description: RobotDescription) {
    names = description.armJoints.map(\.name)
    radiansPerSecond = description.armJoints.map { Self.beyond * $0.maximumRadiansPerSecond }
  }

  /// The first joint that is too fast, if any is.
  func joint(of arm: [JointID], in world: borrowing World) -> String? {
    for place in arm.indices where abs(world.jointVelocity(arm[place])) > radiansPerSecond[place] {
      return names[place]
    }
    return nil
  }
}
