import Physics
public import Vocabulary

/// A manipulation task as a robot's driver has it: joints that are measured and driven in every control tick, and sensors that
/// are read once per policy step. What the task's `step` does in one, its driver does in parts, with a guard between.
///
/// Control tick: the task's physics step. The order of joints is that of `RobotDescription`: arm, then fingers.
public final class ManipulationTwin {
  /// What the sensors see of the task.
  public struct Sight: Equatable, Sendable {
    public var success: Bool
    /// The task has failed: an object left its box.
    public var hasFailed: Bool
    /// What is left to do, as `StepResult.progress`.
    public var progress: Double
    /// What has broken in the simulation, if anything.
    public var diverged: String?
  }

  public let specification: TaskSpecification
  public let robot: RobotDescription
  public let tickSeconds: Double
  private let environment: ManipulationEnvironment
  private let massCount: Int
  private var jacobian: [Double]
  private var action: [Double]

  /// - Throws: `noTwin` for a task whose actions are no joint positions in the end: speeds, torques, impedances.
  public init(_ environment: any SimulatedEnvironment) throws(TaskError) {
    guard let environment = environment as? ManipulationEnvironment else {
      throw .noTwin(task: environment.specification.id, reason: "it has no arm at a table")
    }
    let control = environment.definition.control
    let isDriven =
      environment.identifier.form == .tool ? control.tool != .impedance : control.joints == .position
    guard isDriven else {
      throw .noTwin(
        task: environment.specification.id, reason: "its actions are not joint positions in the end")
    }
    self.environment = environment
    specification = environment.specification
    robot = environment.scene.description
    tickSeconds = environment.definition.physics.stepSeconds
    massCount = environment.scene.world.degreesOfFreedom(of: environment.scene.tool.body)
    jacobian = Array(repeating: 0, count: 6 * massCount)
    action = Array(repeating: 0, count: specification.action.dimension)
  }

  /// Of arm and fingers.
  public var jointCount: Int { environment.scene.arm.count + environment.scene.fingers.count }
  public var armJointCount: Int { environment.scene.arm.count }

  /// Starts an episode; every random choice of it comes from `seed`.
  public func reset(seed: UInt64) throws(EnvironmentError) { try environment.reset(seed: seed) }

  public func copyObservation(into observation: inout MutableSpan<Float>) {
    environment.copyObservation(into: &observation)
  }

  // MARK: Joints

  /// rad, m
  public func position(of joint: Int) -> Double { environment.scene.world.jointPosition(id(joint)) }

  /// rad/s, m/s
  public func velocity(of joint: Int) -> Double { environment.scene.world.jointVelocity(id(joint)) }

  private func id(_ joint: Int) -> JointID {
    let arm = environment.scene.arm.count
    return joint < arm ? environment.scene.arm[joint] : environment.scene.fingers[joint - arm]
  }

  /// The tool frame's origin, base frame, metres.
  public var toolPosition: SIMD3<Double> { environment.scene.toolPosition - base }

  /// ∂(tool position)/∂(arm joints), base frame, 3 rows, row-major, m/rad.
  public func readJacobian(into rows: inout MutableSpan<Double>) {
    var work: [Double] = []
    swap(&work, &jacobian)
    var all = work.mutableSpan
    environment.scene.world.jacobian(of: environment.scene.tool, into: &all)
    swap(&work, &jacobian)
    let arm = environment.scene.arm.count
    // Arm joints are the first that move, in the order of their links.
    for row in 0..<3 { for joint in 0..<arm { rows[row * arm + joint] = jacobian[row * massCount + joint] } }
  }

  /// Norm of what all contacts did to the tool and to what hangs on it in the last tick, newtons.
  public var contactForce: Double {
    let scene = environment.scene.contactForce
    return (scene * scene).sum().squareRoot()
  }

  // MARK: Acting

  /// Where an action asks the joints to be at the end of a policy step, counted from where they are now.
  ///
  /// - Parameters:
  ///   - action: [action dimension], clipped to [-1, 1].
  ///   - goals: [jointCount], rad and m.
  public func goals(of action: Span<Float>, into goals: inout MutableSpan<Double>) {
    for place in action.indices { self.action[place] = Double(min(1, max(-1, action[place]))) }
    let control = environment.definition.control
    let arm = environment.scene.arm.count
    switch environment.identifier.form {
    case .tool:
      // Solves inverse kinematics and drives the motors there; the next tick drives them where the guard says.
      environment.command(self.action)
      for place in 0..<arm { goals[place] = environment.scene.solution[place] }
    case .joints:
      for place in 0..<arm {
        goals[place] =
          environment.scene.jointPosition(place) + self.action[place] * specification.action.elements[place].scale
      }
    }
    var width = 0.0
    if control.gripper == .free {
      width = environment.scene.fingerWidth + (self.action.last ?? 0) * control.gripperMeters
    }
    for (place, finger) in robot.gripper.joints.enumerated() {
      goals[arm + place] = min(
        finger.upperMeters, max(finger.lowerMeters, width / Double(robot.gripper.joints.count)))
    }
  }

  /// Joint positions that bring the tool `meters` nearer to the middle of where it works, out of whatever it leans against:
  /// the first leg of the way to the start. Fingers stay as they are.
  public func retraction(meters: Double) -> [Double] {
    let middle = SIMD3(0.4, 0, 0.4) + base
    let way = middle - environment.scene.toolPosition
    let distance = (way * way).sum().squareRoot()
    environment.scene.moveTool(by: way * min(1, meters / max(distance, 1e-9)))
    return environment.scene.solution + (armJointCount..<jointCount).map(position)
  }

  /// Drives the joints to their targets for one control tick.
  ///
  /// - Parameter targets: [jointCount], rad and m.
  public func tick(_ targets: Span<Double>) {
    let arm = environment.scene.arm.count
    for place in 0..<arm { environment.scene.drive(arm: place, to: targets[place]) }
    for place in environment.scene.fingers.indices {
      environment.scene.drive(finger: place, to: targets[arm + place])
    }
    environment.scene.world.step(1)
  }

  /// Reads the sensors at the end of a policy step.
  public func sense() -> Sight {
    let broken = environment.observe()
    let success = broken == nil && environment.isReached(environment.distance)
    return Sight(
      success: success, hasFailed: broken == nil && environment.hasFailed,
      progress: environment.definition.progress(environment.situation, success: success), diverged: broken)
  }

  private var base: SIMD3<Double> {
    environment.definition.scene.baseMeters + robot.mountOffsetMeters
  }
}
