import CBullet

extension World {
  /// Adds a torque to a joint in every physics step until it is set again; a reset clears it.
  ///
  /// pybullet's TORQUE_CONTROL, except that pybullet forgets the torque after one step. The joint's motor acts beside
  /// it: motors are off after a reset, `disableMotor` switches one off later.
  ///
  /// - Parameter newtonMeters: N·m, or N for a prismatic joint; finite.
  public func setJointTorque(_ joint: JointID, newtonMeters: Double) {
    check(joint)
    precondition(newtonMeters.isFinite, "a joint torque is a finite number")
    unsafe cb_set_joint_torque(handle, joint.body.index, Int32(joint.index), newtonMeters)
  }

  /// What `setJointTorque` last asked for, N·m or N.
  public func jointTorque(_ joint: JointID) -> Double {
    check(joint)
    return unsafe cb_joint_torque(handle, joint.body.index, Int32(joint.index))
  }
}

// The equation of motion M(q) a + h(q, v) = f. Columns and rows are those of `jacobian`; a floating base's first six are
// the acceleration of its link frame's origin and its angular acceleration, and in f the force at that point and the
// torque about it, world axes. h holds Coriolis, centrifugal and gyroscopic forces and the world's gravity. Drag, joint
// damping, limits, motors and contacts are not in it.
extension World {
  /// M, kg, kg·m and kg·m²: symmetric and positive definite.
  ///
  /// - Parameter matrix: degrees of freedom squared.
  public func massMatrix(of body: BodyID, into matrix: inout MutableSpan<Double>) {
    let count = degreesOfFreedom(of: body)
    precondition(matrix.count == count * count, "this mass matrix has \(count * count) elements")
    unsafe matrix.withUnsafeMutableBufferPointer { buffer in
      unsafe cb_mass_matrix(handle, body.index, buffer.baseAddress)
    }
  }

  /// f that gives the present state these accelerations: pybullet's `calculateInverseDynamics`.
  ///
  /// - Parameters:
  ///   - accelerations: m/s² and rad/s².
  ///   - forces: N and N·m.
  public func inverseDynamics(
    of body: BodyID, accelerations: Span<Double>, into forces: inout MutableSpan<Double>
  ) {
    let count = degreesOfFreedom(of: body)
    precondition(accelerations.count == count && forces.count == count, "this body has \(count) degrees of freedom")
    unsafe accelerations.withUnsafeBufferPointer { given in
      unsafe forces.withUnsafeMutableBufferPointer { buffer in
        unsafe cb_inverse_dynamics(handle, body.index, given.baseAddress, buffer.baseAddress)
      }
    }
  }

  /// h: what holds the present velocities, and with them at zero what carries the robot's weight.
  public func biasForces(of body: BodyID, into forces: inout MutableSpan<Double>) {
    let count = degreesOfFreedom(of: body)
    precondition(forces.count == count, "this body has \(count) degrees of freedom")
    unsafe forces.withUnsafeMutableBufferPointer { buffer in
      unsafe cb_inverse_dynamics(handle, body.index, nil, buffer.baseAddress)
    }
  }
}
