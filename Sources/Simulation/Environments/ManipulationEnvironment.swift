import Physics
public import Vocabulary

/// A task of `sim/tasks/manipulation` on a robot of `robots`: panda-gym's semantics on our own simulation.
///
/// One step is: clip the action, count the targets from what is measured now, run the physics steps, observe. All
/// random choices of an episode come from the seed of its `reset`, which takes the world back to its blueprint, so nothing
/// that came before moves it.
public final class ManipulationEnvironment: SimulatedEnvironment {
  public let specification: TaskSpecification
  public let definition: TaskDefinition
  public let identifier: TaskIdentifier
  public let goalRewards: GoalRewards?

  var scene: ManipulationScene
  var record: EpisodeRecord
  var delay: ActionDelay
  var episode = Episode.none
  private let goalStart: Int
  private let goals: GoalRewards

  init(
    _ identifier: TaskIdentifier, _ definition: TaskDefinition, robot: RobotModel, assets: String
  ) throws(TaskError) {
    self.identifier = identifier
    self.definition = definition
    specification = TaskSpecification(identifier, definition, robot: robot.description)
    do throws(PhysicsError) { scene = try ManipulationScene(definition, robot: robot, assets: assets) } catch {
      throw .simulation(task: identifier.description, reason: error)
    }
    record = EpisodeRecord(specification)
    delay = ActionDelay(
      dimension: specification.action.dimension, mostSteps: definition.randomization.latencySteps.y)
    goals = GoalRewards(
      dimension: definition.goalDimension, measure: definition.goal.measure, threshold: definition.threshold,
      form: identifier.reward)
    goalRewards = definition.reward == .goal ? goals : nil
    goalStart = specification.observation.dimension - 2 * goals.dimension
  }

  public func reset(seed: UInt64) throws(EnvironmentError) {
    record.begin()
    episode = Episode(definition, seed: seed)
    scene.reset(episode)
    delay.reset()
    try record.refuse(observe())
    record.start(progress: definition.progress(situation, success: isReached(distance)))
  }

  public func step(_ action: Span<Float>) throws(EnvironmentError) -> StepResult {
    try record.accept(action)
    let latency = episode.variation.latencySteps
    if latency > 0 { delay.exchange(&record.action, steps: latency) }
    command(record.action)
    scene.step()
    if let quantity = observe() {
      // The episode is over, and nobody sees what broke it.
      record.takeBack()
      return record.diverge(quantity, reward: reward(distance, false))
    }
    let distance = distance
    let success = isReached(distance)
    return record.end(
      reward: reward(distance, success), success: success, failure: hasFailed ? "the object left its box" : nil,
      progress: definition.progress(situation, success: success))
  }

  public func copyObservation(into observation: inout MutableSpan<Float>) { record.copy(into: &observation) }

  public var progress: Double { record.progress }

  public var endsAtSuccess: Bool {
    get { record.endsAtSuccess }
    set { record.endsAtSuccess = newValue }
  }

  /// The world, and what the task adds: the goal, the step and whether the episode has ended.
  public var stateHash: UInt64 {
    var mixer = StateMixer(scene.stateHash)
    for element in episode.goalElements { mixer.mix(element.bitPattern) }
    mixer.mix(record)
    if definition.randomization.isActive {
      for word in episode.variation.words { mixer.mix(word) }
      delay.forEachWord { mixer.mix($0) }
    }
    return mixer.hash
  }

  // MARK: Acting

  func command(_ action: [Double]) {
    let control = definition.control
    switch identifier.form {
    case .tool: commandTool(action)
    case .joints:
      for place in 0..<scene.armCount {
        let amount = action[place] * specification.action.elements[place].scale
        switch control.joints {
        case .position: scene.turn(joint: place, by: amount)
        case .velocity: scene.turn(joint: place, at: amount)
        case .torque: scene.push(joint: place, with: amount)
        }
      }
    }
    switch control.gripper {
    case .free: scene.open(by: action[action.count - 1] * control.gripperMeters)
    case .blocked: scene.shut()
    }
  }

  private func commandTool(_ action: [Double]) {
    let control = definition.control
    let meters = SIMD3(action[0], action[1], action[2]) * control.toolMeters
    if control.tool == .position { return scene.moveTool(by: meters) }
    let turn = SIMD3(action[3], action[4], action[5]) * control.toolRadians
    if control.tool == .pose {
      scene.moveTool(by: meters, turning: turn)
    } else {
      scene.pullTool(by: meters, turning: turn)
    }
  }

  // MARK: Judging

  /// Between the achieved and the desired goal, both as the observation has them.
  var distance: Double {
    let seen = record.shown
    let all = seen.span
    return goals.measure.distance(
      all, from: goalStart, all, from: goalStart + goals.dimension, count: goals.dimension)
  }

  func isReached(_ distance: Double) -> Bool {
    let reached = isSuccess(distance: distance, threshold: goals.threshold)
    // gym_hil's dense reward goes with a success that needs the object at the tool.
    if definition.reward == .lifting && identifier.reward == .dense { return reached && toolToObject < 0.05 }
    return reached
  }

  private func reward(_ distance: Double, _ success: Bool) -> Double {
    switch definition.reward {
    case .goal: identifier.reward.reward(distance: distance, threshold: goals.threshold)
    case .lifting:
      identifier.reward.liftingReward(
        toolToObjectMeters: toolToObject, liftShare: 1 - distance / definition.goal.leastMeters, success: success)
    }
  }

  private var toolToObject: Double { length(scene.objectPose(0).position - scene.toolPosition) }

  var hasFailed: Bool {
    if scene.objectCount == 0 { return false }
    let place = scene.objectPose(0).position
    let box = definition.failure
    for axis in 0..<3 where place[axis] < box.objectLowMeters[axis] || place[axis] > box.objectHighMeters[axis] {
      return true
    }
    return false
  }
}
