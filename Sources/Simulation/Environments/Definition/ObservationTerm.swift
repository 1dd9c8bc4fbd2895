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
  /// x, y, z, w of the same rotation.
  case objectQuaternion
  case objectLinearVelocity, objectAngularVelocity
  /// The same of the second object.
  case secondObjectPosition, secondObjectOrientation, secondObjectLinearVelocity, secondObjectAngularVelocity
  /// Middle of the fixture's handle.
  case handlePosition
  /// The way the handle goes while the fixture opens: horizontal, length 1.
  case handleDirection
  /// Of the fixture's joint, metres or radians, and per second.
  case opening, openingVelocity

  /// How many objects there must be.
  public var objectsNeeded: Int {
    switch self {
    case .objectPosition, .objectOrientation, .objectQuaternion, .objectLinearVelocity, .objectAngularVelocity: 1
    case .secondObjectPosition, .secondObjectOrientation, .secondObjectLinearVelocity, .secondObjectAngularVelocity: 2
    case .toolPosition, .toolVelocity, .fingerWidth, .jointPositions, .jointVelocities, .handlePosition,
      .handleDirection, .opening, .openingVelocity:
      0
    }
  }

  /// True for what needs a fixture.
  public var concernsFixture: Bool {
    [.handlePosition, .handleDirection, .opening, .openingVelocity].contains(self)
  }

  /// The run of elements that the term becomes on a robot.
  ///
  /// - Parameter openingUnit: of the fixture's joint, `m` or `rad`.
  public func component(robot: RobotDescription, openingUnit: String = "m") -> ObservationComponent {
    ObservationComponent(
      name: rawValue, group: .observation, unit: unit(openingUnit), elements: elements(robot: robot), low: -bound,
      high: bound)
  }

  /// panda-gym declares ±10 everywhere, but a cube that is knocked over turns at up to 50 rad/s, there and here.
  private var bound: Double { self == .objectAngularVelocity || self == .secondObjectAngularVelocity ? 100 : 10 }

  private func unit(_ openingUnit: String) -> String {
    switch self {
    case .toolPosition, .fingerWidth, .objectPosition, .secondObjectPosition, .handlePosition: "m"
    case .toolVelocity, .objectLinearVelocity, .secondObjectLinearVelocity: "m/s"
    case .objectOrientation, .secondObjectOrientation, .jointPositions: "rad"
    case .objectAngularVelocity, .secondObjectAngularVelocity, .jointVelocities: "rad/s"
    case .objectQuaternion, .handleDirection: "1"
    case .opening: openingUnit
    case .openingVelocity: "\(openingUnit)/s"
    }
  }

  private func elements(robot: RobotDescription) -> [String] {
    switch self {
    case .toolPosition, .toolVelocity, .objectPosition, .objectLinearVelocity, .objectAngularVelocity,
      .secondObjectPosition, .secondObjectLinearVelocity, .secondObjectAngularVelocity, .handlePosition:
      ["x", "y", "z"]
    case .fingerWidth: ["width"]
    case .objectOrientation, .secondObjectOrientation: ["roll", "pitch", "yaw"]
    case .objectQuaternion: ["x", "y", "z", "w"]
    case .handleDirection: ["x", "y"]
    case .opening, .openingVelocity: ["joint"]
    case .jointPositions, .jointVelocities: robot.armJoints.map(\.name)
    }
  }
}

extension TaskDefinition {
  /// The flat observation space: the declared terms, then the achieved and the desired goal.
  func observationSpace(robot: RobotDescription) -> ObservationSpace {
    let (unit, elements) = goalElements
    let goals = [
      ObservationComponent(name: "achievedGoal", group: .achievedGoal, unit: unit, elements: elements),
      ObservationComponent(name: "desiredGoal", group: .desiredGoal, unit: unit, elements: elements),
    ]
    return ObservationSpace(
      components: observation.map { $0.component(robot: robot, openingUnit: openingUnit) } + goals)
  }

  /// Of the fixture's joint.
  var openingUnit: String { goal.leastRadians > 0 ? "rad" : "m" }

  private var goalElements: (unit: String, elements: [String]) {
    switch goal.achieved {
    case .toolPosition, .objectPosition: ("m", ["x", "y", "z"])
    case .objectPositions: ("m", objects.indices.flatMap { place in ["x", "y", "z"].map { "\(place).\($0)" } })
    case .objectOrientation: ("1", ["x", "y", "z", "w"])
    case .lift: ("m", ["lift"])
    case .opening: (openingUnit, ["opening"])
    }
  }
}
