import CBullet
public import Vocabulary

extension World {
  /// Radians or metres.
  public func jointPosition(_ joint: JointID) -> Double {
    check(joint)
    return unsafe cb_joint_position(handle, joint.body.index, Int32(joint.index))
  }

  /// rad/s or m/s.
  public func jointVelocity(_ joint: JointID) -> Double {
    check(joint)
    return unsafe cb_joint_velocity(handle, joint.body.index, Int32(joint.index))
  }

  /// Puts a joint somewhere at once, without forces; its motor keeps its command.
  public func resetJoint(_ joint: JointID, position: Double, velocity: Double = 0) {
    check(joint)
    unsafe cb_reset_joint(handle, joint.body.index, Int32(joint.index), position, velocity)
  }

  /// Drives a joint to a position: in every step the motor asks for the velocity
  /// `positionGain · (target − q) / stepSeconds + q̇ + velocityGain · (targetVelocity − q̇)` and gets it as far as its
  /// force allows. pybullet's POSITION_CONTROL with its default gains; as there, a target beyond the joint's limits is
  /// moved to the limit.
  ///
  /// - Parameters:
  ///   - target: radians or metres.
  ///   - maximumForce: N·m or N; 0 switches the motor off.
  ///   - targetVelocity: rad/s or m/s.
  public func setPositionMotor(
    _ joint: JointID, target: Double, maximumForce: Double, positionGain: Double = 0.1, velocityGain: Double = 1,
    targetVelocity: Double = 0
  ) {
    check(joint)
    unsafe cb_set_motor(
      handle, joint.body.index, Int32(joint.index), target, positionGain, targetVelocity, velocityGain, maximumForce)
  }

  /// Drives a joint at a velocity, rad/s or m/s, with at most `maximumForce`: pybullet's VELOCITY_CONTROL.
  public func setVelocityMotor(
    _ joint: JointID, target: Double, maximumForce: Double, velocityGain: Double = 1
  ) {
    check(joint)
    unsafe cb_set_motor(handle, joint.body.index, Int32(joint.index), 0, 0, target, velocityGain, maximumForce)
  }

  /// Lets a joint swing freely.
  public func disableMotor(_ joint: JointID) {
    check(joint)
    unsafe cb_set_motor(handle, joint.body.index, Int32(joint.index), 0, 0, 0, 0, 0)
  }

  // MARK: Jacobian and inverse kinematics

  /// Columns of `jacobian`: one per movable joint in link order, and six more first when the base floats.
  public func degreesOfFreedom(of body: BodyID) -> Int {
    check(body)
    return unsafe Int(cb_dof_count(handle, body.index))
  }

  /// Jacobian of the point `localPoint` of a link, link frame, metres.
  ///
  /// - Parameter jacobian: 6 × degrees of freedom, row-major; rows 0–2 linear (m/s per rad/s or m/s), rows 3–5 angular,
  ///   world axes. Columns of a floating base: linear x y z and angular x y z of its link frame.
  public func jacobian(of link: LinkID, at localPoint: SIMD3<Double> = .zero, into jacobian: inout MutableSpan<Double>)
  {
    check(link)
    let count = 6 * degreesOfFreedom(of: link.body)
    precondition(jacobian.count == count, "this Jacobian has \(count) elements")
    var point = (localPoint.x, localPoint.y, localPoint.z)
    unsafe withUnsafeBytes(of: &point) { point in
      unsafe jacobian.withUnsafeMutableBufferPointer { buffer in
        unsafe cb_jacobian(
          handle, link.body.index, Int32(link.index), point.assumingMemoryBound(to: Double.self).baseAddress,
          buffer.baseAddress)
      }
    }
  }

  /// Joint positions that bring a link's frame to `target` (world), inside the joint limits; changes nothing in the
  /// world. Deterministic and free of allocation.
  ///
  /// - Parameter positions: order of `solver.joints`; holds the start, receives the best found.
  /// - Returns: what is left to the target; large where it cannot be reached.
  public func inverseKinematics(
    _ solver: borrowing InverseKinematics, link: LinkID, target: Pose, from positions: inout MutableSpan<Double>
  ) -> InverseKinematics.Residual {
    check(link)
    let count = solver.indices.count
    for index in 0..<count { check(solver.joints[index]) }
    precondition(solver.joints[0].body == link.body, "the joints move another body than this link's")
    precondition(positions.count == count, "there is one position per joint")
    precondition(solver.posture.isEmpty || solver.posture.count == count, "a posture has one position per joint")
    var settings = unsafe cb_ik_settings(
      iterations: Int32(solver.iterations), damping: solver.damping, metres_per_radian: solver.metresPerRadian,
      position_tolerance: solver.positionTolerance, orientation_tolerance: solver.orientationTolerance,
      maximum_change: solver.maximumChange, posture: nil, posture_share: solver.postureShare)
    var residual = (0.0, 0.0)
    var goal = target.components
    let indices = solver.indices.span
    let posture = solver.posture.span
    unsafe indices.withUnsafeBufferPointer { joints in
      unsafe positions.withUnsafeMutableBufferPointer { buffer in
        unsafe posture.withUnsafeBufferPointer { posture in
          unsafe withUnsafeMutableBytes(of: &residual) { left in
            unsafe withUnsafeBytes(of: &goal) { goal in
              if posture.count > 0 { unsafe settings.posture = posture.baseAddress }
              unsafe cb_inverse_kinematics(
                handle, link.body.index, Int32(link.index), joints.baseAddress, Int32(count),
                goal.assumingMemoryBound(to: Double.self).baseAddress, &settings, buffer.baseAddress,
                left.assumingMemoryBound(to: Double.self).baseAddress)
            }
          }
        }
      }
    }
    return InverseKinematics.Residual(metres: residual.0, radians: residual.1)
  }

  /// The same, starting from the joints' present positions.
  public func inverseKinematics(
    _ solver: borrowing InverseKinematics, link: LinkID, target: Pose, into positions: inout MutableSpan<Double>
  ) -> InverseKinematics.Residual {
    precondition(positions.count == solver.joints.count, "there is one position per joint")
    for index in 0..<positions.count { positions[index] = jointPosition(solver.joints[index]) }
    return inverseKinematics(solver, link: link, target: target, from: &positions)
  }
}
