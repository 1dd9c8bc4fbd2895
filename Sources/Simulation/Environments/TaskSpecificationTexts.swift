import Vocabulary

extension TaskSpecification {
  /// What a definition, a robot and the forms of an id mean for whoever uses the task.
  init(_ identifier: TaskIdentifier, _ definition: TaskDefinition, robot: RobotDescription) {
    let space = observationSpace(definition.observation, robot: robot)
    self.init(
      id: identifier.description, robot: robot.name, observation: space,
      action: identifier.form.space(control: definition.control, robot: robot),
      maximumSteps: definition.maximumSteps,
      stepSeconds: definition.physics.stepSeconds * Double(definition.physics.substeps),
      substeps: definition.physics.substeps, rewardText: definition.rewardText(identifier.reward),
      successText:
        "The episode terminates when \(definition.goal.achieved.words) is less than \(definition.thresholdMeters) m from the desired goal.",
      progressText: definition.progressText, source: definition.source,
      policyInput: PolicyInput(elements: definition.policyInput.flatMap { $0.elements(in: space) }))
  }
}

extension TaskDefinition {
  func rewardText(_ form: RewardForm) -> String {
    switch form {
    case .sparse: "0 within \(thresholdMeters) m of the desired goal, -1 outside."
    case .dense: "Minus the distance from \(goal.achieved.words) to the desired goal, in metres."
    }
  }

  var progressText: String {
    let parts = progress.map { $0.weight == 1 ? $0.measure.words : "\($0.weight) times \($0.measure.words)" }
    return "Metres still to go: \(parts.joined(separator: " plus ")); 0 at success."
  }
}

extension GoalDefinition.Achieved {
  var words: String {
    switch self {
    case .toolPosition: "the tool"
    case .objectPosition: "the object"
    }
  }
}

extension ProgressMeasure {
  var words: String {
    switch self {
    case .toolToGoal: "the distance from tool to goal"
    case .toolToObject: "the distance from tool to object"
    case .objectToGoal: "the distance from object to goal"
    case .toolToPushStart: "the tool's way to the place behind the object"
    }
  }
}
