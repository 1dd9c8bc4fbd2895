import Vocabulary

extension TaskDefinition {
  func validateObjects() throws(ConfigError) {
    if object.shape == .none, !otherObjects.isEmpty {
      throw .outOfRange(key: "object.shape", value: "none", allowed: "a shape: otherObjects come after the first one")
    }
    if objects.count > 5 {
      throw .outOfRange(key: "otherObjects", value: "\(otherObjects.count) objects", allowed: "at most 4")
    }
    for (place, object) in objects.enumerated() { try validate(object, key: Self.objectKey(place)) }
    try check("startSeparationMeters", startSeparationMeters, in: 0...10)
    try check("compat.goalFloatMeters", compat.goalFloatMeters, in: 0...1)
    for (place, float) in compat.objectFloatMeters.enumerated() {
      try check("compat.objectFloatMeters[\(place)]", float, in: 0...1)
    }
    if !compat.pandaGym { try validateStarts() }
  }

  static func objectKey(_ place: Int) -> String { place == 0 ? "object" : "otherObjects[\(place - 1)]" }

  private func validate(_ object: ObjectDefinition, key: String) throws(ConfigError) {
    if object.shape == .none {
      throw .outOfRange(key: "\(key).shape", value: "none", allowed: "box, cylinder or sphere")
    }
    try check("\(key).sizeMeters", object.sizeMeters, in: 0.001...2)
    try check("\(key).massKilograms", object.massKilograms, in: 1e-4...1000)
    try check("\(key).friction", object.friction, in: 0...10)
    try check("\(key).startYawRadians", object.startYawRadians, in: 0...3.15)
    try check("\(key).startLowMeters", object.startLowMeters, in: -100...100)
    try check("\(key).startHighMeters", object.startHighMeters, in: -100...100)
    try checkBox("\(key).start", low: object.startLowMeters, high: object.startHighMeters)
  }

  /// No object starts inside the table or inside another one, in any episode.
  private func validateStarts() throws(ConfigError) {
    for (place, object) in objects.enumerated() {
      let low = object.startLowMeters.z - object.extents.z / 2
      if low < -1e-9, isOverTable(object) {
        throw .outOfRange(
          key: "\(Self.objectKey(place)).startLowMeters.z", value: "\(object.startLowMeters.z)",
          allowed: "at least \(object.extents.z / 2): below, the object starts inside the table")
      }
      for other in 0..<place { try validateApart(other, place) }
    }
  }

  /// Part of the start box lies over the table; beside it an object may start at any height.
  private func isOverTable(_ object: ObjectDefinition) -> Bool {
    let half = SIMD3(scene.tableSizeMeters.x, scene.tableSizeMeters.y, 0) / 2
    let (low, high) = (SIMD3(scene.tableCenterXMeters, 0, 0) - half, SIMD3(scene.tableCenterXMeters, 0, 0) + half)
    let reach = object.halfDiagonal
    return (0..<2).allSatisfy {
      object.startLowMeters[$0] - reach < high[$0] && object.startHighMeters[$0] + reach > low[$0]
    }
  }

  private func validateApart(_ first: Int, _ second: Int) throws(ConfigError) {
    let (a, b) = (objects[first], objects[second])
    let needed = (a.halfDiagonal + b.halfDiagonal) * max(1, randomization.sizeFactor.y)
    let heights = (a.extents.z + b.extents.z) / 2
    // Apart in height, or apart along x or y, whatever is drawn.
    let gap = pointwiseMax(a.startLowMeters - b.startHighMeters, b.startLowMeters - a.startHighMeters)
    if gap.z >= heights - 1e-9 || gap.x >= needed || gap.y >= needed { return }
    let key = "startSeparationMeters"
    if startSeparationMeters < needed {
      throw .outOfRange(
        key: key, value: "\(startSeparationMeters)",
        allowed:
          "at least \(needed): nearer, \(Self.objectKey(first)) and \(Self.objectKey(second)) can start inside each other"
      )
    }
    // A box twice and a half as long as the separation leaves room beside any first object.
    let span = b.startHighMeters - b.startLowMeters
    if max(span.x, span.y) < 2.5 * startSeparationMeters {
      throw .outOfRange(
        key: key, value: "\(startSeparationMeters)",
        allowed: "at most \(max(span.x, span.y) / 2.5): the start box of \(Self.objectKey(second)) has no room for more"
      )
    }
  }

