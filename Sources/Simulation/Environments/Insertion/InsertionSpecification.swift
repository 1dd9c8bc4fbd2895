import Vocabulary

extension TaskSpecification {
  init(_ id: String, _ definition: InsertionDefinition, reward: RewardForm, robot: RobotDescription) {
    let (space, control) = (insertionObservationSpace, definition.control)
    let (metres, radians) = (definition.thresholdMeters, definition.thresholdRadians)
    self.init(
      id: id, robot: robot.name, observation: space,
      action: ActionSpace(
        elements: ["x", "y", "z"].map { ActionElement(name: $0, scale: control.toolMeters, unit: "m") }
          + ["roll", "pitch", "yaw"].map { ActionElement(name: $0, scale: control.toolRadians, unit: "rad") }),
      maximumSteps: definition.maximumSteps, stepSeconds: InsertionDefinition.stepSeconds,
      substeps: InsertionDefinition.substeps,
      rewardText: reward == .sparse
        ? "0 when the peg is in, else -1."
        : "Minus the distance from the tool to its goal in metres, minus a tenth of the angle to it in radians.",
      successText:
        "The episode terminates when the tool is within \(metres.x), \(metres.y), \(metres.z) m and \(radians.x), \(radians.y), \(radians.z) rad of the goal, which it can reach with the peg in the hole only.",
      progressText: "Metres still to go, a radian counted as 0.1 m; 0 at success.", source: definition.source,
      policyInput: insertionPolicyInput(space), cameras: definition.cameras.map(\.name))
  }
}

/// Rotations are rotation vectors from the tool that points straight down; forces are in the tool's axes.
let insertionObservationSpace: ObservationSpace = {
  let (axes, observation) = (["x", "y", "z"], ObservationGroup.observation)
  let pose = ["x", "y", "z", "rx", "ry", "rz"]
  return ObservationSpace(components: [
    ObservationComponent(name: "toolVelocity", group: observation, unit: "m/s", elements: axes),
    ObservationComponent(
      name: "toolAngularVelocity", group: observation, unit: "rad/s", elements: axes, low: -50, high: 50),
    ObservationComponent(name: "force", group: observation, unit: "N", elements: axes, low: -2000, high: 2000),
    ObservationComponent(name: "torque", group: observation, unit: "N m", elements: axes, low: -500, high: 500),
    ObservationComponent(name: "achievedGoal", group: .achievedGoal, unit: "m, rad", elements: pose),
    ObservationComponent(name: "desiredGoal", group: .desiredGoal, unit: "m, rad", elements: pose),
  ])
}()

/// The way to the goal, how fast the tool moves and what it feels.
private func insertionPolicyInput(_ space: ObservationSpace) -> PolicyInput {
  func start(_ name: String) -> Int { space.range(of: name)?.lowerBound ?? 0 }
  let (achieved, desired) = (start("achievedGoal"), start("desiredGoal"))
  var elements: [PolicyInput.Element] = []
  for axis in 0..<3 { elements.append(.difference(index: desired + axis, minus: achieved + axis, scale: 20)) }
  for axis in 3..<6 { elements.append(.difference(index: desired + axis, minus: achieved + axis, scale: 4)) }
  for axis in 0..<3 { elements.append(.scaled(index: start("toolVelocity") + axis, scale: 10)) }
  for axis in 0..<3 { elements.append(.scaled(index: start("toolAngularVelocity") + axis, scale: 2)) }
  for axis in 0..<3 { elements.append(.scaled(index: start("force") + axis, scale: 0.1)) }
  for axis in 0..<3 { elements.append(.scaled(index: start("torque") + axis, scale: 1)) }
  return PolicyInput(elements: elements)
}
