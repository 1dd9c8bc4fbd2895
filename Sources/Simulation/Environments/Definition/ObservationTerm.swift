public import Vocabulary

/// The words from which a task's observation is put together; SI units, world frame.
public enum ObservationTerm: String, Codable, Sendable, CaseIterable {
  case toolPosition, toolVelocity
  /// Sum of the finger positions: the opening between the fingers.
  case fingerWidth
  /// Arm joints in command order.
  case jointPositions, jointVelocities
  /// Centre of mass.
  case objectPosition
  /// Roll, pitch, yaw: R = Rz(yaw) · Ry(pitch) · Rx(roll).
  case objectOrientation
  case objectLinearVelocity, objectAngularVelocity

  /// True for what needs an object on the table.
  public var concernsObject: Bool {
    switch self {
    case .objectPosition, .objectOrientation, .objectLinearVelocity, .objectAngularVelocity: true
    case .toolPosition, .toolVelocity, .fingerWidth, .jointPositions, .jointVelocities: false
    }
  }

  /// The run of elements that the term becomes on a robot.
  public func component(robot: RobotDescription) -> ObservationComponent {
    ObservationComponent(
      name: rawValue, group: .observation, unit: unit, elements: elements(robot: robot), low: -bound, high: bound)
  }

  /// panda-gym declares ±10 everywhere, but a cube that is knocked over turns at up to 50 rad/s, there and here.
  private var bound: Double { self == .objectAngularVelocity ? 100 : 10 }

  private var unit: String {
    switch self {
    case .toolPosition, .fingerWidth, .objectPosition: "m"
    case .toolVelocity, .objectLinearVelocity: "m/s"
    case .objectOrientation, .jointPositions: "rad"
    case .objectAngularVelocity, .jointVelocities: "rad/s"
    }
  }

  private func elements(robot: RobotDescription) -> [String] {
    switch self {
    case .toolPosition, .toolVelocity, .objectPosition, .objectLinearVelocity, .objectAngularVelocity: ["x", "y", "z"]
    case .fingerWidth: ["width"]
    case .objectOrientation: ["roll", "pitch", "yaw"]
    case .jointPositions, .jointVelocities: robot.armJoints.map(\.name)
    }
  }
}

/// Builds the flat observation space: the declared terms, then the achieved and the desired goal.
func observationSpace(_ terms: [ObservationTerm], robot: RobotDescription) -> ObservationSpace {
  let goals = [
    ObservationComponent(name: "achievedGoal", group: .achievedGoal, unit: "m", elements: ["x", "y", "z"]),
    ObservationComponent(name: "desiredGoal", group: .desiredGoal, unit: "m", elements: ["x", "y", "z"]),
  ]
  return ObservationSpace(components: terms.map { $0.component(robot: robot) } + goals)
}
