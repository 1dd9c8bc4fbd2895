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
  var observation: [Float]
  /// Of the step before: what is shown again when a step breaks the simulation.
  var lastObservation: [Float]
  private var action: [Double]
  var delay: ActionDelay
  var episode = Episode.none
  var phase = Phase.fresh
  var steps = 0
  var lastProgress = 0.0
  private let goalStart: Int
  private let goals: GoalRewards

  enum Phase: UInt64 { case fresh, running, ended }

  init(
    _ identifier: TaskIdentifier, _ definition: TaskDefinition, robot: RobotModel, assets: String
  ) throws(TaskError) {
    self.identifier = identifier
    self.definition = definition
    specification = TaskSpecification(identifier, definition, robot: robot.description)
    do throws(PhysicsError) { scene = try ManipulationScene(definition, robot: robot, assets: assets) } catch {
      throw .simulation(task: identifier.description, reason: error)
    }
    observation = Array(repeating: 0, count: specification.observation.dimension)
    lastObservation = observation
    action = Array(repeating: 0, count: specification.action.dimension)
    delay = ActionDelay(
      dimension: action.count, mostSteps: definition.randomization.latencySteps.y)
    goals = GoalRewards(
      dimension: definition.goalDimension, measure: definition.goal.measure, threshold: definition.threshold,
      form: identifier.reward)
    goalRewards = definition.reward == .goal ? goals : nil
    goalStart = observation.count - 2 * goals.dimension
  }

  public func reset(seed: UInt64) throws(EnvironmentError) {
    phase = .fresh
    steps = 0
    episode = Episode(definition, seed: seed)
    scene.reset(episode)
    delay.reset()
    observe()
    if let quantity = divergence {
      throw .diverged(task: specification.id, quantity: quantity, step: 0)
    }
    lastProgress = definition.progress(situation, success: isReached(distance))
    phase = .running
  }

  public func step(_ action: Span<Float>) throws(EnvironmentError) -> StepResult {
    switch phase {
    case .fresh: throw .stepBeforeReset(task: specification.id)
    case .ended: throw .stepAfterEnd(task: specification.id)
    case .running: break
    }
    try specification.accept(action, into: &self.action, step: steps + 1)
    if episode.variation.latencySteps > 0 { delay.exchange(&self.action, steps: episode.variation.latencySteps) }
    command()
    scene.step()
    steps += 1
    swap(&observation, &lastObservation)
    observe()
    if let quantity = divergence { return diverged(quantity) }

    let distance = distance
    let success = isReached(distance)
    lastProgress = definition.progress(situation, success: success)
    var cause: EndCause?
    if success {
      cause = .success
    } else if hasFailed {
      cause = .failure("the object left its box")
    } else if steps >= definition.maximumSteps {
      cause = .timeLimit
    }
    let outcome: StepOutcome = cause == nil ? .running : cause == .timeLimit ? .truncated : .terminated
    if outcome != .running { phase = .ended }
    return StepResult(
      outcome: outcome, reward: reward(distance, success), success: success, progress: lastProgress, cause: cause)
  }

  /// The episode is over, and nobody sees what broke it.
  private func diverged(_ quantity: String) -> StepResult {
    swap(&observation, &lastObservation)
    phase = .ended
    return StepResult(
      outcome: .truncated, reward: reward(distance, false), success: false, progress: lastProgress,
      cause: .diverged(quantity: quantity))
  }

  public func copyObservation(into observation: inout MutableSpan<Float>) {
    precondition(observation.count == self.observation.count, "an observation has one place per element")
    for place in self.observation.indices { observation[place] = self.observation[place] }
  }

  public var progress: Double { lastProgress }

  /// The world, and what the task adds: the goal, the step and whether the episode has ended.
  public var stateHash: UInt64 {
    var hash = scene.stateHash
    func mix(_ word: UInt64) {
      // FNV-1a's step on whole words, with a shift so that high bits reach the low ones.
      hash = (hash ^ word) &* 0x100_0000_01b3
      hash ^= hash >> 32
    }
    for element in episode.goalElements { mix(element.bitPattern) }
    mix(UInt64(steps))
    mix(phase.rawValue)
    if definition.randomization.isActive {
      for word in episode.variation.words { mix(word) }
      delay.forEachWord(mix)
    }
    return hash
  }

  // MARK: Acting

  private func command() {
    let control = definition.control
    switch identifier.form {
    case .tool: commandTool(SIMD3(action[0], action[1], action[2]) * control.toolMeters)
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

  private func commandTool(_ meters: SIMD3<Double>) {
    let control = definition.control
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
  private var distance: Double {
    let seen = observation
    let all = seen.span
    return goals.measure.distance(
      all, from: goalStart, all, from: goalStart + goals.dimension, count: goals.dimension)
  }

  private func isReached(_ distance: Double) -> Bool {
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

  private var hasFailed: Bool {
    if definition.objects.isEmpty { return false }
    let place = scene.objectPose(0).position
    let box = definition.failure
    for axis in 0..<3 where place[axis] < box.objectLowMeters[axis] || place[axis] > box.objectHighMeters[axis] {
      return true
    }
    return false
  }
}
