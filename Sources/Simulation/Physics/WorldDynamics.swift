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
