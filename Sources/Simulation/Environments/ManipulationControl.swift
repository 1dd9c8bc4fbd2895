import Physics
import Vocabulary

/// The other ways to drive an arm: by pose, compliantly, by speed, by torque.
extension ManipulationScene {
  /// Asks the arm to bring the tool `meters` on and `rotation` (rotation vector, world axes) further.
  mutating func moveTool(by meters: SIMD3<Double>, turning rotation: SIMD3<Double>) {
    let target = target(meters, rotation)
    // Taken out while it is written: a span of a stored array locks all of `self`.
    var work: [Double] = []
    swap(&work, &solution)
    var positions = work.mutableSpan
    _ = world.inverseKinematics(postureSolver, link: tool, target: target, into: &positions)
    swap(&work, &solution)
    for place in arm.indices { drive(arm: place, to: solution[place]) }
  }

  /// The same as the target of an impedance.
  mutating func pullTool(by meters: SIMD3<Double>, turning rotation: SIMD3<Double>) {
    let target = target(meters, rotation)
    if isCompliant {
      world.setImpedanceTarget(of: tool.body, target)
      return
    }
    // The first command of an episode.
    isCompliant = true
    world.setImpedance(
      definition.control.impedance, of: tool, joints: arm, posture: description.armJoints.map(\.neutralRadians),
      maximumTorques: description.armJoints.map(\.motorNewtonMeters), target: target)
  }

  /// Asks one arm joint for a speed.
  mutating func turn(joint place: Int, at radiansPerSecond: Double) {
    world.setVelocityMotor(
      arm[place], target: radiansPerSecond, maximumForce: description.armJoints[place].motorNewtonMeters)
  }

  /// Turns one arm joint with a torque; its motor is off from here on.
  mutating func push(joint place: Int, with newtonMeters: Double) {
    world.disableMotor(arm[place])
    world.setJointTorque(arm[place], newtonMeters: newtonMeters)
  }

  /// From the tool's orientation to the task's, rotation vector, world axes.
  var uprightTurn: SIMD3<Double> {
    (definition.control.toolOrientation * world.pose(of: tool).orientation.conjugate).rotationVector
  }

  private func target(_ meters: SIMD3<Double>, _ rotation: SIMD3<Double>) -> Pose {
    let now = world.pose(of: tool)
    return Pose(
      position: allowed(now.position + meters), orientation: Quaternion(rotationVector: rotation) * now.orientation)
  }
}
