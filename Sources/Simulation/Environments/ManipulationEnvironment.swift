import Physics
public import Vocabulary

/// A task of `sim/tasks` on a robot of `robots`: panda-gym's semantics on our own simulation.
///
/// One step is: clip the action, count the targets from what is measured now, run the physics steps, observe. All
/// random choices of an episode come from the seed of its `reset`, and the world is rebuilt there, so nothing that came
/// before moves it.
public final class ManipulationEnvironment: SimulatedEnvironment {
  public let specification: TaskSpecification
  public let definition: TaskDefinition
  public let identifier: TaskIdentifier

  var scene: ManipulationScene
  private var observation: [Float]
  private var action: [Double]
  private var episode = Episode.none
  private var phase = Phase.fresh
  private var steps = 0
  private var lastProgress = 0.0

  private enum Phase: UInt64 { case fresh, running, ended }

  init(
    _ identifier: TaskIdentifier, _ definition: TaskDefinition, robot: RobotModel
  ) throws(TaskError) {
    self.identifier = identifier
    self.definition = definition
    specification = TaskSpecification(identifier, definition, robot: robot.description)
    do throws(PhysicsError) { scene = try ManipulationScene(definition, robot: robot) } catch {
      throw .simulation(task: identifier.description, reason: error)
    }
    observation = Array(repeating: 0, count: specification.observation.dimension)
    action = Array(repeating: 0, count: specification.action.dimension)
  }

  public func reset(seed: UInt64) throws(EnvironmentError) {
    phase = .fresh
    steps = 0
    episode = Episode(definition, seed: seed)
    scene.reset(episode)
    observe()
    try checkDivergence()
    lastProgress = definition.progress(situation, success: false)
    if isSuccess(distanceMeters: distance, thresholdMeters: definition.thresholdMeters) { lastProgress = 0 }
    phase = .running
  }

  public func step(_ action: Span<Float>) throws(EnvironmentError) -> StepResult {
    switch phase {
    case .fresh: throw .stepBeforeReset(task: specification.id)
    case .ended: throw .stepAfterEnd(task: specification.id)
    case .running: break
    }
    try specification.accept(action, into: &self.action, step: steps + 1)
    command()
    scene.step()
    steps += 1
    observe()
    do throws(EnvironmentError) { try checkDivergence() } catch {
      phase = .ended
      throw error
    }

    let distance = distance
    let success = isSuccess(distanceMeters: distance, thresholdMeters: definition.thresholdMeters)
    lastProgress = definition.progress(situation, success: success)
    let outcome: StepOutcome = success ? .terminated : steps >= definition.maximumSteps ? .truncated : .running
    if outcome != .running { phase = .ended }
    let reward = identifier.reward.reward(distanceMeters: distance, thresholdMeters: definition.thresholdMeters)
    return StepResult(outcome: outcome, reward: reward, success: success, progress: lastProgress)
  }

  public func copyObservation(into observation: inout MutableSpan<Float>) {
    precondition(observation.count == self.observation.count, "an observation has one place per element")
    for place in self.observation.indices { observation[place] = self.observation[place] }
  }

  public var progress: Double { lastProgress }

  /// The world, and what the task adds: the goal, the step and whether the episode has ended.
  public var stateHash: UInt64 {
    var hash = scene.stateHash
    for word in [
      episode.goal.x.bitPattern, episode.goal.y.bitPattern, episode.goal.z.bitPattern, UInt64(steps), phase.rawValue,
    ] {
      // FNV-1a's step on whole words, with a shift so that high bits reach the low ones.
      hash = (hash ^ word) &* 0x100_0000_01b3
      hash ^= hash >> 32
    }
    return hash
  }

  // MARK: Acting

  private func command() {
    let control = definition.control
    switch identifier.form {
    case .tool: scene.moveTool(by: SIMD3(action[0], action[1], action[2]) * control.toolMeters)
    case .joints:
      for place in 0..<scene.armCount { scene.turn(joint: place, by: action[place] * control.jointRadians) }
    }
    switch control.gripper {
    case .free: scene.open(by: action[action.count - 1] * control.gripperMeters)
    case .blocked: scene.shut()
    }
  }

  // MARK: Observing

  private var situation: Situation {
    var situation = Situation()
    situation.tool = scene.toolPosition
    situation.width = scene.fingerWidth
    situation.object = scene.objectPose.position
    situation.objectSize = definition.object.extents
    situation.goal = episode.goal
    return situation
  }

  /// |achieved − desired|, both as the observation has them.
  private var distance: Double { goalDistance(rounded(achieved), episode.goal) }

  private var achieved: SIMD3<Double> {
    switch definition.goal.achieved {
    case .toolPosition: scene.toolPosition
    case .objectPosition: scene.objectPose.position
    }
  }

  private func observe() {
    var place = 0
    for term in definition.observation {
      switch term {
      case .toolPosition: write(scene.toolPosition, at: &place)
      case .toolVelocity: write(scene.toolVelocity, at: &place)
      case .fingerWidth: write(scene.fingerWidth, at: &place)
      case .jointPositions: for joint in 0..<scene.armCount { write(scene.jointPosition(joint), at: &place) }
      case .jointVelocities: for joint in 0..<scene.armCount { write(scene.jointVelocity(joint), at: &place) }
      case .objectPosition: write(scene.objectPose.position, at: &place)
      case .objectOrientation: write(scene.objectPose.orientation.rollPitchYaw, at: &place)
      case .objectLinearVelocity: write(scene.objectVelocity.linear, at: &place)
      case .objectAngularVelocity: write(scene.objectVelocity.angular, at: &place)
      }
    }
    write(achieved, at: &place)
    write(episode.goal, at: &place)
  }

  private func write(_ value: Double, at place: inout Int) {
    observation[place] = Float(value)
    place += 1
  }

  private func write(_ value: SIMD3<Double>, at place: inout Int) {
    write(value.x, at: &place)
    write(value.y, at: &place)
    write(value.z, at: &place)
  }

  /// Nothing in these scenes gets a hundred times as far or as fast as its declared bound unless the simulation, or the
  /// task file, has gone wrong.
  private func checkDivergence() throws(EnvironmentError) {
    guard scene.isFinite else {
      throw .diverged(task: specification.id, quantity: "a position or velocity is not finite", step: steps)
    }
    var start = 0
    for component in specification.observation.components {
      for offset in 0..<component.count where !(abs(Double(observation[start + offset])) <= 100 * component.high) {
        throw .diverged(task: specification.id, quantity: component.name, step: steps)
      }
      start += component.count
    }
  }
}

private func rounded(_ v: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(Double(Float(v.x)), Double(Float(v.y)), Double(Float(v.z)))
}
