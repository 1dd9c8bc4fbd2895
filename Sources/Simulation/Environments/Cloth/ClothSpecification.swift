import Vocabulary

extension TaskSpecification {
  init(_ id: String, _ definition: ClothDefinition, reward: RewardForm, robot: RobotDescription) {
    let space = clothObservationSpace
    let control = definition.control
    self.init(
      id: id, robot: robot.name, observation: space,
      action: ActionSpace(elements: [
        ActionElement(name: "x", scale: control.toolMeters, unit: "m"),
        ActionElement(name: "y", scale: control.toolMeters, unit: "m"),
        ActionElement(name: "z", scale: control.toolMeters, unit: "m"),
        ActionElement(name: "gripper", scale: control.gripperMeters, unit: "m"),
      ]),
      maximumSteps: definition.maximumSteps, stepSeconds: ClothDefinition.stepSeconds,
      substeps: Int((ClothDefinition.stepSeconds / ClothDefinition.physicsStepSeconds).rounded()),
      rewardText: reward == .sparse
        ? "0 when the released sheet covers \(definition.coveredShare) of its area or more, else -1."
        : "Minus the share of the sheet's area that is not covered.",
      successText:
        "The episode terminates when the released sheet covers at least \(definition.coveredShare) of its area.",
      progressText:
        "Metres still to go: 1.5 times the way of the corner that lies farthest from its place, plus the distance from "
        + "tool to that corner while nothing is held; 0 at success.",
      source: definition.source, policyInput: clothPolicyInput(space),
      cameras: definition.cameras.map(\.name))
  }
}

/// Corners are counted counter-clockwise from node (0, 0), border middles from the one after it.
let clothObservationSpace: ObservationSpace = {
  let (axes, observation) = (["x", "y", "z"], ObservationGroup.observation)
  func four(_ axes: [String]) -> [String] { (0..<4).flatMap { corner in axes.map { "\(corner).\($0)" } } }
  return ObservationSpace(components: [
    ObservationComponent(name: "toolPosition", group: observation, unit: "m", elements: axes),
    ObservationComponent(name: "toolVelocity", group: observation, unit: "m/s", elements: axes),
    ObservationComponent(name: "fingerWidth", group: observation, unit: "m", elements: ["width"]),
    ObservationComponent(name: "held", group: observation, unit: "1", elements: ["held"], low: 0, high: 1),
    ObservationComponent(name: "cornerPositions", group: observation, unit: "m", elements: four(axes)),
    ObservationComponent(name: "borderPositions", group: observation, unit: "m", elements: four(axes)),
    ObservationComponent(name: "flatCorners", group: observation, unit: "m", elements: four(["x", "y"])),
    ObservationComponent(
      name: "achievedGoal", group: .achievedGoal, unit: "1", elements: ["covered"], low: 0, high: 2),
    ObservationComponent(
      name: "desiredGoal", group: .desiredGoal, unit: "1", elements: ["covered"], low: 0, high: 1),
  ])
}()

/// Corners as seen from the tool and from their places: what a hand has to do next.
private func clothPolicyInput(_ space: ObservationSpace) -> PolicyInput {
  func start(_ name: String) -> Int { space.range(of: name)?.lowerBound ?? 0 }
  let (tool, corners, flat) = (start("toolPosition"), start("cornerPositions"), start("flatCorners"))
  var elements: [PolicyInput.Element] = (0..<3).map { .scaled(index: tool + $0, scale: 5) }
  elements += (0..<3).map { .scaled(index: start("toolVelocity") + $0, scale: 2) }
  elements += [.scaled(index: start("fingerWidth"), scale: 20), .scaled(index: start("held"), scale: 1)]
  for corner in 0..<4 {
    elements += (0..<3).map { .difference(index: corners + 3 * corner + $0, minus: tool + $0, scale: 10) }
    elements += (0..<2).map {
      .difference(index: flat + 2 * corner + $0, minus: corners + 3 * corner + $0, scale: 10)
    }
  }
  elements.append(.scaled(index: start("achievedGoal"), scale: 1))
  return PolicyInput(elements: elements)
}
