import Physics
public import Vocabulary

/// Insert a peg into a hole: RLIF's first task on a real robot, with SERL's numbers, here on our own simulation.
///
/// The arm is a spring (`CartesianImpedance`) whose target the actions move; what the peg touches pushes back, and the
/// observation holds what a force sensor in the wrist would say.
public final class InsertionEnvironment: SimulatedEnvironment {
  public let specification: TaskSpecification
  public let definition: InsertionDefinition
  private let reward: RewardForm

  var scene: InsertionScene
  var episode = InsertionEpisode.none
  var record: EpisodeRecord

  init(
    _ specification: TaskSpecification, _ definition: InsertionDefinition, reward: RewardForm, robot: RobotModel
  ) throws(TaskError) {
    self.specification = specification
    self.definition = definition
    self.reward = reward
    do throws(PhysicsError) { scene = try InsertionScene(definition, robot: robot) } catch {
      throw .simulation(task: specification.id, reason: error)
    }
    record = EpisodeRecord(specification)
  }

  public func reset(seed: UInt64) throws(EnvironmentError) {
    record.begin()
    episode = InsertionEpisode(definition, seed: seed)
    scene.reset(episode)
    try record.refuse(observe())
    record.start(progress: leftToDo)
  }

  public func step(_ given: Span<Float>) throws(EnvironmentError) -> StepResult {
    try record.accept(given)
    scene.step(to: target)
    if let quantity = observe() {
      record.takeBack()
      return record.diverge(quantity, reward: reward == .sparse ? -1 : -record.progress)
    }
    let (left, success) = (leftToDo, isInserted)
    return record.end(
      reward: reward == .sparse ? (success ? 0 : -1) : -left, success: success, progress: success ? 0 : left)
  }

  public func copyObservation(into observation: inout MutableSpan<Float>) { record.copy(into: &observation) }

  public var progress: Double { record.progress }

  public var endsAtSuccess: Bool {
    get { record.endsAtSuccess }
    set { record.endsAtSuccess = newValue }
  }

  public var stateHash: UInt64 {
    var mixer = StateMixer(scene.stateHash)
    mixer.mix(record)
    mixer.mix(episode.goalYaw.bitPattern)
    return mixer.hash
  }

  public func makeExpert(_ quality: ExpertQuality) -> any Expert {
    InsertionExpert(definition, specification.observation, quality: quality)
  }

  // MARK: Acting

  /// The measured pose moved by the action, in the box around the goal as it is sensed.
  private var target: Pose {
    let (control, action) = (definition.control, record.action)
    let low = SIMD3(-control.placeMeters, -control.placeMeters, 0)
    let high = SIMD3(control.placeMeters, control.placeMeters, control.heightMeters)
    let move = SIMD3(action[0], action[1], action[2]) * control.toolMeters
    let turn = SIMD3(action[3], action[4], action[5]) * control.toolRadians
    let place = scene.toolPose.position + move - episode.sensedGoal
    let upright = SIMD3(0, 0, episode.goalYaw)
    let tilt = scene.toolRotation + turn - upright
    let rotation = upright + pointwiseMax(-control.limitRadians, pointwiseMin(control.limitRadians, tilt))
    return Pose(
      position: episode.sensedGoal + pointwiseMax(low, pointwiseMin(high, place)),
      orientation: Quaternion(rotationVector: rotation) * InsertionScene.down)
  }

  // MARK: Judging

  private var offset: SIMD3<Double> { scene.toolPose.position - episode.goal }
  private var turn: SIMD3<Double> { scene.toolRotation - SIMD3(0, 0, episode.goalYaw) }

  private var isInserted: Bool {
    let (offset, turn) = (offset, turn)
    for axis in 0..<3 {
      if abs(offset[axis]) >= definition.thresholdMeters[axis] { return false }
      if abs(turn[axis]) >= definition.thresholdRadians[axis] { return false }
    }
    return true
  }

  /// Metres, a radian counted as a decimetre.
  private var leftToDo: Double { length(offset) + 0.1 * length(turn) }

  /// - Returns: what has gone wrong, if anything.
  private func observe() -> String? {
    record.observe()
    let (velocity, rotation) = (scene.toolVelocity, scene.toolRotation)
    record.write(velocity.linear)
    record.write(velocity.angular)
    record.write(scene.wrench.force)
    record.write(scene.wrench.torque)
    record.write(scene.toolPose.position)
    record.write(rotation)
    record.write(episode.sensedGoal)
    record.write(SIMD3(0, 0, episode.goalYaw))
    guard scene.isFinite else { return EpisodeRecord.notFinite }
    return scene.runawayJoint ?? record.divergence
  }
}
