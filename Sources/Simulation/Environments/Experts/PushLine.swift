/// The line on which a push moves an object to its goal, on the table's plane.
struct PushLine {
  /// From the object to the goal, length 1, horizontal; along x where they coincide.
  let direction: SIMD3<Double>
  /// Horizontal distance from the object to the goal, metres.
  let distance: Double
  let object: SIMD3<Double>

  /// Where the tool waits behind the object: far enough to come down beside a 4 cm cube at any yaw, fingers included.
  static let standOffMeters = 0.06
  /// Nearest sensible distance between tool and object centre: half a cube and half a finger.
  static let contactMeters = 0.03
  /// Tool and cube do not touch while their vertical axes are this far apart.
  static let clearanceMeters = 0.055
  /// Tool height while it pushes.
  static let pushHeightMeters = 0.015
  /// Half the width of the corridor behind the object from which a push goes straight.
  static let corridorMeters = 0.015

  init(object: SIMD3<Double>, goal: SIMD3<Double>) {
    self.object = object
    var offset = goal - object
    offset.z = 0
    distance = length(offset)
    direction = distance > 1e-6 ? offset / distance : SIMD3(1, 0, 0)
  }

  /// The tool's place before the push.
  var start: SIMD3<Double> {
    var place = object - direction * Self.standOffMeters
    place.z = Self.pushHeightMeters
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
    let behind = min(Self.standOffMeters, max(Self.contactMeters, -along))
    var place = object - direction * behind
    place.z = Self.pushHeightMeters
    let detour = along > -Self.contactMeters ? max(0, Self.clearanceMeters - clearance(from: tool)) : 0
    return length(place - tool) + 2 * detour
  }
}
