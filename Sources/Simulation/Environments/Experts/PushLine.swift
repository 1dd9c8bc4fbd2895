/// The line on which a push moves an object to its goal, on the table's plane.
struct PushLine {
  /// From the object to the goal, length 1, horizontal; along x where they coincide.
  let direction: SIMD3<Double>
  /// Horizontal distance from the object to the goal, metres.
  let distance: Double
  let object: SIMD3<Double>

  /// Half of the object's larger horizontal extent, metres.
  private let half: Double

  /// Tool height while it pushes: low, but with the palm, 4 cm above the tool, clear of the object's top.
  let pushHeightMeters: Double
  /// Half the width of the corridor behind the object from which a push goes straight.
  static let corridorMeters = 0.015

  /// Nearest sensible distance between tool and object centre: half an object and half a finger.
  var contactMeters: Double { half + 0.01 }
  /// Tool and object do not touch, whatever the yaw, while their vertical axes are this far apart.
  var clearanceMeters: Double { half * 2.0.squareRoot() + 0.027 }
  /// Where the tool waits behind the object: far enough to come down beside it at any yaw.
  var standOffMeters: Double { half * 2.0.squareRoot() + 0.032 }

  init(_ situation: Situation) {
    object = situation.object
    half = max(situation.objectSize.x, situation.objectSize.y) / 2
    pushHeightMeters = max(0.015, situation.objectSize.z - 0.025)
    var offset = situation.goal - situation.object
    offset.z = 0
    distance = length(offset)
    direction = distance > 1e-6 ? offset / distance : SIMD3(1, 0, 0)
  }

  /// The tool's place before the push.
  var start: SIMD3<Double> {
    var place = object - direction * standOffMeters
    place.z = pushHeightMeters
    return place
  }

  /// Position of the tool along the line (negative: behind the object) and its offset across, horizontal.
  func coordinates(of tool: SIMD3<Double>) -> (along: Double, across: SIMD3<Double>) {
    var offset = tool - object
    offset.z = 0
    let along = (offset * direction).sum()
    return (along, offset - direction * along)
  }

  /// How near the tool's axis comes to the object's while it moves straight to `start`, metres.
  func clearance(from tool: SIMD3<Double>) -> Double {
    var offset = tool - object
    offset.z = 0
    var way = start - tool
    way.z = 0
    let share = min(1, max(0, -(offset * way).sum() / max((way * way).sum(), 1e-12)))
    return length(offset + way * share)
  }

  /// Metres that the tool has to go until it stands behind the object: 0 anywhere between contact and `start`, longer
  /// where the object is in the way.
  func way(from tool: SIMD3<Double>) -> Double {
    let (along, _) = coordinates(of: tool)
    let behind = min(standOffMeters, max(contactMeters, -along))
    var place = object - direction * behind
    place.z = pushHeightMeters
    let detour = along > -contactMeters ? max(0, clearanceMeters - clearance(from: tool)) : 0
    return length(place - tool) + 2 * detour
  }
}