  func validateFixture() throws(ConfigError) {
    if !fixture.isPresent { return }
    if fixture.file.contains("/") || fixture.file.hasPrefix(".") {
      throw .outOfRange(key: "fixture.file", value: fixture.file, allowed: "the name of a file in sim/assets")
    }
    if fixture.joint.isEmpty { throw .missingKey(path: "fixture.joint") }
    if fixture.handleLink.isEmpty { throw .missingKey(path: "fixture.handleLink") }
    try check("fixture.handleWidthMeters", fixture.handleWidthMeters, in: 0.001...1)
    try check("fixture.lowMeters", fixture.lowMeters, in: -10...10)
    try check("fixture.highMeters", fixture.highMeters, in: -10...10)
    try check("fixture.yawRadians", fixture.yawRadians, in: 0...3.15)
    try checkBox("fixture.", low: fixture.lowMeters, high: fixture.highMeters)
  }

  func validateGoal() throws(ConfigError) {
    try check("goal.lowMeters", goal.lowMeters, in: -10...10)
    try check("goal.highMeters", goal.highMeters, in: -10...10)
    try checkBox("goal.", low: goal.lowMeters, high: goal.highMeters)
    try check("goal.lowestShare", goal.lowestShare, in: 0...1)
    try check("goal.leastMeters", goal.leastMeters, in: 0...10)
    try check("goal.leastRadians", goal.leastRadians, in: 0...6.3)
    let achieved = goal.achieved
    let objectsNeeded = achieved == .toolPosition || achieved == .opening ? 0 : 1
    try needs(objects: objectsNeeded, fixture: achieved == .opening, "goal.achieved", achieved.rawValue)
    if achieved == .objectPositions, goal.offsetsMeters.count != objects.count {
      throw .outOfRange(
        key: "goal.offsetsMeters", value: "\(goal.offsetsMeters.count) offsets",
        allowed: "one per object (\(objects.count))")
    }
    for (place, offset) in goal.offsetsMeters.enumerated() {
      try check("goal.offsetsMeters[\(place)]", offset, in: -10...10)
    }
    if achieved == .lift || achieved == .opening {
      let most = achieved == .lift ? goal.leastMeters : max(goal.leastMeters, goal.leastRadians)
      if most <= 0 { throw .missingKey(path: "goal.leastMeters") }
      if goal.leastMeters > 0 && goal.leastRadians > 0 {
        throw .outOfRange(key: "goal.leastRadians", value: "\(goal.leastRadians)", allowed: "0 beside leastMeters")
      }
    }
    if reward == .lifting && achieved != .lift {
      throw .outOfRange(key: "reward", value: "lifting", allowed: "goal, unless goal.achieved is lift")
    }
    for (axis, name) in ["x", "y", "z"].enumerated()
    where !(failure.objectLowMeters[axis] < failure.objectHighMeters[axis]) {
      throw .outOfRange(
        key: "failure.objectLowMeters.\(name)", value: "\(failure.objectLowMeters[axis])",
        allowed: "below \(failure.objectHighMeters[axis])")
    }
    if failure != FailureDefinition() { try needs(objects: 1, fixture: false, "failure", "a box for the object") }
  }

  func needs(objects count: Int, fixture needsFixture: Bool, _ key: String, _ value: String) throws(ConfigError) {
    if objects.count < count {
      throw .outOfRange(
        key: key, value: value,
        allowed: count == 1
          ? "a word that needs no object (object.shape is none)" : "a word that needs fewer than \(count) objects")
    }
    if needsFixture && !fixture.isPresent {
      throw .outOfRange(key: key, value: value, allowed: "a word that needs no furniture (fixture.file is empty)")
    }
  }
}

extension ObjectDefinition {
  /// From the centre to the farthest corner, seen from above, at any yaw.
  var halfDiagonal: Double {
    let size = extents
    return shape == .box ? (size.x * size.x + size.y * size.y).squareRoot() / 2 : size.x / 2
  }
}
