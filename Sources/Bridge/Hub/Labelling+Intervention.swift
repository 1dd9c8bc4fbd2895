public import Intervention
public import Wire

// What labels depend on crosses the wire; how takeovers are simulated does not.

extension Labelling {
  public init(_ configuration: InterventionConfiguration) {
    let success: Success =
      switch configuration.onSuccess {
      case .terminal: .terminal
      case .truncated: .truncated
      case .continue: .continue
      }
    let expert: ExpertStorage =
      switch configuration.storeExpert {
      case .all: .all
      case .last: .last
      case .none: .none
      }
    self.init(
      window: UInt32(configuration.window), onSuccess: success, storeExpert: expert,
      guardTrips: configuration.guardTrips)
  }

  public var configuration: InterventionConfiguration {
    var configuration = InterventionConfiguration()
    configuration.window = Int(window)
    configuration.guardTrips = guardTrips
    configuration.onSuccess =
      switch onSuccess {
      case .terminal: .terminal
      case .truncated: .truncated
      case .continue: .continue
      }
    configuration.storeExpert =
      switch storeExpert {
      case .all: .all
      case .last: .last
      case .none: .none
      }
    return configuration
  }
}
