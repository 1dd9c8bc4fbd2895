import Vocabulary

/// Dangers that the measurements show, each with its hysteresis.
struct Hazards: OptionSet, Equatable, Sendable {
  let rawValue: UInt8

  static let reading = Hazards(rawValue: 1 << 0)
  static let hub = Hazards(rawValue: 1 << 1)
  static let force = Hazards(rawValue: 1 << 2)
  static let singularity = Hazards(rawValue: 1 << 3)
  static let workspace = Hazards(rawValue: 1 << 4)

  /// What an expert and RESET may drive out of, slowly.
  static let escapable: Hazards = [.force, .singularity, .workspace]

  /// The gravest one.
  var reason: StopReason {
    if contains(.reading) { return .reading }
    if contains(.hub) { return .hubLost }
    if contains(.force) { return .force }
    if contains(.workspace) { return .workspace }
    return contains(.singularity) ? .singularity : .none
  }

  /// Above the limit a hazard appears; it goes when the value is at or below the limit's lower edge.
  private mutating func judge(_ hazard: Hazards, _ value: Double, above limit: Double, until edge: Double) {
    if value > limit { insert(hazard) } else if value <= edge { remove(hazard) }
  }

  /// Of a complete reading.
  mutating func update(_ reading: RobotReading, _ limits: SafetyLimits, distanceOutside: Double) {
    remove(.reading)
    if reading.isHubAlive { remove(.hub) } else { insert(.hub) }
    let share = limits.hysteresisShare
    judge(
      .force, abs(reading.contactForceNewtons), above: limits.maximumForceNewtons,
      until: share * limits.maximumForceNewtons)
    judge(
      .singularity, reading.conditionNumber, above: limits.singularityStopConditionNumber,
      until: share * limits.singularityStopConditionNumber)
    judge(.workspace, distanceOutside, above: limits.workspaceToleranceMeters, until: 0)
  }
}

/// Share of speed that is left near a singularity: 1 up to the condition number at which slowing down begins, falling to
/// 0.05 at the one that stops.
func singularitySpeedShare(conditionNumber: Double, limits: SafetyLimits) -> Double {
  speedShare(conditionNumber, slow: limits.singularitySlowConditionNumber, stop: limits.singularityStopConditionNumber)
}

/// 1 up to `slow`, falling linearly from there to 0.05 just before `stop`, which is above `slow`.
func speedShare(_ value: Double, slow: Double, stop: Double) -> Double {
  max(0.05, min(1, (stop - value) / (stop - slow)))
}
