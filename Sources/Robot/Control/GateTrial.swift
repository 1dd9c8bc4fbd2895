public import Intervention
public import Vocabulary

/// How often a gate would take over from one driver.
public struct GateTrips: Equatable, Sendable {
  /// Times that the gate was asked and had seen enough to answer.
  public var checks = 0
  public var trips = 0
  public init() {}
  /// Not a number when the gate never answered: the episodes are shorter than its look-back.
  public var rate: Double { checks == 0 ? .nan : Double(trips) / Double(checks) }
}

/// Asks a gate about a perfect and about a random driver.
///
/// A gate teaches only if it tells the two apart. Aim for at most 0.1 of a perfect driver's checks against at least 0.6
/// of a random one's; `InterventionConfiguration.withoutChance` shows the bare condition. A random gate gives the same
/// rate twice.
public struct GateTrial: Equatable, Sendable {
  /// The expert itself drives.
  public var perfect: GateTrips
  /// Every action element is uniform in [-1, 1], drawn anew at each step.
  public var random: GateTrips

  /// Runs both drivers until each has been checked `checks` times, or has made 100 steps per check in vain.
  ///
  /// Nobody takes over in the trial, so nothing is handed back either: the gate is asked at every step of an episode,
  /// and the rate is the share of those steps at which it would take over. (Beginning anew after each trip would count a
  /// lasting stall once and a good stretch step by step.)
  ///
  /// - Parameter expert: the perfect driver, with no fault of its own.
  public static func run(
    environment: any Environment, expert: any Expert, gate: any Gate, checks: Int, random: RandomStream
  ) throws(EnvironmentError) -> GateTrial {
    GateTrial(
      perfect: try drive(environment, expert, gate, checks, actsAtRandom: false, random.derived("perfect driver")),
      random: try drive(environment, expert, gate, checks, actsAtRandom: true, random.derived("random driver")))
  }

  private static func drive(
    _ environment: any Environment, _ expert: any Expert, _ gate: any Gate, _ checks: Int, actsAtRandom: Bool,
    _ stream: RandomStream
  ) throws(EnvironmentError) -> GateTrips {
    var random = stream
    var trips = GateTrips()
    var observation = [Float](repeating: 0, count: environment.specification.observation.dimension)
    var expertAction = [Float](repeating: 0, count: environment.specification.action.dimension)
    var action = expertAction
    var running = false
    for _ in 0..<100 * checks {
      if trips.checks == checks { break }
      if !running {
        try environment.reset(seed: random.next())
        expert.beginEpisode(random: &random)
        gate.begin(random: &random)
      }
      var seen = observation.mutableSpan
      environment.copyObservation(into: &seen)
      var wanted = expertAction.mutableSpan
      expert.act(observation: observation.span, action: &wanted)
      for place in action.indices {
        action[place] = actsAtRandom ? Float(random.uniform(-1, 1)) : clippedToActionBox(expertAction[place])
      }
      gate.observe(progress: environment.progress)
      let verdict = gate.decide(
        observation: observation.span, proposal: action.span, expertAction: expertAction.span, random: &random)
      if verdict != .unready { trips.checks += 1 }
      if case .takeOver = verdict { trips.trips += 1 }
      let result = try environment.step(action.span)
      running = result.outcome == .running && !result.success
    }
    return trips
  }
}
