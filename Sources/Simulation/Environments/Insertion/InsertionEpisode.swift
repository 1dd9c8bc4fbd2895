import Vocabulary

/// Everything chance decides about one episode.
struct InsertionEpisode: Equatable {
  /// Tool position when the peg is in: its end on the table, metres. Representable in Float32.
  var goal = SIMD3<Double>.zero
  /// Yaw of the hole.
  var goalYaw = 0.0
  /// The goal as the observation has it.
  var sensedGoal = SIMD3<Double>.zero
  var startPosition = SIMD3<Double>.zero
  var startYaw = 0.0

  /// Before the first reset.
  static let none = InsertionEpisode()

  private init() {}

  init(_ definition: InsertionDefinition, seed: UInt64) {
    let streams = RandomStream(seed: seed)
    var holes = streams.derived("hole")
    var starts = streams.derived("tool start")
    let place = definition.hole.placeMeters
    let x = definition.hole.middleMeters.x + holes.uniform(-place, place)
    let y = definition.hole.middleMeters.y + holes.uniform(-place, place)
    goal = SIMD3(Double(Float(x)), Double(Float(y)), Double(Float(definition.peg.reachMeters)))
    goalYaw = Double(Float(holes.uniform(-definition.hole.yawRadians, definition.hole.yawRadians)))
    var senses = streams.derived("hole sensed")
    let blur = definition.hole.sensedErrorMeters
    let errorX = senses.uniform(-blur, blur)
    let errorY = senses.uniform(-blur, blur)
    sensedGoal = goal + SIMD3(errorX, errorY, 0)
    let spread = definition.start.placeMeters
    let offsetX = starts.uniform(-spread, spread)
    let offsetY = starts.uniform(-spread, spread)
    startPosition = goal + SIMD3(offsetX, offsetY, definition.start.heightMeters)
    startYaw = goalYaw + starts.uniform(-definition.start.yawRadians, definition.start.yawRadians)
  }
}
