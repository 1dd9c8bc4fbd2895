/// What a message says: one of the schema's bodies. The large and rare ones are boxed, so that a command is small.
public enum MessageBody: Equatable, Sendable {
  indirect case hello(Hello)
  indirect case welcome(Welcome)
  case refusal(Refusal)
  case farewell(Farewell)
  case ping(Ping)
  case pong(Pong)
  case rejection(RejectionNotice)
  case observation(ObservationMessage)
  case picture(PictureMessage)
  case robotStatus(RobotStatus)
  case command(Command)
  case leaseRequest(LeaseRequest)
  case leaseGrant(LeaseGrant)
  case leaseRenewal(LeaseRenewal)
  case leaseRelease(LeaseRelease)
  case leaseRevocation(LeaseRevocation)
  case leaseDenial(LeaseDenial)
  case event(Event)
  case transition(TransitionMessage)
  case transitionAck(TransitionAcknowledgement)
  case weights(PolicyWeights)
  case weightsRequest(WeightsRequest)
  indirect case hubStatus(HubStatus)
  case simulationOpen(SimulationOpen)
  indirect case simulationOpened(SimulationOpened)
  case simulationReset(SimulationReset)
  case simulationStep(SimulationStep)
  case simulationState(SimulationState)
  case simulationRender(SimulationRender)
  case simulationPicture(SimulationPicture)
  case simulationClose

  public var kind: MessageKind {
    switch self {
    case .hello: .hello
    case .welcome: .welcome
    case .refusal: .refusal
    case .farewell: .farewell
    case .ping: .ping
    case .pong: .pong
    case .rejection: .rejection
    case .observation: .observation
    case .picture: .picture
    case .robotStatus: .robotStatus
    case .command: .command
    case .leaseRequest: .leaseRequest
    case .leaseGrant: .leaseGrant
    case .leaseRenewal: .leaseRenewal
    case .leaseRelease: .leaseRelease
    case .leaseRevocation: .leaseRevocation
    case .leaseDenial: .leaseDenial
    case .event: .event
    case .transition: .transition
    case .transitionAck: .transitionAck
    case .weights: .weights
    case .weightsRequest: .weightsRequest
    case .hubStatus: .hubStatus
    case .simulationOpen: .simulationOpen
    case .simulationOpened: .simulationOpened
    case .simulationReset: .simulationReset
    case .simulationStep: .simulationStep
    case .simulationState: .simulationState
    case .simulationRender: .simulationRender
    case .simulationPicture: .simulationPicture
    case .simulationClose: .simulationClose
    }
  }
}
