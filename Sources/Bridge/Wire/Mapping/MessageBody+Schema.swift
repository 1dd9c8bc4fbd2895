import SwiftProtobuf

/// Between the public bodies and their bytes.
///
/// The schema's `Envelope` itself is never built: its header is read and written by `FrameHeader` and `FieldWriter`, which
/// takes half the time, and a body's type follows from its number.
extension MessageBody {
  /// - Parameter bytes: of the body alone.
  init(_ kind: MessageKind, decoding bytes: ArraySlice<UInt8>) throws(Rejection) {
    switch kind {
    case .hello: self = .hello(try Hello(try decoded(bytes, kind)))
    case .welcome: self = .welcome(try Welcome(try decoded(bytes, kind)))
    case .refusal: self = .refusal(try Refusal(try decoded(bytes, kind)))
    case .farewell: self = .farewell(try Farewell(try decoded(bytes, kind)))
    case .ping: self = .ping(try Ping(try decoded(bytes, kind)))
    case .pong: self = .pong(try Pong(try decoded(bytes, kind)))
    case .rejection: self = .rejection(try RejectionNotice(try decoded(bytes, kind)))
    case .observation: self = .observation(try ObservationMessage(try decoded(bytes, kind)))
    case .picture: self = .picture(try PictureMessage(try decoded(bytes, kind)))
    case .robotStatus: self = .robotStatus(try RobotStatus(try decoded(bytes, kind)))
    case .command: self = .command(try Command(try decoded(bytes, kind)))
    case .leaseRequest: self = .leaseRequest(try LeaseRequest(try decoded(bytes, kind)))
    case .leaseGrant: self = .leaseGrant(try LeaseGrant(try decoded(bytes, kind)))
    case .leaseRenewal: self = .leaseRenewal(try LeaseRenewal(try decoded(bytes, kind)))
    case .leaseRelease: self = .leaseRelease(try LeaseRelease(try decoded(bytes, kind)))
    case .leaseRevocation: self = .leaseRevocation(try LeaseRevocation(try decoded(bytes, kind)))
    case .leaseDenial: self = .leaseDenial(try LeaseDenial(try decoded(bytes, kind)))
    case .event: self = .event(try Event(try decoded(bytes, kind)))
    case .transition: self = .transition(try TransitionMessage(try decoded(bytes, kind)))
    case .transitionAck: self = .transitionAck(try TransitionAcknowledgement(try decoded(bytes, kind)))
    case .weights: self = .weights(try PolicyWeights(try decoded(bytes, kind)))
    case .weightsRequest: self = .weightsRequest(try WeightsRequest(try decoded(bytes, kind)))
    case .hubStatus: self = .hubStatus(try HubStatus(try decoded(bytes, kind)))
    case .simulationOpen: self = .simulationOpen(try SimulationOpen(try decoded(bytes, kind)))
    case .simulationOpened: self = .simulationOpened(try SimulationOpened(try decoded(bytes, kind)))
    case .simulationReset: self = .simulationReset(try SimulationReset(try decoded(bytes, kind)))
    case .simulationStep: self = .simulationStep(try SimulationStep(try decoded(bytes, kind)))
    case .simulationState: self = .simulationState(try SimulationState(try decoded(bytes, kind)))
    case .simulationRender: self = .simulationRender(try SimulationRender(try decoded(bytes, kind)))
    case .simulationPicture: self = .simulationPicture(try SimulationPicture(try decoded(bytes, kind)))
    case .simulationClose:
      let _: Reins_V1_SimulationClose = try decoded(bytes, kind)
      self = .simulationClose
    }
  }

  /// The bytes of the body alone.
  func encoded() -> [UInt8] {
    switch self {
    case .hello(let body): encodedAlone(body.schema)
    case .welcome(let body): encodedAlone(body.schema)
    case .refusal(let body): encodedAlone(body.schema)
    case .farewell(let body): encodedAlone(body.schema)
    case .ping(let body): encodedAlone(body.schema)
    case .pong(let body): encodedAlone(body.schema)
    case .rejection(let body): encodedAlone(body.schema)
    case .observation(let body): encodedAlone(body.schema)
    case .picture(let body): encodedAlone(body.schema)
    case .robotStatus(let body): encodedAlone(body.schema)
    case .command(let body): encodedAlone(body.schema)
    case .leaseRequest(let body): encodedAlone(body.schema)
    case .leaseGrant(let body): encodedAlone(body.schema)
    case .leaseRenewal(let body): encodedAlone(body.schema)
    case .leaseRelease(let body): encodedAlone(body.schema)
    case .leaseRevocation(let body): encodedAlone(body.schema)
    case .leaseDenial(let body): encodedAlone(body.schema)
    case .event(let body): encodedAlone(body.schema)
    case .transition(let body): encodedAlone(body.schema)
    case .transitionAck(let body): encodedAlone(body.schema)
    case .weights(let body): encodedAlone(body.schema)
    case .weightsRequest(let body): encodedAlone(body.schema)
    case .hubStatus(let body): encodedAlone(body.schema)
    case .simulationOpen(let body): encodedAlone(body.schema)
    case .simulationOpened(let body): encodedAlone(body.schema)
    case .simulationReset(let body): encodedAlone(body.schema)
    case .simulationStep(let body): encodedAlone(body.schema)
    case .simulationState(let body): encodedAlone(body.schema)
    case .simulationRender(let body): encodedAlone(body.schema)
    case .simulationPicture(let body): encodedAlone(body.schema)
    case .simulationClose: []
    }
  }
}

/// A body of untrusted bytes. A field that this version does not know is dropped.
private func decoded<Schema: SwiftProtobuf.Message>(
  _ bytes: ArraySlice<UInt8>, _ kind: MessageKind
) throws(Rejection) -> Schema {
  var options = BinaryDecodingOptions()
  // The envelope around it is one.
  options.messageDepthLimit = FixedLimits.depth - 1
  options.discardUnknownFields = true
  do {
    return try Schema(serializedBytes: Array(bytes), options: options)
  } catch {
    throw .malformed(reason: "\(kind.name): \(error)")
  }
}

/// A message of the schema by itself.
func encodedAlone(_ schema: some SwiftProtobuf.Message) -> [UInt8] {
  do {
    return try schema.serializedBytes()
  } catch {
    preconditionFailure("a message of version 3 lacks no field and holds less than 2 GiB: \(error)")
  }
}
