import Vocabulary

extension TaskSpecification {
  init(_ definition: LocomotionDefinition) {
    let space = locomotionObservationSpace(definition)
    let differs = definition.differences.isEmpty ? "" : "; differs: " + definition.differences.joined(separator: "; ")
    self.init(
      id: definition.id, robot: definition.robot, observation: space,
      action: ActionSpace(
        elements: definition.joints.map {
          ActionElement(name: $0.name, scale: definition.power * $0.powerCoefficient, unit: "N·m")
        }),
      maximumSteps: definition.maximumSteps, stepSeconds: definition.controlSeconds,
      substeps: definition.physics.substeps, rewardText: definition.rewardText, successText: definition.successText,
      progressText: "Metres from the mean of the robot's parts to the target, \(definition.targetWords).",
      source: definition.source + differs, policyInput: .identity(dimension: space.dimension),
      cameras: definition.cameras.map(\.name))
  }
}

extension LocomotionDefinition {
  fileprivate var targetWords: String { "x = \(targetMeters.x) m, y = \(targetMeters.y) m" }

  fileprivate var rewardText: String {
    var standing: [String] = []
    if alive.minimumHeightMeters > 0 { standing.append("\(body) above \(alive.minimumHeightMeters) m") }
    if alive.maximumPitchRadians > 0 { standing.append("pitch below \(alive.maximumPitchRadians) rad") }
    if !alive.forbiddenContacts.isEmpty {
      standing.append("no contact of \(alive.forbiddenContacts.joined(separator: ", ")) in the step before")
    }
    return "\(alive.bonus) while it stands (\(standing.joined(separator: ", "))), else -1; plus metres gained towards "
      + "the target / \(controlSeconds) s; minus \(costs.electricity) times mean |action x 0.1 joint velocity|, "
      + "\(costs.stallTorque) times mean squared action, \(costs.jointAtLimit) for each joint at a limit."
  }

  fileprivate var successText: String {
    let end = alive.fallEnds ? "A fall terminates." : "Nothing terminates."
    if solvedReturn == 0 { return "None: the task is to go on. \(end)" }
    return "None: the task is to go on; a mean return of \(solvedReturn) is called solved. \(end)"
  }
}

/// Eight numbers of the body, two of each driven joint, one of each foot.
private func locomotionObservationSpace(_ definition: LocomotionDefinition) -> ObservationSpace {
  func component(_ name: String, _ unit: String, _ elements: [String], low: Double = -5, high: Double = 5)
    -> ObservationComponent
  {
    ObservationComponent(name: name, group: .observation, unit: unit, elements: elements, low: low, high: high)
  }
  let joints = definition.joints.flatMap { ["\($0.name).position", "\($0.name).speed"] }
  var components = [
    component("height", "m", ["z"]), component("targetDirection", "1", ["sine", "cosine"]),
    component("velocity", "0.3 m/s", ["x", "y", "z"]), component("posture", "rad", ["roll", "pitch"]),
    component("joints", "of the range, 0.1 rad/s", joints),
  ]
  if !definition.feet.isEmpty {
    components.append(component("groundContacts", "1", definition.feet, low: 0, high: 1))
  }
  return ObservationSpace(components: components)
}
