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
  var observation: [Float]
  private var action: [Double]
  var phase = Phase.fresh
  var steps = 0
  var lastProgress = 0.0

  enum Phase: UInt64 { case fresh, running, ended }

  init(
    _ specification: TaskSpecification, _ definition: InsertionDefinition, reward: RewardForm, robot: RobotModel
  ) throws(TaskError) {
    self.specification = specification
    self.definition = definition
    self.reward = reward
    do throws(PhysicsError) { scene = try InsertionScene(definition, robot: robot) } catch {
      throw .simulation(task: specification.id, reason: error)
    }
    observation = Array(repeating: 0, count: specification.observation.dimension)
    action = Array(repeating: 0, count: specification.action.dimension)
  }

  public func reset(seed: UInt64) throws(EnvironmentError) {
    phase = .fresh
    steps = 0
    episode = InsertionEpisode(definition, seed: seed)
    scene.reset(episode)
    guard scene.isFinite else {
      throw .diverged(task: specification.id, quantity: "a position or velocity is not finite", step: 0)
    }
    observe()
    lastProgress = leftToDo
    phase = .running
  }

  public func step(_ given: Span<Float>) throws(EnvironmentError) -> StepResult {
    switch phase {
    case .fresh: throw .stepBeforeReset(task: specification.id)
    case .ended: throw .stepAfterEnd(task: specification.id)
    case .running: break
    }
    try specification.accept(given, into: &action, step: steps + 1)
    scene.step(to: target)
    steps += 1
    guard scene.isFinite else {
      phase = .ended
      return StepResult(
        outcome: .truncated, reward: reward == .sparse ? -1 : -leftToDo, success: false, progress: lastProgress,
        cause: .diverged(quantity: "a position or velocity is not finite"))
    }
    observe()
    let success = isInserted
    lastProgress = success ? 0 : leftToDo
    let outcome: StepOutcome = success ? .terminated : steps >= definition.maximumSteps ? .truncated : .running
    if outcome != .running { phase = .ended }
    return StepResult(
      outcome: outcome, reward: reward == .sparse ? (success ? 0 : -1) : -leftToDo, success: success,
      progress: lastProgress, cause: success ? .success : outcome == .truncated ? .timeLimit : nil)
  }

  public func copyObservation(into observation: inout MutableSpan<Float>) {
    precondition(observation.count == self.observation.count, "an observation has one place per element")
    for place in self.observation.indices { observation[place] = self.observation[place] }
  }

  public var progress: Double { lastProgress }

  public var stateHash: UInt64 {
    var hash = scene.stateHash
    for word in [UInt64(steps), phase.rawValue, episode.goalYaw.bitPattern] {
      // FNV-1a's step on whole words, with a shift so that high bits reach the low ones.
      hash = (hash ^ word) &* 0x100_0000_01b3
      hash ^= hash >> 32
    }
    return hash
  }

  public func makeExpert(_ quality: ExpertQuality) -> any Expert {
    InsertionExpert(definition, specification.observation, quality: quality)
  }

  // MARK: Acting

  /// The measured pose moved by the action, in the box around the goal as it is sensed.
  private var target: Pose {
    let control = definition.control
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

  private func observe() {
    var place = 0
    func write(_ value: Double) {
      observation[place] = Float(value)
      place += 1
    }
    func write(_ vector: SIMD3<Double>) { for axis in 0..<3 { write(vector[axis]) } }
    let (velocity, rotation) = (scene.toolVelocity, scene.toolRotation)
    let position = scene.toolPose.position
    write(velocity.linear)
    write(velocity.angular)
    write(scene.wrench.force)
    write(scene.wrench.torque)
    write(position)
    write(rotation)
    write(episode.sensedGoal)
    write(SIMD3(0, 0, episode.goalYaw))
  }
}
