import Vocabulary

extension TaskSpecification {
  /// What a definition, a robot and the forms of an id mean for whoever uses the task.
  init(_ identifier: TaskIdentifier, _ definition: TaskDefinition, robot: RobotDescription) {
    let space = definition.observationSpace(robot: robot)
    self.init(
      id: identifier.description, robot: robot.name, observation: space,
      action: identifier.form.space(control: definition.control, robot: robot),
      maximumSteps: definition.maximumSteps,
      stepSeconds: definition.physics.stepSeconds * Double(definition.physics.substeps),
      substeps: definition.physics.substeps, rewardText: definition.rewardText(identifier.reward),
      successText: definition.successText(identifier.reward),
      progressText: definition.progressText, source: definition.source,
      policyInput: PolicyInput(elements: definition.policyInput.flatMap { $0.elements(in: space) }),
      cameras: definition.cameras.map(\.name))
    randomizationText = definition.randomization.text
  }
}

extension TaskDefinition {
  func rewardText(_ form: RewardForm) -> String {
    switch (reward, form) {
    case (.lifting, .sparse): "1 at success, else 0."
    case (.lifting, .dense):
      "0.3 exp(-20 d) + 0.7 h: d is the distance from tool to object in metres, h the achieved share of \(goal.leastMeters) m of lift, within 0 to 1."
    case (.goal, .sparse):
      switch goal.measure {
      case .distance: "0 within \(thresholdMeters) m of the desired goal, -1 outside."
      case .rotation: "0 where 1 - <q, g>^2 is at most \(thresholdRotation), else -1."
      case .shortfall: "0 once \(goal.achieved.words) is \(least) or more, -1 before."
      }
    case (.goal, .dense):
      switch goal.measure {
      case .distance: "Minus the distance from \(goal.achieved.words) to the desired goal, in metres."
      case .rotation: "Minus 1 - <q, g>^2, q the object's and g the desired orientation."
      case .shortfall: "Minus what \(goal.achieved.words) lacks of \(least)."
      }
    }
  }

  func successText(_ form: RewardForm) -> String {
    let condition =
      switch goal.measure {
      case .distance: "\(goal.achieved.words) is less than \(thresholdMeters) m from the desired goal"
      case .rotation: "1 - <q, g>^2 is below \(thresholdRotation), q the object's and g the desired orientation"
      case .shortfall: "\(goal.achieved.words) is more than \(least)"
      }
    let held = reward == .lifting && form == .dense ? " and the tool is nearer than 0.05 m" : ""
    let box =
      failure == FailureDefinition() ? "" : " It also terminates, without success, when the object leaves its box."
    return "The episode terminates when \(condition)\(held).\(box)"
  }

  private var least: String {
    openingUnit == "rad" ? "\(goal.leastRadians) rad" : "\(goal.leastMeters) m"
  }

  var progressText: String {
    let parts = progress.map { $0.weight == 1 ? $0.measure.words : "\($0.weight) times \($0.measure.words)" }
    let turns = progress.contains {
      $0.measure == .objectTurnToGoal || ($0.measure == .missing && openingUnit == "rad")
    }
    return "\(turns ? "Metres and radians" : "Metres") still to go: \(parts.joined(separator: " plus ")); 0 at success."
  }
}

extension GoalDefinition.Achieved {
  var words: String {
    switch self {
    case .toolPosition: "the tool"
    case .objectPosition: "the object"
    case .objectPositions: "all objects together"
    case .objectOrientation: "the object's orientation"
    case .lift: "the object's height above its start"
    case .opening: "the opening"
    }
  }
}

extension ProgressMeasure {
  var words: String {
    switch self {
    case .toolToGoal: "the distance from tool to goal"
    case .toolToObject: "the distance from tool to object"
    case .objectToGoal: "the distance from object to goal"
    case .secondObjectToGoal: "the distance from the second object to its goal"
    case .toolToNextObject: "the distance from tool to the first object that is not in its place"
    case .toolToPushStart: "the tool's way to the place behind the object"
    case .objectTurnToGoal: "the angle between the object's and the desired orientation"
    case .toolToHandle: "the distance from tool to handle"
    case .missing: "what is missing of the wanted lift or opening"
    }
  }
}
