/// What kind of message it is. The raw values are the field numbers of the schema's `Envelope.body`.
public enum MessageKind: UInt8, Sendable, CaseIterable {
  case hello = 16
  case welcome = 17
  case refusal = 18
  case farewell = 19
  case ping = 20
  case pong = 21
  case rejection = 22
  case observation = 32
  case picture = 33
  case robotStatus = 34
  case command = 40
  case leaseRequest = 41
  case leaseGrant = 42
  case leaseRenewal = 43
  case leaseRelease = 44
  case leaseRevocation = 45
  case leaseDenial = 46
  case event = 47
  case transition = 48
  case transitionAck = 49
  case weights = 56
  case weightsRequest = 57
  case hubStatus = 58
  case simulationOpen = 64
  case simulationOpened = 65
  case simulationReset = 66
  case simulationStep = 67
  case simulationState = 68
  case simulationRender = 69
  case simulationPicture = 70
  case simulationClose = 71

  /// As the schema and docs/wire.md write it, for example `lease_request`.
  public var name: String {
    "\(self)".reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }

  /// Goes over a latest-only socket: a receiver that is late sees the newest and misses those before.
  public var isLatestOnly: Bool { [.picture, .weights, .hubStatus].contains(self) }
}
