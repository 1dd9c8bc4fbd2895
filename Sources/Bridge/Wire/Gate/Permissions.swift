/// Who may send what. The hub talks with everybody, everybody else with the hub alone.
extension MessageKind {
  /// Roles that may send this kind.
  public var senders: [Role] {
    switch self {
    case .hello: [.robot, .teleop, .observer, .actor, .learner]
    case .welcome, .refusal: [.hub]
    case .farewell, .ping, .pong, .rejection: Role.allCases
    // The hub passes on what the robot senses and says.
    case .observation, .picture, .robotStatus: [.hub, .robot]
    // A person commands the hub, the hub the robot.
    case .command: [.hub, .teleop]
    case .leaseRequest, .leaseRenewal, .leaseRelease: [.teleop]
    case .leaseGrant, .leaseRevocation, .leaseDenial: [.hub]
    case .event: [.hub, .robot, .teleop, .actor]
    // The robot where the policy runs beside it; the hub hands on to a learner.
    case .transition: [.hub, .robot, .actor]
    case .transitionAck: [.hub, .learner]
    // The learner makes them, the hub publishes them.
    case .weights: [.hub, .learner]
    case .weightsRequest: [.hub, .robot, .actor]
    case .hubStatus: [.hub]
    case .simulationOpen, .simulationReset, .simulationStep, .simulationRender, .simulationClose: [.actor]
    case .simulationOpened, .simulationState, .simulationPicture: [.hub]
    }
  }
}
