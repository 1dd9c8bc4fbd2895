import Hub
import Recording
import Sessions
import Transport
import Wire

/// `live.csv`: a row per 100 steps of a live run. What happened, what the learner says, how old things were when they
/// arrived, and what never did.
struct LiveLog {
  static let columns = [
    "seconds", "episodes", "successes", "takeovers", "expertSteps", "interventionRate", "updates", "criticLoss",
    "valueMean", "temperature", "transitions", "commandAgeMedianMilliseconds", "commandAgeP99Milliseconds",
    "robotRoundTripMedianMilliseconds", "robotRoundTripP99Milliseconds", "robotOneWayMedianMilliseconds",
    "robotOneWayP99Milliseconds", "personRoundTripMedianMilliseconds", "personRoundTripP99Milliseconds",
    "personOneWayMedianMilliseconds", "personOneWayP99Milliseconds", "robotTicks", "robotLateTicks", "passedOver",
    "lost", "unsent", "dropped",
  ]

  private let file: MetricsLog
  private let began: UInt64
  private var loggedSteps: Int

  /// - Parameters:
  ///   - steps: that the run has had.
  ///   - now: the hub's monotonic clock.
  init(_ folder: RunFolder, after steps: Int, at now: UInt64) throws {
    file = try MetricsLog(path: folder.file("live.csv"), columns: Self.columns, resumeStep: steps)
    (began, loggedSteps) = (now, steps)
  }

  /// - Parameter force: also where fewer than 100 steps have passed.
  mutating func log(_ desk: HubDesk, _ learner: LiveMailbox.Figures, force: Bool = false) throws {
    let counts = desk.pilot.counts
    guard counts.steps >= loggedSteps + (force ? 1 : 100) else { return }
    loggedSteps = counts.steps
    let peers = desk.endpoint.sessions.members.values.map(\.status)
    // Of several people, the one whose line is the slowest.
    let robot = peers.first { $0.role == .robot }
    let person = peers.filter { $0.role == .teleop }.max { $0.roundTrip.p99 < $1.roundTrip.p99 }
    let age = desk.robotStatus?.commandAge ?? Percentiles()
    let losses = desk.losses
    func milliseconds(_ percentiles: Percentiles?) -> [Double] {
      [percentiles?.median ?? 0, percentiles?.p99 ?? 0].map { Double($0) * 1e-6 }
    }
    let run = [
      Double(desk.endpoint.now.monotonicNanoseconds - began) * 1e-9, Double(counts.episodes), Double(counts.successes),
      Double(counts.takeovers), Double(counts.expertSteps), desk.pilot.interventionRate, Double(learner.updates),
      Double(learner.criticLoss), Double(learner.valueMean), Double(learner.temperature), Double(learner.transitions),
    ]
    let times = [age, robot?.roundTrip, robot?.oneWay, person?.roundTrip, person?.oneWay].flatMap(milliseconds)
    let missing = [
      desk.robotStatus?.ticks ?? 0, desk.robotStatus?.lateTicks ?? 0, losses.passedOver, losses.lost, losses.unsent,
      losses.dropped,
    ].map { Double($0) }
    try file.append(step: counts.steps, run + times + missing)
  }
}

/// What a hub has not got, or has not got rid of.
struct HubLosses: Equatable, Sendable {
  /// Observations between two that came.
  var passedOver: UInt64 = 0
  /// Gaps in the sequences of who is here now.
  var lost: UInt64 = 0
  /// Frames that a full queue or a lost connection did not take.
  var unsent: UInt64 = 0
  /// Messages that the sockets threw away.
  var dropped: UInt64 = 0

  /// For people; empty where nothing is missing.
  var text: String {
    [
      (passedOver, "observations passed over"), (lost, "messages lost"), (unsent, "frames unsent"),
      (dropped, "messages dropped"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}

extension HubDesk {
  var losses: HubLosses {
    HubLosses(
      passedOver: pilot.missing, lost: endpoint.sessions.members.values.reduce(0) { $0 + $1.status.lost },
      unsent: endpoint.unsent, dropped: endpoint.dropped.total)
  }
}
