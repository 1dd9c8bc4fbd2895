import CBullet
public import Vocabulary

/// A spring and a damper between an arm's tool and a target, as accelerations: the arm answers as if it had a unit mass
/// in every direction.
///
/// O. Khatib's operational space formulation (1987) with the gains of gym_hil's `opspace.py`. The force on what stands
/// in the way is the gain times the error times the arm's effective mass there, some kilograms.
public struct CartesianImpedance: Codable, Equatable, Sendable {
  /// 1/s², of the position.
  public var stiffness = 200.0
  /// 1/s², of the orientation.
  public var rotationalStiffness = 200.0
  /// Of both, and of the posture; 1 comes to rest without overshoot.
  public var dampingRatio = 1.0
  /// 1/s², of the pull to the posture in the directions that leave the tool alone.
  public var postureStiffness = 0.5

  public init() {}
}

extension World {
  /// Lets joints hold a link to a pose like a spring, by torques that are computed anew in every physics step, until
  /// `clearImpedance` or a reset. Their motors go off; `setJointTorque` on them has no effect meanwhile.
  ///
  /// - Parameters:
  ///   - link: its frame is held; the body's base is fixed.
  ///   - joints: at most 16; the others are held by their own motors, or the law takes them for held.
  ///   - posture: where the joints should stand as far as the link leaves them free, radians or metres.
  ///   - maximumTorques: N·m or N, one per joint.
  ///   - target: world.
  public func setImpedance(
    _ impedance: CartesianImpedance, of link: LinkID, joints: [JointID], posture: [Double], maximumTorques: [Double],
    target: Pose
  ) {
    check(link)
    precondition((1...16).contains(joints.count), "an impedance has 1 to 16 joints, not \(joints.count)")
    precondition(posture.count == joints.count && maximumTorques.count == joints.count, "one value per joint")
    for joint in joints {
      check(joint)
      precondition(joint.body == link.body, "the joints move another body than this link's")
    }
    var settings = cb_impedance(
      stiffness: impedance.stiffness, rotational_stiffness: impedance.rotationalStiffness,
      posture_stiffness: impedance.postureStiffness, damping_ratio: impedance.dampingRatio)
    let goal = target.components
    let places = joints.map { Int32($0.index) }
    unsafe cb_set_impedance(
      handle, link.body.index, Int32(link.index), places, Int32(places.count), posture, maximumTorques, &settings,
      [goal.0, goal.1, goal.2, goal.3, goal.4, goal.5, goal.6])
  }

  /// Moves the target of a body's impedance; allocates nothing.
  public func setImpedanceTarget(of body: BodyID, _ target: Pose) {
    check(body)
    var goal = target.components
    unsafe withUnsafeBytes(of: &goal) {
      unsafe cb_set_impedance_target(handle, body.index, $0.assumingMemoryBound(to: Double.self).baseAddress)
    }
  }

  /// The joints of a body's impedance go limp.
  public func clearImpedance(of body: BodyID) {
    check(body)
    unsafe cb_clear_impedance(handle, body.index)
  }
}
