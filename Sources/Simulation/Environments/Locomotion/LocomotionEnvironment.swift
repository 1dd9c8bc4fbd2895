import Physics
public import Vocabulary

/// A walker of `sim/tasks/locomotion`: pybullet_envs' semantics on our own simulation.
///
/// One step is: torques of the action, four physics steps, measure, observe, look at the feet. So an observation tells
/// the contacts of the step before, and the bonus for standing looks at those, too. Nothing counts as success.
public final class LocomotionEnvironment: SimulatedEnvironment {
  public let specification: TaskSpecification
  public let definition: LocomotionDefinition
  var scene: LocomotionScene

  private var action: [Double]
  var observation: [Float]
  private var positions: [Float]
  private var speeds: [Float]
  var contacts: [Bool]
  private let forbidden: [Int]
  var referenceHeight = 0.0
  var distance = 0.0
  var pitch = 0.0
  var phase = Phase.fresh
  var steps = 0
  /// Of the last step.
  public private(set) var reward = LocomotionReward(alive: 0, progress: 0, electricity: 0, jointsAtLimit: 0)

  enum Phase: UInt64 { case fresh, running, ended }

  /// - Parameter model: path of the MJCF file.
  init(_ specification: TaskSpecification, _ definition: LocomotionDefinition, model: String) throws(TaskError) {
    self.specification = specification
    self.definition = definition
    do throws(PhysicsError) { scene = try LocomotionScene(definition, model: model) } catch {
      throw .simulation(task: definition.id, reason: error)
    }
    let joints = definition.joints.count
    action = Array(repeating: 0, count: joints)
    observation = Array(repeating: 0, count: specification.observation.dimension)
    positions = Array(repeating: 0, count: joints)
    speeds = Array(repeating: 0, count: joints)
    contacts = Array(repeating: false, count: definition.feet.count)
    forbidden = definition.feet.indices.filter { definition.alive.forbiddenContacts.contains(definition.feet[$0]) }
  }

  public func reset(seed: UInt64) throws(EnvironmentError) {
    var random = RandomStream(seed: seed).derived("start joints")
    let spread = definition.start.jointRadians
    try start(definition.joints.map { _ in random.uniform(-spread, spread) })
  }

  /// An episode whose driven joints start at `radians`, in the order of the action.
  public func start(_ radians: [Double]) throws(EnvironmentError) {
    precondition(radians.count == action.count, "a start has one angle per driven joint")
    phase = .fresh
    steps = 0
    scene.reset(radians)
    for place in contacts.indices { contacts[place] = false }
    let measured = scene.measure()
    let given = definition.start.referenceHeightMeters
    referenceHeight = given == 0 ? measured.bodyPose.position.z : given
    observe(measured)
    try checkDivergence()
    phase = .running
  }

  public func step(_ given: Span<Float>) throws(EnvironmentError) -> StepResult {
    switch phase {
    case .fresh: throw .stepBeforeReset(task: specification.id)
    case .ended: throw .stepAfterEnd(task: specification.id)
    case .running: break
    }
    try specification.accept(given, into: &action, step: steps + 1)
    scene.step(action)
    steps += 1
    if !scene.isFinite {
      // The observation stays that of the step before, the last one that can be trusted.
      phase = .ended
      return StepResult(
        outcome: .truncated, reward: 0, success: false, progress: distance,
        cause: .diverged(quantity: "a position or velocity is not finite"))
    }
    let before = distance
    observe(scene.measure())
    var touched = false
    for foot in forbidden where contacts[foot] { touched = true }
    let alive = definition.alive.reward(
      heightMeters: Double(observation[0]) + referenceHeight, pitchRadians: pitch, touchedBefore: touched)
    for place in contacts.indices { contacts[place] = scene.touchesGround(foot: place) }
    reward = LocomotionReward(
      alive: alive,
      progress: locomotionProgress(before: before, after: distance, stepSeconds: definition.controlSeconds),
      electricity: definition.costs.electricityReward(action: action.span, speeds: speeds.span),
      jointsAtLimit: definition.costs.limitReward(positions: positions.span))
    let fallen = alive < 0 && definition.alive.fallEnds
    let outcome: StepOutcome = fallen ? .terminated : steps >= definition.maximumSteps ? .truncated : .running
    if outcome != .running { phase = .ended }
    return StepResult(
      outcome: outcome, reward: reward.sum, success: false, progress: distance,
      cause: fallen ? .failure("the body fell") : outcome == .truncated ? .timeLimit : nil)
  }

  public func copyObservation(into observation: inout MutableSpan<Float>) {
    precondition(observation.count == self.observation.count, "an observation has one place per element")
    for place in self.observation.indices { observation[place] = self.observation[place] }
  }

  public var progress: Double { distance }

  /// The world, and what the task keeps: contacts, reference height, step and whether the episode has ended.
  public var stateHash: UInt64 {
    var hash = scene.stateHash
    func mix(_ word: UInt64) {
      // FNV-1a's step on whole words, with a shift so that high bits reach the low ones.
      hash = (hash ^ word) &* 0x100_0000_01b3
      hash ^= hash >> 32
    }
    for contact in contacts { mix(contact ? 1 : 0) }
    for word in [referenceHeight.bitPattern, UInt64(steps), phase.rawValue] { mix(word) }
    return hash
  }

  public func makeExpert(_ quality: ExpertQuality) throws(TaskError) -> any Expert {
    throw .noExpert(task: specification.id)
  }

  // MARK: Observing

  private func observe(_ measured: LocomotionMeasurement) {
    distance = measured.distance(to: definition.targetMeters)
    pitch = measured.bodyPose.orientation.rollPitchYaw.y
    let posture = locomotionPosture(
      measured, referenceHeightMeters: referenceHeight, targetMeters: definition.targetMeters)
    for place in 0..<8 { observation[place] = posture[place] }
    var at = 8
    for place in positions.indices {
      positions[place] = scene.relativePosition(place)
      speeds[place] = scene.speed(place)
      observation[at] = min(5, max(-5, positions[place]))
      observation[at + 1] = min(5, max(-5, speeds[place]))
      at += 2
    }
    for contact in contacts {
      observation[at] = contact ? 1 : 0
      at += 1
    }
  }

  private func checkDivergence() throws(EnvironmentError) {
    guard scene.isFinite else {
      throw .diverged(task: specification.id, quantity: "a position or velocity is not finite", step: steps)
    }
  }
}
