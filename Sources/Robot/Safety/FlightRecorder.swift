public import Vocabulary

/// One tick, as the guard saw it.
public struct FlightRow: Sendable {
  public var nanoseconds: UInt64 = 0
  public var verdict: Verdict
  public var authority = Authority.none
  public var commandNumber: UInt64 = 0
  public var epoch: UInt64 = 0
  public var commandAgeNanoseconds: UInt64 = 0
  public var toolMeters = SIMD3<Double>(0, 0, 0)
  public var contactForceNewtons = 0.0
  public var conditionNumber = 0.0
  /// rad, m: arm joints, then fingers; the first `jointCount` of the recorder count.
  public var measured = InlineArray<16, Double>(repeating: 0)
  /// As commanded; NaN without a command.
  public var desired = InlineArray<16, Double>(repeating: .nan)
  public var safe = InlineArray<16, Double>(repeating: 0)
}

/// The last seconds of ticks, in memory that is allocated once.
public struct FlightRecorder: Sendable {
  public let jointCount: Int
  public let capacity: Int
  private var rows: [FlightRow]
  private var next = 0

  init(jointCount: Int, capacity: Int) {
    self.jointCount = jointCount
    self.capacity = capacity
    rows = []
    rows.reserveCapacity(capacity)
  }

  /// Ticks recorded and still kept.
  public var count: Int { rows.count }

  /// The kept ticks, the oldest first.
  public subscript(place: Int) -> FlightRow { rows[(rows.count < capacity ? 0 : next) + place, wrappedAt: capacity] }

  mutating func record(_ row: FlightRow) {
    if rows.count < capacity { rows.append(row) } else { rows[next] = row }
    next = next + 1 == capacity ? 0 : next + 1
  }

  /// A table with a header, for the file that a fault leaves; allocates, so call it outside the tick.
  public func csv() -> String {
    var text =
      "nanoseconds,mode,outcome,limits,speed_share,reason,refusal,authority,number,epoch,age_ns,tool_x_m,tool_y_m,tool_z_m"
    text += ",force_n,condition"
    for kind in ["measured", "desired", "safe"] {
      for joint in 0..<jointCount { text += ",\(kind)_\(joint)" }
    }
    text += "\n"
    for place in 0..<count {
      let row = self[place]
      let verdict = row.verdict
      text +=
        "\(row.nanoseconds),\(verdict.mode),\(verdict.outcome),\(verdict.limits.rawValue),\(verdict.speedShare)"
      text +=
        ",\(verdict.reason.rawValue)"
      text +=
        ",\(verdict.refusal.rawValue),\(row.authority),\(row.commandNumber),\(row.epoch),\(row.commandAgeNanoseconds)"
      text += ",\(row.toolMeters.x),\(row.toolMeters.y),\(row.toolMeters.z)"
      text += ",\(row.contactForceNewtons),\(row.conditionNumber)"
      for joint in 0..<jointCount { text += ",\(row.measured[joint])" }
      for joint in 0..<jointCount { text += ",\(row.desired[joint])" }
      for joint in 0..<jointCount { text += ",\(row.safe[joint])" }
      text += "\n"
    }
    return text
  }
}

extension [FlightRow] {
  fileprivate subscript(place: Int, wrappedAt capacity: Int) -> FlightRow {
    self[place < capacity ? place : place - capacity]
  }
}
