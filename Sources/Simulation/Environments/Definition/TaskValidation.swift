public import Vocabulary

extension TaskDefinition {
  /// Checks the relations between values; called once, at load. Keys in the error are those of the file.
  public func validated() throws(ConfigError) -> TaskDefinition {
    guard let first = name.first, first.isUppercase, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
    else { throw .outOfRange(key: "name", value: name, allowed: "letters and digits, a capital first") }
    // `Reach` + joints and `ReachJoints` would be one id.
    for ending in ["Joints", "Dense"] where name.hasSuffix(ending) {
      throw .outOfRange(key: "name", value: name, allowed: "a name that does not end in \(ending)")
    }
    try check("version", Double(version), in: 0...9999)
    try check("maximumSteps", Double(maximumSteps), in: 1...1_000_000)
    try check("thresholdMeters", thresholdMeters, in: 1e-6...10)
    try check("thresholdRotation", thresholdRotation, in: 1e-6...1)
    try check("physics.stepSeconds", physics.stepSeconds, in: 1e-5...0.02)
    try check("physics.substeps", Double(physics.substeps), in: 1...10_000)
    try randomization.validate()
    try validateScene()
    try validateControl()
    try validateObjects()
    try validateFixture()
    try validateGoal()
    try validateWords()
    try checkCameras(cameras)
    try expert.good.validate(key: "expert.good")
    try expert.fair.validate(key: "expert.fair")
    try expert.poor.validate(key: "expert.poor")
    return self
  }

  func validateScene() throws(ConfigError) {
    try check("scene.baseMeters", scene.baseMeters, in: -10...10)
    try check("scene.tableSizeMeters", scene.tableSizeMeters, in: 0.01...10)
    try check("scene.tableCenterXMeters", scene.tableCenterXMeters, in: -10...10)
    try check("scene.tableFriction", scene.tableFriction, in: 0...10)
    try check("scene.groundHeightMeters", scene.groundHeightMeters, in: -10...0)
  }

  func validateControl() throws(ConfigError) {
    try check("control.toolMeters", control.toolMeters, in: 1e-4...1)
    try check("control.jointRadians", control.jointRadians, in: 1e-4...1)
    try check("control.toolRadians", control.toolRadians, in: 1e-4...1)
    try check("control.jointRadiansPerSecond", control.jointRadiansPerSecond, in: 1e-3...20)
    try check("control.torqueShare", control.torqueShare, in: 1e-3...1)
    try checkImpedance(control.impedance, key: "control.impedance")
    try check("control.gripperMeters", control.gripperMeters, in: 1e-4...1)
    try check("control.lowestToolTargetMeters", control.lowestToolTargetMeters, in: -10...10)
    for (axis, name) in ["x", "y", "z"].enumerated()
    where !(control.workspaceLowMeters[axis] < control.workspaceHighMeters[axis]) {
      throw .outOfRange(
        key: "control.workspaceLowMeters.\(name)", value: "\(control.workspaceLowMeters[axis])",
        allowed: "below \(control.workspaceHighMeters[axis])")
    }
    if ![0, 3].contains(control.startToolMeters.count) {
      throw .outOfRange(
        key: "control.startToolMeters", value: "\(control.startToolMeters)", allowed: "x, y, z or an empty list")
    }
    let q = control.toolOrientation
    let length = (q.x * q.x + q.y * q.y + q.z * q.z + q.w * q.w).squareRoot()
    if !(abs(length - 1) < 1e-6) {
      throw .outOfRange(key: "control.toolOrientation", value: "\(q)", allowed: "a quaternion of length 1")
    }
  }

  private func validateWords() throws(ConfigError) {
    if observation.isEmpty { throw .missingKey(path: "observation") }
    if progress.isEmpty { throw .missingKey(path: "progress") }
    if policyInput.isEmpty { throw .missingKey(path: "policyInput") }
    for (place, term) in observation.enumerated() {
      let key = "observation[\(place)]"
      if observation[..<place].contains(term) {
        throw .outOfRange(key: key, value: term.rawValue, allowed: "each term once")
      }
      try needs(objects: term.objectsNeeded, fixture: term.concernsFixture, key, term.rawValue)
    }
    for (place, term) in progress.enumerated() {
      try check("progress[\(place)].weight", term.weight, in: 1e-3...1000)
      let (key, measure) = ("progress[\(place)].measure", term.measure)
      try needs(objects: measure.objectsNeeded, fixture: measure == .toolToHandle, key, measure.rawValue)
      if let goals = measure.goals, !goals.contains(goal.achieved) {
        throw .outOfRange(
          key: key, value: measure.rawValue, allowed: "a measure that fits goal.achieved (\(goal.achieved.rawValue))")
      }
    }
    for (place, term) in policyInput.enumerated() { try validate(term, key: "policyInput[\(place)]") }
    for term in expert.script.terms where !observation.contains(term) {
      throw .outOfRange(
        key: "expert.script", value: expert.script.rawValue,
        allowed: "a script whose terms are observed (\(term.rawValue))")
    }
    if let goals = expert.script.goals, !goals.contains(goal.achieved) {
      throw .outOfRange(
        key: "expert.script", value: expert.script.rawValue,
        allowed: "a script for goal.achieved (\(goal.achieved.rawValue))")
    }
  }

  private func validate(_ term: PolicyInputTerm, key: String) throws(ConfigError) {
    let known = observation.map(\.rawValue) + ["achievedGoal", "desiredGoal"]
    for name in term.components where !known.contains(name) {
      throw .outOfRange(key: key, value: name, allowed: "one of \(known.joined(separator: ", "))")
    }
    switch term {
    case .scaled(_, let scale): try check("\(key).scale", Double(scale), in: -1000...1000)
    case .difference(let name, let minus, let scale):
      try check("\(key).scale", Double(scale), in: -1000...1000)
      let positions = [
        "toolPosition", "objectPosition", "secondObjectPosition", "handlePosition", "achievedGoal", "desiredGoal",
      ]
      for name in [name, minus] where !positions.contains(name) {
        throw .outOfRange(key: key, value: name, allowed: "a position: \(positions.joined(separator: ", "))")
      }
      func count(_ name: String) -> Int { name.hasSuffix("Goal") ? goalDimension : 3 }
      if count(name) != count(minus) {
        throw .outOfRange(key: key, value: minus, allowed: "as many elements as \(name) has (\(count(name)))")
      }
    case .circle(let name, let element, let multiple):
      try check("\(key).multiple", Double(multiple), in: -100...100)
      let turns = [ObservationTerm.objectOrientation, .secondObjectOrientation].map(\.rawValue)
      if !turns.contains(name) || !["roll", "pitch", "yaw"].contains(element) {
        throw .outOfRange(key: key, value: "\(name).\(element)", allowed: "an object orientation: roll, pitch or yaw")
      }
    }
  }
}

/// A closed range excludes NaN and infinity too.
func check(_ key: String, _ value: SIMD3<Double>, in range: ClosedRange<Double>) throws(ConfigError) {
  for (axis, name) in ["x", "y", "z"].enumerated() { try check("\(key).\(name)", value[axis], in: range) }
}

func checkBox(_ key: String, low: SIMD3<Double>, high: SIMD3<Double>) throws(ConfigError) {
  for (axis, name) in ["x", "y", "z"].enumerated() where low[axis] > high[axis] {
    throw .outOfRange(key: "\(key)lowMeters.\(name)", value: "\(low[axis])", allowed: "at most \(high[axis])")
  }
}
