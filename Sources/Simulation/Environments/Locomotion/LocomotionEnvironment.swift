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

  var record: EpisodeRecord
  private var positions: [Float]
  private var speeds: [Float]
  var contacts: [Bool]
  private let forbidden: [Int]
  var referenceHeight = 0.0
  var distance = 0.0
  var pitch = 0.0
  /// Of the last step.
  public private(set) var reward = LocomotionReward(alive: 0, progress: 0, electricity: 0, jointsAtLimit: 0)

  /// - Parameter model: path of the MJCF file.
  init(_ specification: TaskSpecification, _ definition: LocomotionDefinition, model: String) throws(TaskError) {
    self.specification = specification
    self.definition = definition
    do throws(PhysicsError) { scene = try LocomotionScene(definition, model: model) } catch {
      throw .simulation(task: definition.id, reason: error)
    }
    let joints = definition.joints.count
    record = EpisodeRecord(specification)
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
    precondition(radians.count == positions.count, "a start has one angle per driven joint")
    record.begin()
    scene.reset(radians)
    for place in contacts.indices { contacts[place] = false }
    let measured = scene.measure()
    let given = definition.start.referenceHeightMeters
    referenceHeight = given == 0 ? measured.bodyPose.position.z : given
    try record.refuse(observe(measured))
    record.start(progress: distance)
  }

  public func step(_ given: Span<Float>) throws(EnvironmentError) -> StepResult {
    try record.accept(given)
    scene.step(record.action)
    let before = distance
    if let quantity = observe(scene.measure()) {
      record.takeBack()
      distance = before
      return record.diverge(quantity, reward: 0)
    }
    var touched = false
    for foot in forbidden where contacts[foot] { touched = true }
    let alive = definition.alive.reward(
      heightMeters: Double(record.shown[0]) + referenceHeight, pitchRadians: pitch, touchedBefore: touched)
    for place in contacts.indices { contacts[place] = scene.touchesGround(foot: place) }
    reward = LocomotionReward(
      alive: alive,
      progress: locomotionProgress(before: before, after: distance, stepSeconds: definition.controlSeconds),
      electricity: definition.costs.electricityReward(action: record.action.span, speeds: speeds.span),
      jointsAtLimit: definition.costs.limitReward(positions: positions.span))
    let fallen = alive < 0 && definition.alive.fallEnds
    return record.end(
      reward: reward.sum, success: false, failure: fallen ? "the body fell" : nil, progress: distance)
  }

  public func copyObservation(into observation: inout MutableSpan<Float>) { record.copy(into: &observation) }

  public var progress: Double { record.progress }

  public var endsAtSuccess: Bool {
    get { record.endsAtSuccess }
    set { record.endsAtSuccess = newValue }
  }

  /// The world, and what the task keeps: contacts, reference height, step and whether the episode has ended.
  public var stateHash: UInt64 {
    var mixer = StateMixer(scene.stateHash)
    for contact in contacts { mixer.mix(contact ? 1 : 0) }
    mixer.mix(referenceHeight.bitPattern)
    mixer.mix(record)
    return mixer.hash
  }

  public func makeExpert(_ quality: ExpertQuality) throws(TaskError) -> any Expert {
    throw .noExpert(task: specification.id)
  }

  // MARK: Observing

  /// - Returns: what has gone wrong, if anything.
  private func observe(_ measured: LocomotionMeasurement) -> String? {
    distance = measured.distance(to: definition.targetMeters)
    pitch = measured.bodyPose.orientation.rollPitchYaw.y
    let posture = locomotionPosture(
      measured, referenceHeightMeters: referenceHeight, targetMeters: definition.targetMeters)
    record.observe()
    for place in 0..<8 { record.write(posture[place]) }
    for place in positions.indices {
      positions[place] = scene.relativePosition(place)
      speeds[place] = scene.speed(place)
      record.write(min(5, max(-5, positions[place])))
      record.write(min(5, max(-5, speeds[place])))
    }
    for contact in contacts { record.write(contact ? Float(1) : 0) }
    return divergence(measured)
  }

  /// What is shown is clipped to ±5: what runs away is seen before.
  private func divergence(_ measured: LocomotionMeasurement) -> String? {
    guard scene.isFinite else { return EpisodeRecord.notFinite }
    let bound = 5 * EpisodeRecord.beyond
    if !(abs(measured.bodyPose.position.z - referenceHeight) <= bound) { return "height" }
    for place in positions.indices where !(Double(abs(positions[place])) <= bound) {
      return definition.joints[place].name
    }
    return nil
  }
}
